"""How something is proposed, and where proposals wait, are confirmed by a second officer, or withdrawn."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from sqlalchemy import select

from cabos.database import execute
from cabos.http import Page, Principal, Session, requires
from cabos.http.answering import Answer, Limit
from cabos.proposals import Command, FourEyes, Proposal, proposal
from cabos.refusal import NotFound
from cabos.views import page

TWO_ANSWERS: dict[int | str, dict[str, Any]] = {
    202: {"model": Proposal, "description": "Another officer has to confirm it"},
    204: {"description": "It is so"},
}
AS_PROPOSED: dict[str, Any] = {"status_code": 202, "response_model": None, "responses": TWO_ANSWERS}
"""For a route whose command always needs two officers."""
AT_ONCE_OR_PROPOSED: dict[str, Any] = {"status_code": 204, "response_model": None, "responses": TWO_ANSWERS}
"""For a route whose command needs two officers in some cases."""

Propose = Callable[..., Awaitable[Response]]
"""Proposes a command with its arguments, for whoever asks: 202, or 204 when there is nothing left to do."""


def proposing(four_eyes: FourEyes, role: str) -> Any:
    """The dependency by which a route of officers of `role` has a `Propose`."""
    Officer = Annotated[Principal, Depends(requires(role))]

    async def given(session: Session, answer: Answer, officer: Officer) -> Propose:
        async def propose(command: Command, /, **arguments: Any) -> Response:
            return answer.proposal(await four_eyes.propose(session, officer.subject, command, **arguments))

        return propose

    return Depends(given)


def proposals(four_eyes: FourEyes, role: str) -> APIRouter:
    """The routes of a service's proposals, all of them for officers of `role`."""
    router = APIRouter(prefix="/v1/proposals", tags=["proposals"])
    Officer = Annotated[Principal, Depends(requires(role))]

    @router.get("", summary="Proposals, the newest first")
    async def get_proposals(
        session: Session,
        answer: Answer,
        officer: Officer,
        state: Literal["open", "confirmed", "withdrawn"] | None = None,
        limit: Limit = 100,
        after: UUID | None = None,
    ) -> Page[Proposal]:
        # Ids are made in the order of time (RFC 9562, version 7).
        found = select(proposal).order_by(proposal.c.id.desc()).limit(limit + 1)
        if state is not None:
            found = found.where(proposal.c.settled.is_not_distinct_from(None if state == "open" else state))
        if after is not None:
            found = found.where(proposal.c.id < after)
        return answer.page(page(await execute(session, found), Proposal, limit))

    @router.get("/{proposal_id}", summary="One proposal")
    async def get_proposal(proposal_id: UUID, session: Session, officer: Officer) -> Proposal:
        row = (await execute(session, select(proposal).where(proposal.c.id == proposal_id))).one_or_none()
        if row is None:
            raise NotFound(f"No proposal {proposal_id}")
        return Proposal.model_validate(row)

    @router.put("/{proposal_id}/confirmation", status_code=204, summary="Confirm what another officer has proposed")
    async def put_confirmation(proposal_id: UUID, session: Session, officer: Officer) -> None:
        await four_eyes.confirm(session, officer.subject, proposal_id)

    @router.put("/{proposal_id}/withdrawal", status_code=204, summary="Withdraw a proposal")
    async def put_withdrawal(proposal_id: UUID, session: Session, officer: Officer) -> None:
        await four_eyes.withdraw(session, officer.subject, proposal_id)

    return router
