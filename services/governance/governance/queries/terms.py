"""Who holds a seat on any day, who may, and who is designate."""

from datetime import date
from uuid import UUID

from cabos.http import Page
from cabos.views import View, listed, show
from cabos_contracts.types import PartialDate
from pydantic import BaseModel
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.model import CouncilSession, Decision, OfficeHolder, Region
from governance.model import ViceChairTerm as Term
from governance.queries.council import SessionSummary
from governance.queries.register import RegionSummary


class TermSummary(View):
    id: UUID
    region: str
    administration: str
    stage: str
    selected_on: PartialDate | None
    conference_id: UUID | None
    after_session_id: UUID | None
    started_on: PartialDate | None
    ended_on: PartialDate | None
    selected_at: str | None
    selection_method: str | None
    office_holders: list[OfficeHolder]
    confidence: str | None
    note: str | None
    source: str


class Designate(BaseModel):
    """Who takes the seat next, and after what."""

    administration: str
    term_id: UUID
    selected_on: PartialDate | None
    conference_id: UUID | None
    after_session: SessionSummary | None
    why: str


class SeatOnDay(BaseModel):
    """Who holds a region's seat on one day; `possible` are the terms whose dates are too imprecise to say."""

    region: str
    as_of: date
    administration: str | None
    why: str
    term_id: UUID | None
    since: PartialDate | None
    until: PartialDate | None
    office_holders: list[OfficeHolder]
    source: str | None
    term: TermSummary | None
    possible: list[TermSummary]
    designate: Designate | None


async def list_terms(session: AsyncSession, region: str | None, limit: int, after: UUID | None) -> Page[TermSummary]:
    """Terms by region and start; those whose start is not known come first."""
    wanted = [] if region is None else [col(Term.region) == region]
    return await listed(session, Term, TermSummary, ("region", "started_on"), limit, after, *wanted)


async def seat_on(session: AsyncSession, region: str, day: date) -> SeatOnDay:
    """Who holds the seat of `region` on `day`, who may, and who is designate on it."""
    await show(session, Region, RegionSummary, region)
    terms = list((await session.exec(select(Term).where(Term.region == region))).all())
    holder = next((term for term in terms if term.surely_holds(day)), None)
    possible = [] if holder else [term for term in terms if term.may_hold(day)]
    designate = next((term for term in terms if term.is_designate(day)), None)
    return SeatOnDay(
        region=region,
        as_of=day,
        administration=holder.administration if holder else None,
        why=_why(holder, possible),
        term_id=holder.id if holder else None,
        since=holder.started_on if holder else None,
        until=holder.ended_on if holder else None,
        office_holders=holder.office_holders if holder else [],
        source=holder.source if holder else None,
        term=TermSummary.model_validate(holder) if holder else None,
        possible=[TermSummary.model_validate(term) for term in possible],
        designate=await _designate(session, designate) if designate else None,
    )


def _why(holder: Term | None, possible: list[Term]) -> str:
    if holder is not None:
        until = f"ended on {holder.ended_on}" if holder.ended_on else "no end is on record"
        return f"the term of {holder.administration} started on {holder.started_on}; {until}"
    if possible:
        names = ", ".join(sorted({term.administration for term in possible}))
        return f"no term surely covers the day; the dates on record leave room for {names}"
    return "no term on record covers the day"


async def _designate(session: AsyncSession, term: Term) -> Designate:
    meeting = await session.get(CouncilSession, term.after_session_id) if term.after_session_id else None
    decision = (await session.exec(select(Decision).where(Decision.selects_term_id == term.id))).first()
    stated = decision.effective if decision else None
    return Designate(
        administration=term.administration,
        term_id=term.id,
        selected_on=term.selected_on,
        conference_id=term.conference_id,
        after_session=SessionSummary.model_validate(meeting) if meeting else None,
        why=stated or (f"after {meeting.name}" if meeting else "no source says when the term starts"),
    )
