"""The routes of aeo."""

from typing import Annotated
from uuid import UUID

from cabos.http import Page, Session, requires
from cabos.views import show
from cabos_contracts.types import Day, EconomyCode, RegionCode
from fastapi import APIRouter, Depends, Query

from aeo import commands, queries
from aeo.model import Agreement, Programme, Stage, WorkPlan

router = APIRouter(prefix="/v1")
officer = [Depends(requires("aeo-officer"))]

Limit = Annotated[int, Query(ge=1, le=500)]
After = Annotated[UUID | None, Query(description="`next` of the page before")]
OnDay = Annotated[Day | None, Query(description="a day; as it stands now when missing")]


@router.put("/programmes/{programme_id}", status_code=204, dependencies=officer, summary="Enter or change a programme",
            tags=["programmes"])  # fmt: skip
async def put_programme(programme_id: UUID, command: commands.RegisterProgramme, session: Session) -> None:
    await commands.register_programme(session, programme_id, command)


@router.get("/programmes", summary="Programmes, of one economy if asked", tags=["programmes"])
async def get_programmes(
    session: Session, economy: EconomyCode | None = None, limit: Limit = 100, after: After = None
) -> Page[queries.ProgrammeSummary]:
    return await queries.list_programmes(session, economy, limit, after)


@router.get("/programmes/{programme_id}", summary="One programme", tags=["programmes"])
async def get_programme(programme_id: UUID, session: Session) -> queries.ProgrammeDetails:
    return await show(session, Programme, queries.ProgrammeDetails, programme_id)


@router.put("/agreements/{agreement_id}", status_code=204, dependencies=officer, summary="Put an agreement on record",
            tags=["agreements"])  # fmt: skip
async def put_agreement(agreement_id: UUID, command: commands.OpenAgreement, session: Session) -> None:
    await commands.open_agreement(session, agreement_id, command)


@router.put("/agreements/{agreement_id}/signature", status_code=204, dependencies=officer, summary="Sign it",
            tags=["agreements"])  # fmt: skip
async def put_agreement_signature(agreement_id: UUID, command: commands.SignAgreement, session: Session) -> None:
    await commands.sign_agreement(session, agreement_id, command)


@router.put("/agreements/{agreement_id}/entry-into-force", status_code=204, dependencies=officer,
            summary="Bring it into force, on a day that may lie ahead", tags=["agreements"])  # fmt: skip
async def put_entry_into_force(agreement_id: UUID, command: commands.BringIntoForce, session: Session) -> None:
    await commands.bring_into_force(session, agreement_id, command)


@router.get("/agreements", summary="Agreements by party and stage, now or on a day", tags=["agreements"])
async def get_agreements(
    session: Session,
    party: EconomyCode | None = None,
    stage: Stage | None = None,
    as_of: OnDay = None,
    limit: Limit = 100,
    after: After = None,
) -> Page[queries.AgreementSummary]:
    return await queries.list_agreements(session, party, stage, as_of, limit, after)


@router.get("/agreements/{agreement_id}", summary="One agreement", tags=["agreements"])
async def get_agreement(agreement_id: UUID, session: Session, as_of: OnDay = None) -> queries.AgreementDetails:
    return await queries.show_on_day(session, Agreement, queries.AgreementDetails, agreement_id, as_of)


@router.put("/work-plans/{work_plan_id}", status_code=204, dependencies=officer, summary="Write a joint work plan",
            tags=["work plans"])  # fmt: skip
async def put_work_plan(work_plan_id: UUID, command: commands.DraftWorkPlan, session: Session) -> None:
    await commands.draft_work_plan(session, work_plan_id, command)


@router.put("/work-plans/{work_plan_id}/signature", status_code=204, dependencies=officer, summary="Sign it",
            tags=["work plans"])  # fmt: skip
async def put_work_plan_signature(work_plan_id: UUID, command: commands.SignWorkPlan, session: Session) -> None:
    await commands.sign_work_plan(session, work_plan_id, command)


@router.get("/work-plans", summary="Work plans by party, now or on a day", tags=["work plans"])
async def get_work_plans(
    session: Session, party: EconomyCode | None = None, as_of: OnDay = None, limit: Limit = 100, after: After = None
) -> Page[queries.WorkPlanSummary]:
    return await queries.list_work_plans(session, party, as_of, limit, after)


@router.get("/work-plans/{work_plan_id}", summary="One work plan", tags=["work plans"])
async def get_work_plan(work_plan_id: UUID, session: Session, as_of: OnDay = None) -> queries.WorkPlanDetails:
    return await queries.show_on_day(session, WorkPlan, queries.WorkPlanDetails, work_plan_id, as_of)


@router.get("/members", summary="The members that aeo has learned of", tags=["members"])
async def get_members(
    session: Session, region: RegionCode | None = None, limit: Limit = 100, after: str = ""
) -> Page[queries.KnownMember]:
    return await queries.list_members(session, region, limit, after)
