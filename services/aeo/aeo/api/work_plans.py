"""The routes of letters of intent and plans."""

from typing import Literal
from uuid import UUID

from cabos.http import Page, Session
from cabos.http.answering import Answer, AsOf, KnownAt, Limit
from cabos.http.matching import if_match
from cabos_contracts.types import EconomyCode
from fastapi import APIRouter

from aeo.api.officers import After, officer
from aeo.commands import work_plan as commands
from aeo.model import WorkPlan
from aeo.model.instrument import InstrumentKind
from aeo.queries import work_plans as queries

router = APIRouter(prefix="/v1", tags=["work plans"])

writes = [*officer, if_match(WorkPlan, "work_plan_id")]
Sort = Literal["name", "-name", "signed_on", "-signed_on"]


@router.put(
    "/work-plans/{work_plan_id}", status_code=204, dependencies=writes, summary="Write a letter of intent or a plan"
)
async def put_work_plan(work_plan_id: UUID, command: commands.DraftWorkPlan, session: Session) -> None:
    await commands.draft_work_plan(session, work_plan_id, command)


@router.put("/work-plans/{work_plan_id}/signature", status_code=204, dependencies=writes, summary="Sign it")
async def put_work_plan_signature(work_plan_id: UUID, command: commands.SignWorkPlan, session: Session) -> None:
    await commands.sign_work_plan(session, work_plan_id, command)


@router.get("/work-plans", summary="Letters of intent and plans, now or on a day")
async def get_work_plans(
    session: Session,
    answer: Answer,
    party: EconomyCode | None = None,
    kind: InstrumentKind | None = None,
    leads_to: UUID | None = None,
    leads_to_plan: UUID | None = None,
    conference: UUID | None = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    sort: Sort | None = None,
    limit: Limit = 100,
    after: After = None,
) -> Page[queries.WorkPlanSummary]:
    found = await queries.list_work_plans(
        session,
        party=party,
        kind=kind,
        leads_to=leads_to,
        leads_to_plan=leads_to_plan,
        conference=conference,
        as_of=as_of,
        known_at=known_at,
        sort=sort,
        limit=limit,
        after=after,
    )
    return answer.page(found)


@router.get("/work-plans/{work_plan_id}", summary="One letter of intent or plan")
async def get_work_plan(
    work_plan_id: UUID, session: Session, answer: Answer, as_of: AsOf = None, known_at: KnownAt = None
) -> queries.WorkPlanDetails:
    return answer.record(await queries.show_work_plan(session, work_plan_id, as_of, known_at))
