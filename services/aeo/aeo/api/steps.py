"""The routes of the life of an agreement, step by step."""

from typing import Annotated
from uuid import UUID

from cabos.http import Session
from cabos.http.proposals import AS_PROPOSED
from cabos_contracts.types import EconomyCode
from fastapi import APIRouter, Path, Response

from aeo.api.agreements import matching
from aeo.api.officers import Proposing, officer
from aeo.commands import steps as commands
from aeo.model.life import StepId

router = APIRouter(prefix="/v1/agreements/{agreement_id}", tags=["agreements"], dependencies=[*officer, matching])

Step = Annotated[StepId, Path(description="chosen by whoever notes the step")]


@router.put("/steps/{step_id}", status_code=204, summary="Note a step: talks, visits, a pilot, a review, an amendment")
async def put_step(agreement_id: UUID, step_id: Step, command: commands.RecordStep, session: Session) -> None:
    await commands.record_step(session, agreement_id, step_id, command)


@router.put("/suspension", **AS_PROPOSED, summary="Propose to suspend recognition, of all or of a part")
async def put_suspension(agreement_id: UUID, command: commands.SuspendAgreement, propose: Proposing) -> Response:
    return await propose(commands.suspend_agreement, agreement_id=agreement_id, command=command)


@router.put("/reinstatement", status_code=204, summary="Let count again what was suspended")
async def put_reinstatement(agreement_id: UUID, command: commands.ReinstateAgreement, session: Session) -> None:
    await commands.reinstate_agreement(session, agreement_id, command)


@router.put("/termination", **AS_PROPOSED, summary="Propose to end it for good")
async def put_termination(agreement_id: UUID, command: commands.TerminateAgreement, propose: Proposing) -> Response:
    return await propose(commands.terminate_agreement, agreement_id=agreement_id, command=command)


@router.put("/replacement", **AS_PROPOSED, summary="Propose to let another agreement take its place")
async def put_replacement(agreement_id: UUID, command: commands.ReplaceAgreement, propose: Proposing) -> Response:
    return await propose(commands.replace_agreement, agreement_id=agreement_id, command=command)


@router.put("/accessions/{economy}", status_code=204, summary="Let an economy become a party")
async def put_accession(
    agreement_id: UUID, economy: EconomyCode, command: commands.AccedeToAgreement, session: Session
) -> None:
    await commands.accede_to_agreement(session, agreement_id, economy, command)


@router.put("/withdrawals/{economy}", **AS_PROPOSED, summary="Propose to let a party leave")
async def put_withdrawal(
    agreement_id: UUID,
    economy: EconomyCode,
    command: commands.WithdrawFromAgreement,
    propose: Proposing,
) -> Response:
    return await propose(commands.withdraw_from_agreement, agreement_id=agreement_id, economy=economy, command=command)


@router.put("/review-plan", status_code=204, summary="Say how often it is reviewed")
async def put_review_plan(agreement_id: UUID, command: commands.PlanReviews, session: Session) -> None:
    await commands.plan_reviews(session, agreement_id, command)
