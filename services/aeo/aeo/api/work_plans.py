"""The routes of work plans."""

from uuid import UUID

from cabos.http import Page, Session
from cabos.http.answering import AsOf, Limit
from cabos_contracts.types import EconomyCode
from fastapi import APIRouter

from aeo.api.officers import After, officer
from aeo.commands import work_plan as commands
from aeo.model import WorkPlan
from aeo.queries import work_plans as queries
from aeo.queries.dated import show_on_day

router = APIRouter(prefix="/v1", tags=["work plans"])


@router.put("/work-plans/{work_plan_id}", status_code=204, dependencies=officer, summary="Write a joint work plan")
async def put_work_plan(work_plan_id: UUID, command: commands.DraftWorkPlan, session: Session) -> None:
    await commands.draft_work_plan(session, work_plan_id, command)


@router.put("/work-plans/{work_plan_id}/signature", status_code=204, dependencies=officer, summary="Sign it")
async def put_work_plan_signature(work_plan_id: UUID, command: commands.SignWorkPlan, session: Session) -> None:
    await commands.sign_work_plan(session, work_plan_id, command)


@router.get("/work-plans", summary="Work plans by party, now or on a day")
async def get_work_plans(
    session: Session, party: EconomyCode | None = None, as_of: AsOf = None, limit: Limit = 100, after: After = None
) -> Page[queries.WorkPlanSummary]:
    return await queries.list_work_plans(session, party, as_of, limit, after)


@router.get("/work-plans/{work_plan_id}", summary="One work plan")
async def get_work_plan(work_plan_id: UUID, session: Session, as_of: AsOf = None) -> queries.WorkPlanDetails:
    return await show_on_day(session, WorkPlan, queries.WorkPlanDetails, work_plan_id, as_of)
