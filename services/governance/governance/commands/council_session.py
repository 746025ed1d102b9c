"""Planning, cancelling and closing the sessions of the Council and of its Policy Commission."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from cabos.journal import publish
from cabos.refusal import NotFound
from cabos_contracts.types import Day, EconomyCode, PartialDate, Place
from pydantic import AfterValidator, Field, model_validator
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.commands.decision_effect import move_after, take_effect_after
from governance.commands.register import Command, Confidence, Text, example, require_economy, today
from governance.commands.seat import hand_over
from governance.commands.sources import sources
from governance.commands.succession import move_terms
from governance.model.council_session import CouncilSession, NumberTaken, SessionBody
from governance.model.term_stage import TermStage
from governance.model.vice_chair_term import ViceChairTerm as Term

Number = Annotated[int, Field(ge=1, le=100_000)]


class Where(Command):
    city: Text | None = None
    economy: EconomyCode | None = None


class PlanCouncilSession(Command):
    model_config = example(
        numbers=[132],
        opens_on="2018-06-28",
        closes_on="2018-06-30",
        place={"city": "Brussels", "economy": "BE"},
        members=182,
        source="annual report 2017-2018",
        confidence="high",
    )

    body: SessionBody = SessionBody.COUNCIL
    numbers: Annotated[list[Number], Field(min_length=1, max_length=2)]
    opens_on: PartialDate
    closes_on: PartialDate | None = None
    place: Where | None = None
    chair: Text | None = None
    members: Annotated[int, Field(ge=0, le=100_000)] | None = None
    note: Text | None = None
    source: Text
    confidence: Confidence | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "PlanCouncilSession":
        if len(self.numbers) == 2 and self.numbers[1] != self.numbers[0] + 1:
            raise ValueError("numbers: two sessions of one meeting follow each other, as in 143 and 144")
        if self.closes_on is not None and self.closes_on.latest < self.opens_on.earliest:
            raise ValueError(f"closes_on: {self.closes_on} is before opens_on {self.opens_on}")
        return self


class CancelCouncilSession(Command):
    model_config = example(reason="The Council decides in writing this year.")

    reason: Text


class CloseCouncilSession(Command):
    model_config = example(closed_on="2018-06-30")

    closed_on: Day


async def session_for_update(session: AsyncSession, session_id: UUID) -> CouncilSession:
    meeting = await session.get(CouncilSession, session_id, with_for_update=True)
    if meeting is None:
        raise NotFound(f"No Council session {session_id}")
    return meeting


async def plan_council_session(session: AsyncSession, session_id: UUID, command: PlanCouncilSession) -> None:
    if command.place is not None and command.place.economy is not None:
        require_economy(command.place.economy, "place.economy")
    plan = dict(command) | {"place": command.place and Place(**dict(command.place))}
    meeting = await session.get(CouncilSession, session_id, with_for_update=True)
    meeting = meeting or CouncilSession(id=session_id, **plan)
    events = meeting.plan(**plan)
    if events:
        await _require_free(session, session_id, command.body, command.numbers)
    publish(session, *events)
    session.add(meeting)
    await move_terms(session, meeting)


async def cancel_council_session(session: AsyncSession, session_id: UUID, command: CancelCouncilSession) -> None:
    meeting = await session_for_update(session, session_id)
    publish(session, *meeting.cancel(reason=command.reason))
    await move_terms(session, meeting)


async def close_council_session(session: AsyncSession, session_id: UUID, command: CloseCouncilSession) -> None:
    """Close it; in the same transaction the terms and decisions that wait for it begin, and the terms before end."""
    meeting = await session_for_update(session, session_id)
    closed = meeting.close(on=command.closed_on, today=today())
    publish(session, *closed)
    if closed and meeting.handover_on is not None:
        waiting = select(Term).where(Term.after_session_id == session_id, Term.stage == TermStage.DESIGNATE)
        for designate in (await session.exec(waiting.order_by(Term.region).with_for_update())).all():
            await hand_over(session, designate, meeting.handover_on)
        await take_effect_after(session, meeting)


async def _require_free(session: AsyncSession, session_id: UUID, body: SessionBody, numbers: Sequence[int]) -> None:
    """Raises `NumberTaken`; a cancelled session gives its numbers back."""
    taken = select(CouncilSession).where(
        CouncilSession.body == body,
        col(CouncilSession.id) != session_id,
        col(CouncilSession.cancelled).is_(None),
        col(CouncilSession.numbers).overlap(list(numbers)),  # type: ignore[attr-defined]
    )
    with session.no_autoflush:
        other = (await session.exec(taken)).first()
    if other is not None:
        raise NumberTaken(f"{other.name} opens on {other.opens_on}", field="numbers")


async def correct_council_session(
    session: AsyncSession, meeting: CouncilSession, field: str, value: Any, source: str, reason: str
) -> None:
    """Put a session's days right, and those of the terms that hang on them."""
    handed_over_on = meeting.handover_on
    publish(session, *meeting.correct(field, value, source=source, reason=reason))
    await move_terms(session, meeting, handed_over_on)
    await move_after(session, meeting, handed_over_on)


def has_come(day: date) -> date:
    if day > today():
        raise ValueError("the day has not come yet")
    return day


sources.about(
    "council_session",
    CouncilSession,
    correct_council_session,
    opens_on=PartialDate,
    closes_on=PartialDate,
    closed_on=Annotated[date, AfterValidator(has_come)],
)
