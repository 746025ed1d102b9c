"""What governance shows: the register, the conferences with their record, and who holds a seat on any day."""

from datetime import date
from typing import Any
from uuid import UUID

from cabos.http import Page
from cabos.refusal import NotFound
from cabos_contracts.types import Officeholder, PartialDate, Place
from pydantic import BaseModel, ConfigDict
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.model import Conference, ConferenceRecord, CouncilSession, Decision, Member, OfficeHolder, Region
from governance.model import ViceChairTerm as Term


class View(BaseModel):
    model_config = ConfigDict(from_attributes=True)


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
    office_holders: list[OfficeHolder]
    note: str | None
    source: str


class Designate(BaseModel):
    """Who takes the seat next, and after what."""

    administration: str
    term_id: UUID
    selected_on: PartialDate | None
    conference_id: UUID | None
    after_session: SessionSummary | None


class SeatOnDay(BaseModel):
    """Who holds a region's seat on one day; `possible` are the terms whose dates are too imprecise to say."""

    region: str
    as_of: date
    administration: str | None
    term: TermSummary | None
    possible: list[TermSummary]
    designate: Designate | None


async def list_regions(session: AsyncSession) -> list[RegionSummary]:
    return [RegionSummary.model_validate(r) for r in await session.exec(select(Region).order_by(col(Region.code)))]


async def list_members(
    session: AsyncSession, region: str | None, as_of: date | None, limit: int, after: str
) -> Page[MemberSummary]:
    """Administrations by code; `as_of` leaves out those that surely joined later."""
    found = select(Member).where(col(Member.economy) > after).order_by(col(Member.economy)).limit(limit + 1)
    if region is not None:
        found = found.where(Member.region == region)
    if as_of is not None:
        # An imprecise day is a prefix: 2018 is not after 2018-04-16, for it may have been before.
        text = as_of.isoformat()
        found = found.where(col(Member.joined_on).is_(None) | (col(Member.joined_on) <= text))
    rows = (await session.exec(found)).all()
    items = [MemberSummary.model_validate(row) for row in rows[:limit]]
    return Page(items=items, next=items[-1].economy if len(rows) > limit else None)


async def list_sessions(session: AsyncSession) -> list[SessionSummary]:
    found = select(CouncilSession).order_by(col(CouncilSession.opens_on))
    return [SessionSummary.model_validate(row) for row in await session.exec(found)]


async def list_conferences(session: AsyncSession, region: str | None) -> list[ConferenceSummary]:
    found = select(Conference).order_by(col(Conference.starts_on), col(Conference.id))
    if region is not None:
        found = found.where(Conference.region == region)
    return [ConferenceSummary.model_validate(row) for row in await session.exec(found)]


async def list_terms(session: AsyncSession, region: str | None) -> list[TermSummary]:
    found = select(Term).order_by(col(Term.region), col(Term.started_on).nulls_first(), col(Term.id))
    if region is not None:
        found = found.where(Term.region == region)
    return [TermSummary.model_validate(row) for row in await session.exec(found)]


async def list_decisions(session: AsyncSession, conference_id: UUID | None) -> list[DecisionSummary]:
    found = select(Decision).order_by(col(Decision.taken_on), col(Decision.id))
    if conference_id is not None:
        found = found.where(Decision.conference_id == conference_id)
    return [DecisionSummary.model_validate(row) for row in await session.exec(found)]


async def show(session: AsyncSession, table: type[Any], view: type[View], key: Any) -> Any:
    """One row as its view; raises `NotFound`."""
    row = await session.get(table, key)
    if row is None:
        raise NotFound(f"No {table.__tablename__.replace('_', ' ')} {key}")
    return view.model_validate(row)


async def show_conference(session: AsyncSession, conference_id: UUID) -> ConferenceDetails:
    details: ConferenceDetails = await show(session, Conference, ConferenceDetails, conference_id)
    details.decisions = await list_decisions(session, conference_id)
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
        term=TermSummary.model_validate(holder) if holder else None,
        possible=[TermSummary.model_validate(term) for term in possible],
        designate=await _designate(session, designate) if designate else None,
    )


async def _designate(session: AsyncSession, term: Term) -> Designate:
    meeting = await session.get(CouncilSession, term.after_session_id) if term.after_session_id else None
    return Designate(
        administration=term.administration,
        term_id=term.id,
        selected_on=term.selected_on,
        conference_id=term.conference_id,
        after_session=SessionSummary.model_validate(meeting) if meeting else None,
    )
