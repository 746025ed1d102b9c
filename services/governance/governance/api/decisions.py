"""The routes of decisions."""

from uuid import UUID

from cabos.http import Page, Session
from cabos.http.answering import Limit
from fastapi import APIRouter

from governance.api.officers import officer
from governance.commands import decision as decisions
from governance.queries import decisions as queries

router = APIRouter(prefix="/v1", tags=["decisions"])


@router.put(
    "/conferences/{conference_id}/decisions/{decision_id}",
    status_code=204,
    dependencies=officer,
    summary="Take a decision while the conference is in session",
)
async def put_decision(
    conference_id: UUID, decision_id: UUID, command: decisions.TakeDecision, session: Session
) -> None:
    await decisions.take_decision(session, conference_id, decision_id, command)


@router.get("/decisions", summary="Decisions by day")
async def get_decisions(
    session: Session, conference: UUID | None = None, limit: Limit = 100, after: UUID | None = None
) -> Page[queries.DecisionSummary]:
    return await queries.list_decisions(session, conference, limit, after)
