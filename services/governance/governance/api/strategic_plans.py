"""The routes of strategic plans: their life, what becomes of them, and how far they are."""

from typing import Annotated, Literal
from uuid import UUID

from cabos.http import Page, Session
from cabos.http.answering import Answer, AsOf, KnownAt, Limit
from cabos.http.matching import if_match
from cabos.http.proposals import AS_PROPOSED
from cabos_contracts.types import PartialDate, RegionCode
from fastapi import APIRouter, Path, Query, Response

from governance.api.officers import Proposing, officer
from governance.commands import plan_ending as ending
from governance.commands import plan_record as record
from governance.commands import strategic_plan as plans
from governance.model.plan_tree import PartId
from governance.model.strategic_plan import PlanStatus, StrategicPlan
from governance.queries import plan_progress
from governance.queries import strategic_plans as queries

router = APIRouter(prefix="/v1", tags=["strategic plans"])

matching = if_match(StrategicPlan, "plan_id")
writes = [*officer, matching]
Day = Annotated[PartialDate, Path(description="the day of the reading, as precisely as it is known")]
PlanVersion = Annotated[int | None, Query(ge=1, le=2_147_483_647, description="one of the adopted texts by its number")]
Sort = Literal["starts_on", "-starts_on", "title", "-title", "region", "-region"]


@router.put("/strategic-plans/{plan_id}", status_code=204, dependencies=writes, summary="Draft a plan")
async def put_plan(plan_id: UUID, command: plans.DraftPlan, session: Session) -> None:
    await plans.draft_plan(session, plan_id, command)


@router.put(
    "/strategic-plans/{plan_id}/adoption",
    **AS_PROPOSED,
    dependencies=[matching],
    summary="Propose to adopt a plan; it holds when another officer confirms",
)
async def put_adoption(plan_id: UUID, command: plans.AdoptPlan, propose: Proposing) -> Response:
    return await propose(plans.adopt_plan, plan_id=plan_id, command=command)


@router.put(
    "/strategic-plans/{plan_id}/amendment",
    status_code=204,
    dependencies=writes,
    summary="Give a plan another text from a day on; former texts stay",
)
async def put_amendment(plan_id: UUID, command: plans.AmendPlan, session: Session) -> None:
    await plans.amend_plan(session, plan_id, command)


@router.put("/strategic-plans/{plan_id}/closure", status_code=204, dependencies=writes, summary="Close a plan")
async def put_closure(plan_id: UUID, command: ending.ClosePlan, session: Session) -> None:
    await ending.close_plan(session, plan_id, command)


@router.put(
    "/strategic-plans/{plan_id}/reactivation",
    status_code=204,
    dependencies=writes,
    summary="Take up again a plan that was closed or forgotten",
)
async def put_reactivation(plan_id: UUID, command: ending.ReactivatePlan, session: Session) -> None:
    await ending.reactivate_plan(session, plan_id, command)


@router.put(
    "/strategic-plans/{plan_id}/kpis/{kpi_id}/readings/{day}",
    status_code=204,
    dependencies=writes,
    summary="Note what a KPI was on a day",
)
async def put_reading(plan_id: UUID, kpi_id: PartId, day: Day, command: record.MeasureKpi, session: Session) -> None:
    await record.measure_kpi(session, plan_id, kpi_id, day, command)


@router.put(
    "/strategic-plans/{plan_id}/milestones/{milestone_id}",
    status_code=204,
    dependencies=writes,
    summary="Say in which state a milestone is, and since when",
)
async def put_milestone(plan_id: UUID, milestone_id: PartId, command: record.MoveMilestone, session: Session) -> None:
    await record.move_milestone(session, plan_id, milestone_id, command)


@router.put(
    "/strategic-plans/{plan_id}/initiatives/{initiative_id}",
    status_code=204,
    dependencies=writes,
    summary="Say in which state an initiative is, and since when",
)
async def put_initiative(
    plan_id: UUID, initiative_id: PartId, command: record.MoveInitiative, session: Session
) -> None:
    await record.move_initiative(session, plan_id, initiative_id, command)


@router.put(
    "/strategic-plans/{plan_id}/reports/{conference_id}",
    status_code=204,
    dependencies=writes,
    summary="Note what a conference was told of a plan",
)
async def put_report(plan_id: UUID, conference_id: UUID, command: record.ReportProgress, session: Session) -> None:
    await record.report_progress(session, plan_id, conference_id, command)


@router.get("/strategic-plans", summary="Plans of regions and of the whole organization")
async def get_plans(
    session: Session,
    answer: Answer,
    region: RegionCode | None = None,
    level: Literal["region", "wco"] | None = None,
    kind: Literal["strategic_plan", "work_plan", "term_plan", "strategy"] | None = None,
    status: PlanStatus | None = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    sort: Sort = "starts_on",
    limit: Limit = 100,
    after: UUID | None = None,
) -> Page[queries.PlanSummary]:
    filters = {"region": region, "level": level, "kind": kind, "status": status}
    found = await queries.list_plans(
        session, **filters, as_of=as_of, known_at=known_at, sort=sort, limit=limit, after=after
    )
    return answer.page(found)


@router.get("/strategic-plans/{plan_id}", summary="One plan with a text, readings and states")
async def get_plan(
    plan_id: UUID,
    session: Session,
    answer: Answer,
    plan_version: PlanVersion = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
) -> queries.PlanDetails:
    return answer.record(await queries.show_plan(session, plan_id, plan_version, as_of, known_at))


@router.get("/strategic-plans/{plan_id}/progress", summary="How far a plan is on a day, and by which rule")
async def get_progress(
    plan_id: UUID, session: Session, as_of: AsOf = None, known_at: KnownAt = None
) -> plan_progress.PlanProgress:
    return await plan_progress.progress_of(session, plan_id, as_of, known_at)


@router.get("/strategic-plans/{plan_id}/kpis/{kpi_id}/readings", summary="What a KPI was, day by day")
async def get_readings(
    plan_id: UUID,
    kpi_id: PartId,
    session: Session,
    answer: Answer,
    known_at: KnownAt = None,
    limit: Limit = 100,
    after: UUID | None = None,
) -> Page[queries.ReadingSummary]:
    return answer.page(await queries.list_readings(session, plan_id, kpi_id, known_at, limit, after))


@router.get("/strategic-plans/{plan_id}/reports", summary="What conferences were told of a plan")
async def get_reports(
    plan_id: UUID,
    session: Session,
    answer: Answer,
    known_at: KnownAt = None,
    limit: Limit = 100,
    after: UUID | None = None,
) -> Page[queries.ReportSummary]:
    return answer.page(await queries.list_reports(session, plan_id, known_at, limit, after))
