"""The routes of who holds the seat of a region."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from cabos.http import Page, Session
from cabos.http.answering import Answer, AsOf, KnownAt, Limit
from cabos.http.matching import if_match
from cabos_contracts.types import EconomyCode, RegionCode
from fastapi import APIRouter, Query

from governance.api.officers import officer
from governance.commands import succession
from governance.commands import vice_chair_term as terms
from governance.model import ViceChairTerm
from governance.model.term_stage import TermStage
from governance.queries import alerts, seat
from governance.queries import terms as queries

router = APIRouter(prefix="/v1", tags=["terms"])

changes_term = [*officer, if_match(ViceChairTerm, "term_id")]
Possible = Annotated[bool, Query(description="with `as_of`: also those whose dates leave room for the day")]
Open = Annotated[bool | None, Query(description="whether somebody is still to be found")]


@router.get("/regions/{code}/vice-chair", summary="Who holds the seat on a day; today (UTC) when none is given")
async def get_vice_chair(
    code: RegionCode, session: Session, as_of: AsOf = None, known_at: KnownAt = None
) -> seat.SeatOnDay:
    return await seat.seat_on(session, code, as_of or datetime.now(UTC).date(), known_at)


@router.put("/vice-chair-terms/{term_id}", status_code=204, dependencies=changes_term, summary="Record a known term")
async def put_term(term_id: UUID, command: terms.RecordTerm, session: Session) -> None:
    await terms.record_term(session, term_id, command)


@router.put("/vice-chair-terms/{term_id}/end", status_code=204, dependencies=changes_term, summary="End a term")
async def put_end(term_id: UUID, command: terms.EndTerm, session: Session) -> None:
    await terms.end_term(session, term_id, command)


@router.put(
    "/vice-chair-terms/{term_id}/start",
    status_code=204,
    dependencies=changes_term,
    summary="Start a designate's term apart from the Council's sessions",
)
async def put_start(term_id: UUID, command: succession.StartTerm, session: Session) -> None:
    await succession.start_term(session, term_id, command)


@router.put(
    "/vice-chair-terms/{term_id}/withdrawal",
    status_code=204,
    dependencies=changes_term,
    summary="A designate gives up; another one may be selected",
)
async def put_withdrawal(term_id: UUID, command: succession.WithdrawDesignate, session: Session) -> None:
    await succession.withdraw_designate(session, term_id, command)


@router.put(
    "/vice-chair-terms/{term_id}/session",
    status_code=204,
    dependencies=changes_term,
    summary="A designate waits for another session of the Council",
)
async def put_session(term_id: UUID, command: succession.WaitForSession, session: Session) -> None:
    await succession.wait_for_session(session, term_id, command)


@router.put(
    "/vice-chair-terms/{term_id}/takeover",
    status_code=204,
    dependencies=changes_term,
    summary="Another administration takes the seat over from the holder of this term",
)
async def put_takeover(term_id: UUID, command: succession.TakeOver, session: Session) -> None:
    await succession.take_over(session, term_id, command)


@router.put(
    "/vice-chair-terms/{term_id}/office-holders",
    status_code=204,
    dependencies=changes_term,
    summary="Say who exercised the seat, from when until when: the whole list",
)
async def put_office_holders(term_id: UUID, command: terms.ChangeOffice, session: Session) -> None:
    await terms.change_office(session, term_id, command)


@router.get("/vice-chair-terms", summary="Terms by region and start, or those held on a day")
async def get_terms(
    session: Session,
    answer: Answer,
    region: RegionCode | None = None,
    administration: EconomyCode | None = None,
    stage: TermStage | None = None,
    as_of: AsOf = None,
    possible: Possible = False,
    known_at: KnownAt = None,
    sort: queries.TermOrder = "region",
    limit: Limit = 100,
    after: UUID | None = None,
) -> Page[queries.TermSummary]:
    page = await queries.list_terms(
        session,
        region=region,
        administration=administration,
        stage=stage,
        as_of=as_of,
        possible=possible,
        known_at=known_at,
        sort=sort,
        limit=limit,
        after=after,
    )
    return answer.page(page)


@router.get("/vice-chair-terms/{term_id}", summary="One term")
async def get_term(term_id: UUID, session: Session, answer: Answer, known_at: KnownAt = None) -> queries.TermDetails:
    return answer.record(await queries.show_term(session, term_id, known_at))


@router.get("/alerts", summary="Seats that should pass on soon, with nobody designate")
async def get_alerts(
    session: Session,
    answer: Answer,
    region: RegionCode | None = None,
    open: Open = None,
    known_at: KnownAt = None,
    sort: alerts.AlertOrder = "opens_on",
    limit: Limit = 100,
    after: UUID | None = None,
) -> Page[alerts.AlertSummary]:
    return answer.page(
        await alerts.list_alerts(
            session, region=region, open_=open, known_at=known_at, sort=sort, limit=limit, after=after
        )
    )
