"""Where proposals wait, are confirmed by a second officer, or withdrawn."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends
from sqlalchemy import select

from cabos.database import execute
from cabos.http import Page, Principal, Session, requires
from cabos.http.answering import Answer, Limit
from cabos.proposals import FourEyes, Proposal, proposal
from cabos.refusal import NotFound
from cabos.views import page


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
