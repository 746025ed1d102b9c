"""What news makes of others' events: stories by templates and rules, and flags where a record is corrected."""

from uuid import UUID

from cabos.subscriptions import Subscriptions
from cabos_contracts.aeo import RecordCorrected as AeoRecordCorrected
from cabos_contracts.envelope import Envelope, Event
from cabos_contracts.governance import ConferenceCancelled, ConferencePostponed
from cabos_contracts.governance import RecordCorrected as GovernanceRecordCorrected
from sqlmodel.ext.asyncio.session import AsyncSession

from news.commands.drafting import draft_from_event
from news.commands.flags import flag_stories
from news.model.occasion import OCCASIONS

subscriptions = Subscriptions("news")


@subscriptions.on(*(occasion.contract for occasion in OCCASIONS.values()))
async def draft_story(event: Event, session: AsyncSession, envelope: Envelope) -> None:
    await draft_from_event(session, event, envelope.id)


@subscriptions.on(GovernanceRecordCorrected)
async def flag_what_governance_corrects(
    event: GovernanceRecordCorrected, session: AsyncSession, envelope: Envelope
) -> None:
    await _flag(session, event, envelope)


@subscriptions.on(AeoRecordCorrected)
async def flag_what_aeo_corrects(event: AeoRecordCorrected, session: AsyncSession, envelope: Envelope) -> None:
    await _flag(session, event, envelope)


@subscriptions.on(ConferencePostponed)
async def flag_what_waits_for_a_conference(
    event: ConferencePostponed, session: AsyncSession, envelope: Envelope
) -> None:
    changed = f"starts_on: {event.starts_on or 'not known'}, formerly {event.postponed_from} ({event.reason})"
    await flag_stories(session, "conference", event.conference_id, (changed,), envelope.id)


@subscriptions.on(ConferenceCancelled)
async def flag_what_a_conference_leaves(event: ConferenceCancelled, session: AsyncSession, envelope: Envelope) -> None:
    await flag_stories(session, "conference", event.conference_id, ("the conference was cancelled",), envelope.id)


async def _flag(
    session: AsyncSession, event: GovernanceRecordCorrected | AeoRecordCorrected, envelope: Envelope
) -> None:
    try:
        record_id = UUID(event.record)
    except ValueError:
        # Members and instruments have codes for names, and no story is about one of them.
        return
    before = "nothing" if event.before is None else event.before
    changed = f"{event.field}: {event.after}, formerly {before} ({event.stated_by}: {event.reason})"
    await flag_stories(session, event.kind, record_id, (changed[:2_000],), envelope.id)
