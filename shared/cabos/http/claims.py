"""Where claims are made, compared and preferred."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from cabos.claims import Claims, ClaimSummary, MakeClaim, PreferClaim, claims_of
from cabos.http import Principal, Session, requires


def claims(kept: Claims, role: str) -> APIRouter:
    """The routes of a service's claims: everybody reads them, officers of `role` make and prefer them."""
    router = APIRouter(prefix="/v1/claims", tags=["claims"])
    Officer = Annotated[Principal, Depends(requires(role))]

    @router.get("", summary="What sources say of one record, against each other")
    async def get_claims(
        session: Session,
        kind: str,
        record: Annotated[str, Query(description="the record's id or code")],
    ) -> list[ClaimSummary]:
        return await claims_of(session, kind, record)

    @router.put("/{claim_id}", status_code=204, summary="Note what a source says")
    async def put_claim(claim_id: UUID, command: MakeClaim, session: Session, officer: Officer) -> None:
        await kept.make(session, officer.subject, claim_id, command)

    @router.put("/{claim_id}/preference", status_code=204, summary="Let the record say what this claim says")
    async def put_preference(claim_id: UUID, command: PreferClaim, session: Session, officer: Officer) -> None:
        await kept.prefer(session, officer.subject, claim_id, command)

    return router
