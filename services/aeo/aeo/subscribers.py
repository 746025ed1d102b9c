"""What aeo learns from governance."""

from uuid import UUID

from cabos.subscriptions import Subscriptions
from cabos_contracts.envelope import Envelope
from cabos_contracts.governance import (
    ConferenceCancelled,
    ConferenceConvened,
    ConferenceHeld,
    ConferencePlanned,
    ConferencePostponed,
    MemberRegistered,
    RecordCorrected,
)
from cabos_contracts.types import PartialDate
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.commands.economies import resolve_economy
from aeo.model import ConferenceProjection, MemberProjection

subscriptions = Subscriptions("aeo")


@subscriptions.on(MemberRegistered)
async def know_member(event: MemberRegistered, session: AsyncSession, envelope: Envelope) -> None:
    """Governance says so too after every other change of a member: a new name, another region, a departure."""
    known = await session.get(MemberProjection, event.economy)
    if known is not None and known.version >= event.version:
        return
    if known is None:
        await resolve_economy(session, event.economy, event.name, event.membership)
    await session.merge(
        MemberProjection(
            economy=event.economy,
            name=event.name,
            region=event.region,
            membership=event.membership,
            known_since=envelope.sequence,
            version=event.version,
        )
    )


@subscriptions.on(ConferencePlanned, ConferenceConvened, ConferencePostponed, ConferenceHeld)
async def know_conference(
    event: ConferencePlanned | ConferenceConvened | ConferencePostponed | ConferenceHeld,
    session: AsyncSession,
    envelope: Envelope,
) -> None:
    """A day on which nothing was signed there after all is shown with the signature, which stands."""
    if await _news(session, event.conference_id, event.version) is None:
        return
    await session.merge(
        ConferenceProjection(
            id=event.conference_id,
            name=event.name,
            starts_on=event.starts_on,
            ends_on=event.ends_on,
            known_since=envelope.sequence,
            version=event.version,
        )
    )


@subscriptions.on(ConferenceCancelled)
async def know_that_it_was_cancelled(event: ConferenceCancelled, session: AsyncSession, envelope: Envelope) -> None:
    known = await _news(session, event.conference_id, event.version)
    if known is None:
        return
    known.name, known.cancelled = event.name, True
    known.known_since, known.version = envelope.sequence, event.version
    session.add(known)


@subscriptions.on(RecordCorrected)
async def correct_conference(event: RecordCorrected, session: AsyncSession, envelope: Envelope) -> None:
    """Of a member governance says after a correction what the register says now; of a conference it does not."""
    if event.kind != "conference" or event.field not in ("name", "starts_on", "ends_on"):
        return
    known = await session.get(ConferenceProjection, UUID(event.record))
    if known is None or known.version >= event.version:
        return
    day = event.field != "name" and event.after is not None
    setattr(known, event.field, PartialDate(str(event.after)) if day else event.after)
    known.known_since, known.version = envelope.sequence, event.version
    session.add(known)


async def _news(session: AsyncSession, conference_id: UUID, version: int) -> ConferenceProjection | None:
    """The row that an event may change, one to be written where there was none; None when the event comes late."""
    known = await session.get(ConferenceProjection, conference_id)
    if known is None:
        return ConferenceProjection(id=conference_id, name="", known_since=0, version=0)
    return known if known.version < version else None
