"""The routes of decisions."""

from uuid import UUID

from cabos.http import Page, Session
from cabos.http.answering import Answer, Limit
from cabos.proposals import Proposal
from fastapi import APIRouter, Response

from governance.api.officers import Officer
from governance.commands import decision as decisions
from governance.commands.approval import four_eyes
from governance.queries import decisions as queries

router = APIRouter(prefix="/v1", tags=["decisions"])


@router.put(
    "/conferences/{conference_id}/decisions/{decision_id}",
    status_code=202,
    response_model=None,
    responses={
        202: {"model": Proposal, "description": "Another officer has to confirm it"},
        204: {"description": "The decision is on record so already"},
    },
    summary="Propose a decision of a conference in session or held; it is taken when another officer confirms",
)
async def put_decision(
    conference_id: UUID,
    decision_id: UUID,
    command: decisions.TakeDecision,
    session: Session,
    answer: Answer,
    officer: Officer,
) -> Response:
    asked = {"conference_id": conference_id, "decision_id": decision_id, "command": command}
    return answer.proposal(await four_eyes.propose(session, officer.subject, decisions.take_decision, **asked))


@router.get("/decisions", summary="Decisions by day")
async def get_decisions(
    session: Session, conference: UUID | None = None, limit: Limit = 100, after: UUID | None = None
) -> Page[queries.DecisionSummary]:
    return await queries.list_decisions(session, conference, limit, after)
