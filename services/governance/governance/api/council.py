"""The routes of the sessions of the Council and of its Policy Commission."""

from uuid import UUID

from cabos.http import Page, Session
from cabos.http.answering import Answer, AsOf, KnownAt, Limit
from cabos.http.matching import if_match
from fastapi import APIRouter

from governance.api.officers import officer
from governance.commands import council_session as sessions
from governance.model import CouncilSession
from governance.model.council_session import SessionBody
from governance.queries import council as queries

router = APIRouter(prefix="/v1/council-sessions", tags=["council"])

changes_session = [*officer, if_match(CouncilSession, "session_id")]


@router.put("/{session_id}", status_code=204, dependencies=changes_session, summary="Plan, move or describe a session")
async def put_council_session(session_id: UUID, command: sessions.PlanCouncilSession, session: Session) -> None:
    await sessions.plan_council_session(session, session_id, command)


@router.put(
    "/{session_id}/cancellation", status_code=204, dependencies=changes_session, summary="A session will not meet"
)
async def put_cancellation(session_id: UUID, command: sessions.CancelCouncilSession, session: Session) -> None:
    await sessions.cancel_council_session(session, session_id, command)


@router.put(
    "/{session_id}/closing",
    status_code=204,
    dependencies=changes_session,
    summary="Close a session; the terms that wait for it start",
)
async def put_closing(session_id: UUID, command: sessions.CloseCouncilSession, session: Session) -> None:
    await sessions.close_council_session(session, session_id, command)


@router.get("", summary="The sessions, or those that had opened by a day")
async def get_council_sessions(
    session: Session,
    answer: Answer,
    body: SessionBody | None = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    sort: queries.SessionOrder = "opens_on",
    limit: Limit = 100,
    after: UUID | None = None,
) -> Page[queries.SessionSummary]:
    return answer.page(await queries.list_sessions(session, body, as_of, known_at, sort, limit, after))


@router.get("/{session_id}", summary="One session")
async def get_council_session(
    session_id: UUID, session: Session, answer: Answer, known_at: KnownAt = None
) -> queries.SessionDetails:
    return answer.record(await queries.show_session(session, session_id, known_at))
