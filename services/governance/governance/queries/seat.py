"""Who holds the seat of a region on any day, who exercises it, who follows, and how that is known."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from cabos.history import as_known
from cabos_contracts.types import PartialDate
from pydantic import BaseModel
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.model import CouncilSession, Decision, OfficeHolder
from governance.model import ViceChairTerm as Term
from governance.model.office import OnDay, on_day
from governance.model.seat import SeatState, is_designate
from governance.model.seat import on_day as seat_of
from governance.model.term_stage import TermStage
from governance.queries.council import SessionSummary
from governance.queries.register import show_region
from governance.queries.terms import TermSummary, possible_on, sure_on


class Designate(BaseModel):
    """Who takes the seat next, and after what."""

    administration: str
    term_id: UUID
    selected_on: PartialDate | None
    conference_id: UUID | None
    after_session: SessionSummary | None
    expected_on: PartialDate | None
    why: str


class HolderOnDay(OfficeHolder):
    """`on_day` says how well it is known that they exercised the seat: `surely`, `seen` around the day, `possibly`."""

    on_day: OnDay


class Neighbour(BaseModel):
    """The term before or after in the line of the region."""

    term_id: UUID
    administration: str
    started_on: PartialDate | None
    ended_on: PartialDate | None


class SeatOnDay(BaseModel):
    """Who holds a region's seat on one day; `possible` are the terms whose dates are too imprecise to say.

    `state` tells `held` (by the dates on record) from `attested` (no dates say so, but its office-holders were seen
    around the day), `possible`, `vacant` and `not_on_record`.
    """

    region: str
    as_of: date
    state: SeatState
    administration: str | None
    why: str
    term_id: UUID | None
    since: PartialDate | None
    until: PartialDate | None
    office_holders: list[HolderOnDay]
    source: str | None
    confidence: str | None
    term: TermSummary | None
    possible: list[TermSummary]
    predecessor: Neighbour | None
    successor: Neighbour | None
    designate: Designate | None


async def seat_on(session: AsyncSession, region: str, day: date, known_at: datetime | None = None) -> SeatOnDay:
    """The seat of `region` on `day`, as it is known, or as it was known at an instant."""
    await show_region(session, region, known_at)
    table = as_known(Term, known_at)
    terms = await _around(session, table, region, day)
    seat = seat_of(terms, day)
    if seat.holder is not None and seat.holder.in_line_on is not None:
        seat = seat_of([*terms, *await _beside(session, table, region, seat.holder.in_line_on)], day)
    holder = seat.holder
    holders = on_day(holder.office_holders, day) if holder else []
    return SeatOnDay(
        region=region,
        as_of=day,
        state=seat.state,
        administration=seat.administration,
        why=seat.why,
        term_id=holder.id if holder else None,
        since=holder.started_on if holder else None,
        until=holder.ended_on if holder else None,
        office_holders=[HolderOnDay(**dict(each), on_day=how) for each, how in holders],
        source=holder.source if holder else None,
        confidence=holder.confidence if holder else None,
        term=TermSummary.model_validate(holder) if holder else None,
        possible=[TermSummary.model_validate(term) for term in seat.possible],
        predecessor=_neighbour(seat.previous),
        successor=_neighbour(seat.following),
        designate=await _designate(session, table, region, day, known_at),
    )


async def _around(session: AsyncSession, table: Any, region: str, day: date) -> list[Term]:
    """Whoever may hold the seat on the day, and those beside: few, however many terms are on record."""
    of_region = select(table).where(col(table.region) == region)
    found: list[Term] = list(await session.exec(of_region.where(sure_on(table, day))))
    if not found:
        found = list(await session.exec(of_region.where(possible_on(table, day))))
    return [*found, *await _beside(session, table, region, day)]


async def _beside(session: AsyncSession, table: Any, region: str, day: date) -> list[Term]:
    placed = select(table).where(col(table.region) == region, col(table.in_line_on).is_not(None))
    before = placed.where(col(table.in_line_on) <= day).order_by(col(table.in_line_on).desc(), col(table.id).desc())
    after = placed.where(col(table.in_line_on) > day).order_by(col(table.in_line_on), col(table.id))
    return [*await session.exec(before.limit(2)), *await session.exec(after.limit(2))]


def _neighbour(term: Term | None) -> Neighbour | None:
    if term is None:
        return None
    days = {"started_on": term.started_on, "ended_on": term.ended_on}
    return Neighbour(term_id=term.id, administration=term.administration, **days)


async def _designate(
    session: AsyncSession, table: Any, region: str, day: date, known_at: datetime | None
) -> Designate | None:
    # Of those that have started, only the next one can have been designate on the day.
    chosen = select(table).where(col(table.region) == region, col(table.selected_on).is_not(None))
    waiting = chosen.where(col(table.stage).in_((TermStage.DESIGNATE, TermStage.WITHDRAWN)))
    started = chosen.where(col(table.in_line_on) > day).order_by(col(table.in_line_on)).limit(1)
    terms = [*await session.exec(waiting), *await session.exec(started)]
    term = next((each for each in terms if is_designate(each, day)), None)
    if term is None:
        return None
    sessions, decisions = as_known(CouncilSession, known_at), as_known(Decision, known_at)
    meeting = (await session.exec(select(sessions).where(col(sessions.id) == term.after_session_id))).first()
    decision = (await session.exec(select(decisions).where(col(decisions.selects_term_id) == term.id))).first()
    stated = decision.effective if decision else None
    return Designate(
        administration=term.administration,
        term_id=term.id,
        selected_on=term.selected_on,
        conference_id=term.conference_id,
        after_session=SessionSummary.model_validate(meeting) if meeting else None,
        expected_on=term.expected_on,
        why=stated or (f"after {meeting.name}" if meeting else "no source says when the term starts"),
    )
