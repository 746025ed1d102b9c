"""The routes of the sessions of the Council."""

from uuid import UUID

from cabos.http import Page, Session
from cabos.http.answering import Limit
from cabos.views import show
from fastapi import APIRouter

from governance.api.officers import officer
from governance.commands import council_session as sessions
from governance.model import CouncilSession
from governance.queries import council as queries

router = APIRouter(prefix="/v1", tags=["council"])


@router.put("/council-sessions/{session_id}", status_code=204, dependencies=officer, summary="Plan or move a session")
async def put_council_session(session_id: UUID, command: sessions.PlanCouncilSession, session: Session) -> None:
    await sessions.plan_council_session(session, session_id, command)


@router.put(
    "/council-sessions/{session_id}/closing",
    status_code=204,
    dependencies=officer,
    summary="Close a session; the terms that wait for it start",
)
async def put_closing(session_id: UUID, command: sessions.CloseCouncilSession, session: Session) -> None:
    await sessions.close_council_session(session, session_id, command)


@router.get("/council-sessions", summary="The sessions of the Council")
async def get_council_sessions(
    session: Session, limit: Limit = 100, after: UUID | None = None
) -> Page[queries.SessionSummary]:
    return await queries.list_sessions(session, limit, after)


@router.get("/council-sessions/{session_id}", summary="One session")
async def get_council_session(session_id: UUID, session: Session) -> queries.SessionSummary:
    return await show(session, CouncilSession, queries.SessionSummary, session_id)
