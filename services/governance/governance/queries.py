"""What governance shows: the register, the conferences with their record, and who holds a seat on any day."""

from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from cabos.http import Page
from cabos.refusal import Invalid
from cabos.views import View, page, show
from cabos_contracts.types import Officeholder, PartialDate, Place
from pydantic import BaseModel
from sqlalchemy import ColumnElement, func, literal, tuple_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.model import Conference, ConferenceRecord, CouncilSession, Decision, Member, OfficeHolder, Region
from governance.model import ViceChairTerm as Term

V = TypeVar("V", bound=View)


class RegionSummary(View):
    code: str
    name: str
    meeting_name: str | None


class MemberSummary(View):
    economy: str
    name: str
    region: str
    membership: str
    kind: str
    joined_on: PartialDate | None
    source: str


class SessionSummary(View):
    id: UUID
    numbers: list[int]
    opens_on: PartialDate
    closes_on: PartialDate | None
    closed_on: date | None
    chair: str | None
    members: int | None
    source: str


class ConferenceSummary(View):
    id: UUID
    region: str
    number: int | None
    name: str
    place: Place | None
    starts_on: PartialDate
    ends_on: PartialDate | None
    host: str | None
    stage: str


class DecisionSummary(View):
    id: UUID
    conference_id: UUID
    kind: str
    text: str
    taken_on: PartialDate
    day_stated: bool
    effective: str | None
    selects_term_id: UUID | None
    source: str


class ConferenceDetails(ConferenceSummary):
    opened_on: date | None
    held_on: date | None
    chair: Officeholder | None
    record: ConferenceRecord
    source: str
    decisions: list[DecisionSummary] = []


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


async def list_regions(session: AsyncSession) -> list[RegionSummary]:
    return [RegionSummary.model_validate(r) for r in await session.exec(select(Region).order_by(col(Region.code)))]


async def list_members(
    session: AsyncSession, region: str | None, membership: str | None, as_of: date | None, limit: int, after: str
) -> Page[MemberSummary]:
    """Administrations by code; `as_of` leaves out those that surely joined later."""
    found = select(Member).where(col(Member.economy) > after).order_by(col(Member.economy)).limit(limit + 1)
    if region is not None:
        found = found.where(Member.region == region)
    if membership is not None:
        found = found.where(Member.membership == membership)
    if as_of is not None:
        # An imprecise day is a prefix: 2018 is not after 2018-04-16, for it may have been before.
        text = as_of.isoformat()
        found = found.where(col(Member.joined_on).is_(None) | (col(Member.joined_on) <= text))
    return page(await session.exec(found), MemberSummary, limit, "economy")


async def list_sessions(session: AsyncSession, limit: int, after: UUID | None) -> Page[SessionSummary]:
    return await _listed(session, CouncilSession, SessionSummary, ("opens_on",), limit, after)


async def list_conferences(
    session: AsyncSession, region: str | None, limit: int, after: UUID | None
) -> Page[ConferenceSummary]:
    wanted = [] if region is None else [col(Conference.region) == region]
    return await _listed(session, Conference, ConferenceSummary, ("starts_on",), limit, after, *wanted)


async def list_terms(session: AsyncSession, region: str | None, limit: int, after: UUID | None) -> Page[TermSummary]:
    """Terms by region and start; those whose start is not known come first."""
    wanted = [] if region is None else [col(Term.region) == region]
    return await _listed(session, Term, TermSummary, ("region", "started_on"), limit, after, *wanted)


async def list_decisions(
    session: AsyncSession, conference_id: UUID | None, limit: int, after: UUID | None
) -> Page[DecisionSummary]:
    wanted = [] if conference_id is None else [col(Decision.conference_id) == conference_id]
    return await _listed(session, Decision, DecisionSummary, ("taken_on",), limit, after, *wanted)


async def _listed(session: AsyncSession, table: type[Any], view: type[V], order: tuple[str, ...], limit: int,
                  after: UUID | None, *wanted: ColumnElement[bool]) -> Page[V]:  # fmt: skip
    """The rows behind the row `after`, by text columns and then by id, so that days may be shared or missing."""
    keys = [*(func.coalesce(getattr(table, name), "") for name in order), col(table.id)]
    found = select(table).where(*wanted).order_by(*keys).limit(limit + 1)
    if after is not None:
        last = await session.get(table, after)
        if last is None:
            raise Invalid(f"No item {after} to go on from", field="after")
        place = [*(literal(str(getattr(last, name) or "")) for name in order), literal(after)]
        found = found.where(tuple_(*keys) > tuple_(*place))
    return page(await session.exec(found), view, limit)


async def show_conference(session: AsyncSession, conference_id: UUID) -> ConferenceDetails:
    details = await show(session, Conference, ConferenceDetails, conference_id)
    found = select(Decision).where(Decision.conference_id == conference_id)
    rows = await session.exec(found.order_by(col(Decision.taken_on), col(Decision.id)))
    details.decisions = [DecisionSummary.model_validate(row) for row in rows]
    return details


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
