"""The routes of conferences."""

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from cabos.http import Page, Session
from cabos.http.answering import Answer, AsOf, KnownAt, Limit
from cabos.http.matching import if_match
from cabos_contracts.types import EconomyCode, RegionCode
from fastapi import APIRouter, Depends, Path, Query, Response

from governance.api.officers import officer
from governance.commands import conference as conferences
from governance.model import Conference
from governance.model.conference_stage import ConferenceStage
from governance.queries import conferences as queries
from governance.queries import years

router = APIRouter(prefix="/v1", tags=["conferences"])

writes = [*officer, if_match(Conference, "conference_id")]

Series = Annotated[conferences.Series | None, Query(description="as in RCCDG or governing_council")]
AYear = Annotated[int, Query(ge=1, le=9999)]
MEDIA_TYPE = "text/calendar"
CALENDAR: dict[int | str, dict[str, Any]] = {
    200: {"content": {MEDIA_TYPE: {"schema": {"type": "string"}}}, "description": "an iCalendar"}
}


@router.put(
    "/conferences/{conference_id}",
    status_code=204,
    dependencies=writes,
    summary="Convene a conference, with everything that is known of it",
)
async def put_conference(conference_id: UUID, command: conferences.ConveneConference, session: Session) -> None:
    await conferences.convene_conference(session, conference_id, command)


@router.put(
    "/conferences/{conference_id}/plan",
    status_code=204,
    dependencies=writes,
    summary="Note a conference that is intended, though its days may not be known",
)
async def put_plan(conference_id: UUID, command: conferences.PlanConference, session: Session) -> None:
    await conferences.plan_conference(session, conference_id, command)


@router.put(
    "/conferences/{conference_id}/postponement",
    status_code=204,
    dependencies=writes,
    summary="It does not meet when it was to; it may be convened again",
)
async def put_postponement(conference_id: UUID, command: conferences.PostponeConference, session: Session) -> None:
    await conferences.postpone_conference(session, conference_id, command)


@router.put(
    "/conferences/{conference_id}/cancellation",
    status_code=204,
    dependencies=writes,
    summary="It will not meet; its number may be free again",
)
async def put_cancellation(conference_id: UUID, command: conferences.CancelConference, session: Session) -> None:
    await conferences.cancel_conference(session, conference_id, command)


@router.put("/conferences/{conference_id}/opening", status_code=204, dependencies=writes, summary="Open it")
async def put_opening(conference_id: UUID, command: conferences.OpenConference, session: Session) -> None:
    await conferences.open_conference(session, conference_id, command)


@router.put(
    "/conferences/{conference_id}/holding",
    status_code=204,
    dependencies=writes,
    summary="The conference is over: its record stands",
)
async def put_holding(conference_id: UUID, command: conferences.HoldConference, session: Session) -> None:
    await conferences.hold_conference(session, conference_id, command)


@router.put(
    "/conferences/{conference_id}/record",
    status_code=204,
    dependencies=writes,
    summary="Complete the record; of a conference that was held nothing is changed or taken away",
)
async def put_record(conference_id: UUID, command: conferences.CompleteConference, session: Session) -> None:
    await conferences.complete_conference(session, conference_id, command)


def filters(
    region: RegionCode | None = None,
    series: Series = None,
    stage: ConferenceStage | None = None,
    year: AYear | None = None,
    host: EconomyCode | None = None,
    as_of: AsOf = None,
) -> queries.ConferenceFilters:
    """`as_of` a day: the conferences that meet on it, or may, their days being imprecise."""
    return queries.ConferenceFilters(region=region, series=series, stage=stage, year=year, host=host, as_of=as_of)


Filters = Annotated[queries.ConferenceFilters, Depends(filters)]


@router.get("/conferences", summary="Conferences; as_of a day, those that meet on it or may")
async def get_conferences(
    answer: Answer,
    session: Session,
    wanted: Filters,
    known_at: KnownAt = None,
    sort: queries.Order = "starts_on",
    limit: Limit = 100,
    after: UUID | None = None,
) -> Page[queries.ConferenceSummary]:
    return answer.page(await queries.list_conferences(session, wanted, sort, known_at, limit, after))


@router.get("/conferences.ics", summary="Conferences as a calendar", response_class=Response, responses=CALENDAR)
async def get_calendar(session: Session, wanted: Filters) -> Response:
    # Its library is only loaded by a process that is asked for a calendar.
    from governance.queries import calendar

    return _calendar(await calendar.calendar_of_all(session, wanted, datetime.now(UTC)))


@router.get("/conferences/{conference_id}", summary="One conference with its record, decisions, signings and claims")
async def get_conference(
    conference_id: UUID, answer: Answer, session: Session, known_at: KnownAt = None
) -> queries.ConferenceDetails:
    return answer.record(await queries.show_conference(session, conference_id, known_at))


@router.get(
    "/conferences/{conference_id}/calendar.ics",
    summary="One conference as a calendar, with its agenda where hours are known",
    response_class=Response,
    responses=CALENDAR,
)
async def get_conference_calendar(conference_id: UUID, session: Session) -> Response:
    from governance.queries import calendar

    return _calendar(await calendar.calendar_of(session, conference_id, datetime.now(UTC)))


@router.get("/regions/{code}/years/{year}", summary="A year of a region: the Council's sessions, and conferences whole")
async def get_year(
    code: RegionCode, year: Annotated[int, Path(ge=1, le=9999)], session: Session, known_at: KnownAt = None
) -> years.Year:
    return await years.show_year(session, code, year, known_at)


def _calendar(written: bytes) -> Response:
    return Response(written, media_type=MEDIA_TYPE)
