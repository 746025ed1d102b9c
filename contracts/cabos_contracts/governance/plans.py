"""What governance announces of strategic plans: their texts, what is measured, and what is reported to conferences."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from cabos_contracts.envelope import Event
from cabos_contracts.types import KnownValues, PartialDate, RegionCode, Version, Word

PlanKind = Annotated[str, KnownValues("strategic_plan", "work_plan", "term_plan", "strategy")]
InitiativeState = Annotated[str, KnownValues("planned", "under_way", "done", "dropped")]
MilestoneState = Annotated[str, KnownValues("open", "reached", "missed", "dropped")]
PlanRegion = Annotated[RegionCode | None, Field(description="null when the plan is the whole organization's")]
TextNumber = Annotated[int, Field(ge=1, description="counts the adopted texts of the plan, from 1")]


class PlanObjective(Word):
    """An objective or axis of a plan, and how much stands under it; the whole text is at the plan's address."""

    n: int
    title: str
    initiatives: int
    kpis: int
    milestones: int


class StrategicPlanDrafted(Event, type="governance.strategic-plan.drafted.v1", subject="plan_id"):
    """A plan is on record as a draft, or its draft has changed; it holds only once it is adopted."""

    plan_id: UUID
    region: PlanRegion = None
    kind: PlanKind
    title: str
    starts_on: PartialDate | None = None
    ends_on: PartialDate | None = None
    objectives: tuple[PlanObjective, ...] = ()
    version: Version


class StrategicPlanAdopted(Event, type="governance.strategic-plan.adopted.v1", subject="plan_id"):
    """A plan holds from now on, with the text of its last draft."""

    plan_id: UUID
    region: PlanRegion = None
    kind: PlanKind
    title: str
    starts_on: PartialDate | None = None
    ends_on: PartialDate | None = None
    objectives: tuple[PlanObjective, ...] = ()
    conference_id: UUID | None = None
    adopted_on: PartialDate | None = None
    version: Version


class StrategicPlanAmended(Event, type="governance.strategic-plan.amended.v1", subject="plan_id"):
    """A plan has another text; `added` and `dropped` are the ids of its initiatives, KPIs and milestones."""

    plan_id: UUID
    region: PlanRegion = None
    kind: PlanKind
    title: str
    starts_on: PartialDate | None = None
    ends_on: PartialDate | None = None
    objectives: tuple[PlanObjective, ...] = ()
    plan_version: TextNumber
    conference_id: UUID | None = None
    amended_on: PartialDate
    reason: str
    added: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    version: Version


class StrategicPlanClosed(Event, type="governance.strategic-plan.closed.v1", subject="plan_id"):
    """A plan no longer holds from `closed_on` on."""

    plan_id: UUID
    region: PlanRegion = None
    title: str
    closed_on: PartialDate
    reason: str
    version: Version


class StrategicPlanSuperseded(Event, type="governance.strategic-plan.superseded.v1", subject="plan_id"):
    """A plan no longer holds from `closed_on` on, the day on which the plan `by` does."""

    plan_id: UUID
    region: PlanRegion = None
    title: str
    closed_on: PartialDate
    by: UUID
    version: Version


class StrategicPlanReactivated(Event, type="governance.strategic-plan.reactivated.v1", subject="plan_id"):
    """A plan that was closed or has fallen asleep holds again."""

    plan_id: UUID
    region: PlanRegion = None
    title: str
    reactivated_on: PartialDate
    ends_on: PartialDate | None = None
    conference_id: UUID | None = None
    reason: str
    version: Version


class KpiMeasured(Event, type="governance.kpi.measured.v1", subject="plan_id"):
    """A KPI of a plan was read on a day; another value for the same day corrects the reading."""

    plan_id: UUID
    region: PlanRegion = None
    kpi_id: str
    name: str
    unit: str
    day: PartialDate
    value: float
    baseline: float | None = None
    target: float | None = None
    confidence: Annotated[str, KnownValues("high", "medium", "low")] | None = None
    version: Version


class MilestoneMoved(Event, type="governance.milestone.moved.v1", subject="plan_id"):
    """A milestone is in another state from `moved_on` on, a day that may lie before those that are known."""

    plan_id: UUID
    region: PlanRegion = None
    milestone_id: str
    title: str
    state: MilestoneState
    moved_on: PartialDate
    due: PartialDate | None = None
    version: Version


class InitiativeMoved(Event, type="governance.initiative.moved.v1", subject="plan_id"):
    """An initiative is in another state from `moved_on` on, a day that may lie before those that are known."""

    plan_id: UUID
    region: PlanRegion = None
    initiative_id: str
    title: str
    state: InitiativeState
    moved_on: PartialDate
    version: Version


class PlanProgressReported(Event, type="governance.plan-progress.reported.v1", subject="plan_id"):
    """A conference has been told how a plan gets on; the report is at the plan's address."""

    plan_id: UUID
    region: PlanRegion = None
    title: str
    conference_id: UUID
    prepared_by: str
    reported_on: PartialDate
    version: Version
