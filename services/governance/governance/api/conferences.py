"""The routes of conferences and what they decide."""

from uuid import UUID

from cabos.http import Page, Session
from cabos.http.answering import Limit
from cabos_contracts.types import RegionCode
from fastapi import APIRouter

from governance.api.officers import officer
from governance.commands import conference as conferences
from governance.queries import conferences as queries

router = APIRouter(prefix="/v1", tags=["conferences"])


@router.put(
    "/conferences/{conference_id}",
    status_code=204,
    dependencies=officer,
    summary="Convene a conference, with everything that is known of it",
)
async def put_conference(conference_id: UUID, command: conferences.ConveneConference, session: Session) -> None:
    await conferences.convene_conference(session, conference_id, command)


@router.put("/conferences/{conference_id}/opening", status_code=204, dependencies=officer, summary="Open it")
async def put_opening(conference_id: UUID, command: conferences.OpenConference, session: Session) -> None:
    await conferences.open_conference(session, conference_id, command)


@router.put(
    "/conferences/{conference_id}/holding",
    status_code=204,
    dependencies=officer,
    summary="The conference is over: its record stands",
)
async def put_holding(conference_id: UUID, command: conferences.HoldConference, session: Session) -> None:
    await conferences.hold_conference(session, conference_id, command)


@router.get("/conferences", summary="Conferences by day")
async def get_conferences(
    session: Session, region: RegionCode | None = None, limit: Limit = 100, after: UUID | None = None
) -> Page[queries.ConferenceSummary]:
    return await queries.list_conferences(session, region, limit, after)


@router.get("/conferences/{conference_id}", summary="One conference with its record")
async def get_conference(conference_id: UUID, session: Session) -> queries.ConferenceDetails:
    return await queries.show_conference(session, conference_id)
