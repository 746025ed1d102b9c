"""The routes of agreements."""

from uuid import UUID

from cabos.http import Page, Session
from cabos.http.answering import AsOf, Limit
from cabos_contracts.types import EconomyCode
from fastapi import APIRouter

from aeo.api.officers import After, officer
from aeo.commands import agreement as commands
from aeo.model import Agreement, Stage
from aeo.queries import agreements as queries
from aeo.queries.dated import show_on_day

router = APIRouter(prefix="/v1", tags=["agreements"])


@router.put("/agreements/{agreement_id}", status_code=204, dependencies=officer, summary="Put an agreement on record")
async def put_agreement(agreement_id: UUID, command: commands.OpenAgreement, session: Session) -> None:
    await commands.open_agreement(session, agreement_id, command)


@router.put("/agreements/{agreement_id}/signature", status_code=204, dependencies=officer, summary="Sign it")
async def put_agreement_signature(agreement_id: UUID, command: commands.SignAgreement, session: Session) -> None:
    await commands.sign_agreement(session, agreement_id, command)


@router.put(
    "/agreements/{agreement_id}/entry-into-force",
    status_code=204,
    dependencies=officer,
    summary="Bring it into force, on a day that may lie ahead",
)
async def put_entry_into_force(agreement_id: UUID, command: commands.BringIntoForce, session: Session) -> None:
    await commands.bring_into_force(session, agreement_id, command)


@router.get("/agreements", summary="Agreements by party and stage, now or on a day")
async def get_agreements(
    session: Session,
    party: EconomyCode | None = None,
    stage: Stage | None = None,
    as_of: AsOf = None,
    limit: Limit = 100,
    after: After = None,
) -> Page[queries.AgreementSummary]:
    return await queries.list_agreements(session, party, stage, as_of, limit, after)


@router.get("/agreements/{agreement_id}", summary="One agreement")
async def get_agreement(agreement_id: UUID, session: Session, as_of: AsOf = None) -> queries.AgreementDetails:
    return await show_on_day(session, Agreement, queries.AgreementDetails, agreement_id, as_of)
