"""When decisions take effect: on their day, with their session or their term, and what moves when those do."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from cabos.journal import publish
from cabos.refusal import Invalid, NotFound
from cabos_contracts.types import LanguageTag, PartialDate
from pydantic import AfterValidator, Field
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.commands.approval import four_eyes
from governance.commands.register import Command, PastDay, Text, example, today
from governance.commands.sources import sources
from governance.model.conference import Conference
from governance.model.council_session import CouncilSession, SessionCancelled, UnknownSession
from governance.model.decision import Decision, Effect

AT_ONCE = 1000
"""How many the clock lets take effect in one transaction."""


class NameEffect(Command):
    """The day on which a decision took effect that told it in words only."""

    model_config = example(effective_on="2013-01-01", source="the secretariat's report of 2013")

    effective_on: PastDay
    source: Text


@four_eyes.needed
async def name_effect(session: AsyncSession, decision_id: UUID, command: NameEffect) -> None:
    decision = await decision_for_update(session, decision_id)
    events = decision.name_day(on=command.effective_on, today=today())
    if events and command.source not in decision.source.split("; "):
        decision.source = f"{decision.source}; {command.source}"
    publish(session, *events)


async def take_effect_on(session: AsyncSession, day: date) -> None:
    """Let take effect whose day has come."""
    waiting = select(Decision).where(Decision.effect == Effect.PENDING, col(Decision.effective_from) <= day)
    due = waiting.order_by(col(Decision.effective_from), col(Decision.id)).limit(AT_ONCE)
    for decision in (await session.exec(due.with_for_update(skip_locked=True))).all():
        publish(session, *decision.come(day))


async def take_effect_after(session: AsyncSession, meeting: CouncilSession) -> None:
    """Let take effect what waits for a session that has closed; who is selected takes the seat besides."""
    if meeting.handover_on is None:
        return
    for decision in await _of_session(session, meeting):
        publish(session, *decision.take_effect(on=meeting.handover_on))


async def take_effect_with(session: AsyncSession, term_id: UUID, on: PartialDate) -> None:
    """Let take effect the decision that selected a term which has started."""
    for decision in await _of_term(session, term_id):
        publish(session, *decision.take_effect(on=on))


async def lapse_with(session: AsyncSession, term_id: UUID, on: PartialDate, reason: str) -> None:
    """Let lapse the decision that selected a designate who has withdrawn."""
    for decision in await _of_term(session, term_id):
        publish(session, *decision.lapse(on=on, reason=reason))


async def move_with(session: AsyncSession, term_id: UUID, on: PartialDate, source: str, reason: str) -> None:
    """A term turns out to have started on another day, and with it what selected it took effect."""
    for decision in await _of_term(session, term_id):
        publish(session, *decision.move_effect(on=on, source=source, reason=reason))


async def move_after(session: AsyncSession, meeting: CouncilSession, handed_over_on: PartialDate | None) -> None:
    """A session turns out to have closed on another day than the one before `handed_over_on`."""
    if meeting.handover_on is None:
        return
    reason = f"{meeting.name} closed on {meeting.closed_on}"
    for decision in await _of_session(session, meeting):
        if decision.took_effect_on == handed_over_on:
            publish(session, *decision.move_effect(on=meeting.handover_on, source=meeting.source, reason=reason))


async def require_session(session: AsyncSession, session_id: UUID | None, field: str) -> CouncilSession | None:
    """The session that something waits for, locked; raises `UnknownSession` or `SessionCancelled`."""
    if session_id is None:
        return None
    meeting = await session.get(CouncilSession, session_id, with_for_update=True)
    if meeting is None:
        raise UnknownSession(f"No Council session {session_id}", field=field)
    if meeting.cancelled is not None:
        raise SessionCancelled(f"{meeting.name} was cancelled: {meeting.cancelled}", field=field)
    return meeting


async def decision_for_update(session: AsyncSession, decision_id: UUID) -> Decision:
    decision = await session.get(Decision, decision_id, with_for_update=True)
    if decision is None:
        raise NotFound(f"No decision {decision_id}")
    return decision


async def correct_decision(
    session: AsyncSession, decision: Decision, field: str, value: Any, source: str, reason: str
) -> None:
    """Say what the preferred source says; whether it holds follows from its days."""
    if field == "taken_on":
        conference = await session.get_one(Conference, decision.conference_id)
        try:
            conference.require_decided(value)
        except Invalid as wrong:
            raise Invalid(wrong.detail, field="value") from None
    former, moved = decision.took_effect_on, decision.effective_from
    publish(session, *decision.correct(field, value, source=source, reason=reason))
    if decision.effect is Effect.EFFECTIVE and not decision.waits and field in ("taken_on", "effective_on"):
        stated = decision.effective_on or (decision.taken_on if decision.effective is None else former)
        has_come = stated is not None and stated.latest <= today()
        publish(session, *decision.move_effect(on=stated if has_come else None, source=source, reason=reason))
    if decision.effective_from != moved:
        publish(session, *decision.come(today()))


async def _of_session(session: AsyncSession, meeting: CouncilSession) -> list[Decision]:
    waiting = select(Decision).where(
        Decision.effective_after_session_id == meeting.id, col(Decision.selects_term_id).is_(None)
    )
    return list((await session.exec(waiting.order_by(col(Decision.id)).with_for_update())).all())


async def _of_term(session: AsyncSession, term_id: UUID) -> list[Decision]:
    return list(
        (await session.exec(select(Decision).where(Decision.selects_term_id == term_id).with_for_update())).all()
    )


def _not_english(texts: dict[str, str]) -> dict[str, str]:
    if "en" in texts:
        raise ValueError("English is in text")
    return texts


sources.about(
    "decision",
    Decision,
    correct_decision,
    number=Annotated[str, Field(min_length=1, max_length=60)],
    title=Annotated[str, Field(min_length=1, max_length=500)],
    text=Text,
    texts=Annotated[dict[LanguageTag, Text], Field(max_length=10), AfterValidator(_not_english)],
    taken_on=PastDay,
    effective_on=PartialDate,
)
