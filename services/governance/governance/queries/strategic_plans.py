"""What is shown of strategic plans: their present and former texts, with what has become of every part."""

from datetime import date, datetime
from uuid import UUID

from cabos.claims import ClaimSummary, claims_of
from cabos.history import as_known
from cabos.http import Page
from cabos.refusal import NotFound
from cabos.views import View, listed
from cabos_contracts.types import LanguageTag, PartialDate
from sqlalchemy import ColumnElement, literal
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.model.plan_days import Lapse
from governance.model.plan_record import PlanReading, PlanReport
from governance.model.plan_tree import Initiative, InitiativeState, Kpi, Milestone, MilestoneState, Objective
from governance.model.strategic_plan import StrategicPlan as Plan
from governance.queries.plan_knowledge import Known, known_of


class PlanSummary(View):
    id: UUID
    region: str | None
    kind: str
    title: str
    motto: str | None
    starts_on: PartialDate | None
    ends_on: PartialDate | None
    status: str
    plan_version: int
    conference_id: UUID | None
    adopted_on: PartialDate | None
    closed_on: PartialDate | None
    superseded_by_id: UUID | None
    confidence: str | None
    source: str
    version: int


class ReadingSummary(View):
    id: UUID
    kpi_id: str
    day: PartialDate
    value: float
    source: str
    confidence: str | None


class ReportSummary(View):
    id: UUID
    plan_id: UUID
    conference_id: UUID
    text: str
    prepared_by: str
    reported_on: PartialDate
    source: str


class TextSummary(View):
    """One of the adopted texts, by its number; the first one is the plan's own."""

    plan_version: int
    amended_on: PartialDate | None
    conference_id: UUID | None
    reason: str | None
    source: str


class KpiView(Kpi):
    latest: ReadingSummary | None


class MilestoneView(Milestone):
    """A milestone; `overdue` when its day has passed and nobody has said what became of it."""

    state: str
    moved_on: PartialDate | None
    overdue: bool


class InitiativeView(View):
    id: str
    title: str
    administrations: list[str]
    bodies: list[str]
    state: str
    moved_on: PartialDate | None
    kpis: list[KpiView]
    milestones: list[MilestoneView]


class ObjectiveView(View):
    n: int
    title: str
    translations: dict[LanguageTag, str]
    kpis: list[KpiView]
    initiatives: list[InitiativeView]


class PlanDetails(PlanSummary):
    """A plan with one of its texts, the latest unless another text or a day is asked for, and what was known on it."""

    as_of: date
    shown_plan_version: int
    may_overlap_because: str | None
    note: str | None
    closing_reason: str | None
    lapses: list[Lapse]
    texts: list[TextSummary]
    objectives: list[ObjectiveView]
    claims: list[ClaimSummary]


async def list_plans(
    session: AsyncSession,
    *,
    region: str | None,
    level: str | None,
    kind: str | None,
    status: str | None,
    as_of: date | None,
    known_at: datetime | None,
    sort: str,
    limit: int,
    after: UUID | None,
) -> Page[PlanSummary]:
    """Plans; `as_of` leaves out drafts, and those that surely did not hold on the day. `status` is not as of a day."""
    plans = as_known(Plan, known_at)
    wanted: list[ColumnElement[bool]] = [
        col(column) == value
        for column, value in ((plans.region, region), (plans.kind, kind), (plans.status, status))
        if value is not None
    ]
    if level is not None:
        wanted.append(col(plans.region).is_not(None) if level == "region" else col(plans.region).is_(None))
    if as_of is not None:
        wanted.append(col(plans.possible_days).op("@>")(literal(as_of)))
    return await listed(session, plans, PlanSummary, (sort,), limit, after, *wanted)


async def show_plan(
    session: AsyncSession, plan_id: UUID, plan_version: int | None, as_of: date | None, known_at: datetime | None
) -> PlanDetails:
    known = await known_of(session, plan_id, as_of, known_at)
    plan = known.plan
    text = known.text_in_force() if as_of is not None else None
    if plan_version is not None:
        text = known.text_of(plan_version)
    summary = PlanSummary.model_validate(plan).model_dump()
    return PlanDetails(
        **summary | ({"ends_on": text.ends_on} if text and text.plan_version < plan.plan_version else {}),
        as_of=known.day,
        shown_plan_version=text.plan_version if text else plan.plan_version,
        may_overlap_because=plan.may_overlap_because,
        note=plan.note,
        closing_reason=plan.closing_reason,
        lapses=list(plan.lapses),
        texts=[TextSummary.model_validate(each) for each in known.texts],
        objectives=[_objective(known, each) for each in (text.objectives if text else plan.objectives)],
        claims=await claims_of(session, "strategic_plan", plan_id, known_at),
    )


async def list_readings(
    session: AsyncSession, plan_id: UUID, kpi_id: str, known_at: datetime | None, limit: int, after: UUID | None
) -> Page[ReadingSummary]:
    await _require_plan(session, plan_id)
    readings = as_known(PlanReading, known_at)
    wanted = (col(readings.plan_id) == plan_id, col(readings.kpi_id) == kpi_id)
    return await listed(session, readings, ReadingSummary, ("day",), limit, after, *wanted)


async def list_reports(
    session: AsyncSession, plan_id: UUID, known_at: datetime | None, limit: int, after: UUID | None
) -> Page[ReportSummary]:
    await _require_plan(session, plan_id)
    reports = as_known(PlanReport, known_at)
    return await listed(
        session, reports, ReportSummary, ("reported_on",), limit, after, col(reports.plan_id) == plan_id
    )


async def _require_plan(session: AsyncSession, plan_id: UUID) -> None:
    if (await session.exec(select(Plan.id).where(Plan.id == plan_id))).first() is None:
        raise NotFound(f"No strategic plan {plan_id}")


def _objective(known: Known, objective: Objective) -> ObjectiveView:
    return ObjectiveView(
        n=objective.n,
        title=objective.title,
        translations=objective.translations,
        kpis=[_kpi(known, kpi) for kpi in objective.kpis],
        initiatives=[_initiative(known, initiative) for initiative in objective.initiatives],
    )


def _initiative(known: Known, initiative: Initiative) -> InitiativeView:
    move = known.moves.get(initiative.id)
    return InitiativeView(
        id=initiative.id,
        title=initiative.title,
        administrations=list(initiative.administrations),
        bodies=list(initiative.bodies),
        state=known.state(initiative.id, InitiativeState.PLANNED),
        moved_on=move.moved_on if move else None,
        kpis=[_kpi(known, kpi) for kpi in initiative.kpis],
        milestones=[_milestone(known, milestone) for milestone in initiative.milestones],
    )


def _kpi(known: Known, kpi: Kpi) -> KpiView:
    reading = known.readings.get(kpi.id)
    return KpiView(**dict(kpi), latest=ReadingSummary.model_validate(reading) if reading else None)


def _milestone(known: Known, milestone: Milestone) -> MilestoneView:
    move = known.moves.get(milestone.id)
    return MilestoneView(
        **dict(milestone),
        state=known.state(milestone.id, MilestoneState.OPEN),
        moved_on=move.moved_on if move else None,
        overdue=known.overdue(milestone),
    )
