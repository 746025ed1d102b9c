"""The routes of who holds the seat of a region."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from cabos.http import Page, Session
from cabos.http.answering import Limit
from cabos.views import show
from cabos_contracts.types import Day, RegionCode
from fastapi import APIRouter, Query

from governance.api.officers import officer
from governance.commands import vice_chair_term as terms
from governance.model import ViceChairTerm
from governance.queries import terms as queries

router = APIRouter(prefix="/v1", tags=["terms"])


@router.get("/regions/{code}/vice-chair", summary="Who holds the seat on a day")
async def get_vice_chair(
    code: RegionCode,
    session: Session,
    as_of: Annotated[Day | None, Query(description="a day; today (UTC) when missing")] = None,
) -> queries.SeatOnDay:
    return await queries.seat_on(session, code, as_of or datetime.now(UTC).date())


@router.put("/vice-chair-terms/{term_id}", status_code=204, dependencies=officer, summary="Record a known term")
async def put_term(term_id: UUID, command: terms.RecordTerm, session: Session) -> None:
    await terms.record_term(session, term_id, command)


@router.put("/vice-chair-terms/{term_id}/end", status_code=204, dependencies=officer, summary="End a term")
async def put_end(term_id: UUID, command: terms.EndTerm, session: Session) -> None:
    await terms.end_term(session, term_id, command)


@router.get("/vice-chair-terms", summary="Terms by region and start")
async def get_terms(
    session: Session, region: RegionCode | None = None, limit: Limit = 100, after: UUID | None = None
) -> Page[queries.TermSummary]:
    return await queries.list_terms(session, region, limit, after)


@router.get("/vice-chair-terms/{term_id}", summary="One term")
async def get_term(term_id: UUID, session: Session) -> queries.TermSummary:
    return await show(session, ViceChairTerm, queries.TermSummary, term_id)
