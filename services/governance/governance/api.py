"""The routes of governance."""

from datetime import UTC, date, datetime
from typing import Annotated, Literal
from uuid import UUID

from cabos.http import Page, Session, requires
from cabos.views import show
from cabos_contracts.types import EconomyCode, RegionCode
from fastapi import APIRouter, Depends, Query

from governance import queries
from governance.commands import conference as conferences
from governance.commands import council_session as sessions
from governance.commands import register
from governance.commands import vice_chair_term as terms
from governance.model import CouncilSession, Member, Region, ViceChairTerm

router = APIRouter(prefix="/v1")
officer = [Depends(requires("governance-officer"))]
Limit = Annotated[int, Query(ge=1, le=500)]


@router.put("/regions/{code}", status_code=204, dependencies=officer, summary="Enter a region", tags=["register"])
async def put_region(code: RegionCode, command: register.RegisterRegion, session: Session) -> None:
    await register.register_region(session, code, command)


@router.get("/regions", summary="The regions", tags=["register"])
async def get_regions(session: Session) -> list[queries.RegionSummary]:
    return await queries.list_regions(session)


@router.get("/regions/{code}", summary="One region", tags=["register"])
async def get_region(code: RegionCode, session: Session) -> queries.RegionSummary:
    return await show(session, Region, queries.RegionSummary, code)


@router.get("/regions/{code}/vice-chair", summary="Who holds the seat on a day", tags=["terms"])
async def get_vice_chair(
    code: RegionCode,
    session: Session,
    as_of: Annotated[date | None, Query(description="a day; today (UTC) when missing")] = None,
) -> queries.SeatOnDay:
    return await queries.seat_on(session, code, as_of or datetime.now(UTC).date())


@router.put("/members/{economy}", status_code=204, dependencies=officer, summary="Enter or change an administration",
            tags=["register"])  # fmt: skip
async def put_member(economy: EconomyCode, command: register.RegisterMember, session: Session) -> None:
    await register.register_member(session, economy, command)


@router.get("/members", summary="Administrations by code", tags=["register"])
async def get_members(
    session: Session,
    region: RegionCode | None = None,
    membership: Literal["member", "akin_to_member"] | None = None,
    as_of: date | None = None,
    limit: Limit = 100,
    after: str = "",
) -> Page[queries.MemberSummary]:
    return await queries.list_members(session, region, membership, as_of, limit, after)


@router.get("/members/{economy}", summary="One administration", tags=["register"])
async def get_member(economy: EconomyCode, session: Session) -> queries.MemberSummary:
    return await show(session, Member, queries.MemberSummary, economy)


@router.put("/council-sessions/{session_id}", status_code=204, dependencies=officer, summary="Plan or move a session",
            tags=["council"])  # fmt: skip
async def put_council_session(session_id: UUID, command: sessions.PlanCouncilSession, session: Session) -> None:
    await sessions.plan_council_session(session, session_id, command)


@router.put("/council-sessions/{session_id}/closing", status_code=204, dependencies=officer,
            summary="Close a session; the terms that wait for it start", tags=["council"])  # fmt: skip
async def put_closing(session_id: UUID, command: sessions.CloseCouncilSession, session: Session) -> None:
    await sessions.close_council_session(session, session_id, command)


@router.get("/council-sessions", summary="The sessions of the Council", tags=["council"])
async def get_council_sessions(
    session: Session, limit: Limit = 100, after: UUID | None = None
) -> Page[queries.SessionSummary]:
    return await queries.list_sessions(session, limit, after)


@router.get("/council-sessions/{session_id}", summary="One session", tags=["council"])
async def get_council_session(session_id: UUID, session: Session) -> queries.SessionSummary:
    return await show(session, CouncilSession, queries.SessionSummary, session_id)


@router.put("/conferences/{conference_id}", status_code=204, dependencies=officer,
            summary="Convene a conference, with everything that is known of it", tags=["conferences"])  # fmt: skip
async def put_conference(conference_id: UUID, command: conferences.ConveneConference, session: Session) -> None:
    await conferences.convene_conference(session, conference_id, command)


@router.put("/conferences/{conference_id}/opening", status_code=204, dependencies=officer, summary="Open it",
            tags=["conferences"])  # fmt: skip
async def put_opening(conference_id: UUID, command: conferences.OpenConference, session: Session) -> None:
    await conferences.open_conference(session, conference_id, command)


@router.put("/conferences/{conference_id}/decisions/{decision_id}", status_code=204, dependencies=officer,
            summary="Take a decision while the conference is in session", tags=["conferences"])  # fmt: skip
async def put_decision(
    conference_id: UUID, decision_id: UUID, command: conferences.TakeDecision, session: Session
) -> None:
    await conferences.take_decision(session, conference_id, decision_id, command)


@router.put("/conferences/{conference_id}/holding", status_code=204, dependencies=officer,
            summary="The conference is over: its record stands", tags=["conferences"])  # fmt: skip
async def put_holding(conference_id: UUID, command: conferences.HoldConference, session: Session) -> None:
    await conferences.hold_conference(session, conference_id, command)


@router.get("/conferences", summary="Conferences by day", tags=["conferences"])
async def get_conferences(
    session: Session, region: RegionCode | None = None, limit: Limit = 100, after: UUID | None = None
) -> Page[queries.ConferenceSummary]:
    return await queries.list_conferences(session, region, limit, after)


@router.get("/conferences/{conference_id}", summary="One conference with its record", tags=["conferences"])
async def get_conference(conference_id: UUID, session: Session) -> queries.ConferenceDetails:
    return await queries.show_conference(session, conference_id)


@router.get("/decisions", summary="Decisions by day", tags=["conferences"])
async def get_decisions(
    session: Session, conference: UUID | None = None, limit: Limit = 100, after: UUID | None = None
) -> Page[queries.DecisionSummary]:
    return await queries.list_decisions(session, conference, limit, after)


@router.put("/vice-chair-terms/{term_id}", status_code=204, dependencies=officer, summary="Record a known term",
            tags=["terms"])  # fmt: skip
async def put_term(term_id: UUID, command: terms.RecordTerm, session: Session) -> None:
    await terms.record_term(session, term_id, command)


@router.put("/vice-chair-terms/{term_id}/end", status_code=204, dependencies=officer, summary="End a term",
            tags=["terms"])  # fmt: skip
async def put_end(term_id: UUID, command: terms.EndTerm, session: Session) -> None:
    await terms.end_term(session, term_id, command)


@router.get("/vice-chair-terms", summary="Terms by region and start", tags=["terms"])
async def get_terms(
    session: Session, region: RegionCode | None = None, limit: Limit = 100, after: UUID | None = None
) -> Page[queries.TermSummary]:
    return await queries.list_terms(session, region, limit, after)


@router.get("/vice-chair-terms/{term_id}", summary="One term", tags=["terms"])
async def get_term(term_id: UUID, session: Session) -> queries.TermSummary:
    return await show(session, ViceChairTerm, queries.TermSummary, term_id)
