"""What becomes of a plan: readings of its KPIs, states of its parts, and reports to conferences."""

from typing import Annotated, Literal
from uuid import UUID

from cabos.claims import Confidence
from cabos.ids import stable_id
from cabos.journal import publish
from cabos.refusal import NotFound, Refusal
from cabos_contracts.governance.plans import InitiativeMoved, KpiMeasured, MilestoneMoved, PlanProgressReported
from cabos_contracts.types import PartialDate
from pydantic import Field
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.commands.register import Command, Text, example, today
from governance.commands.strategic_plan import conference_of, plan_for_update
from governance.model.plan_record import PlanMove, PlanReading, PlanReport
from governance.model.plan_tree import (
    InitiativeState,
    MilestoneState,
    Number,
    Title,
    initiatives_of,
    kpis_of,
    milestones_of,
)
from governance.model.strategic_plan import StrategicPlan as Plan


class AlreadyInState(Refusal):
    """The part of the plan is in this state since another day."""


class MeasureKpi(Command):
    model_config = example(value=4, source="report of the Vice-Chair, Apr 2018", confidence="high")

    value: Number
    source: Text
    confidence: Confidence | None = None


class MoveMilestone(Command):
    model_config = example(state="reached", on="2018-04-16", source="report of the Vice-Chair, Apr 2018")

    state: Literal["open", "reached", "missed", "dropped"]
    on: Annotated[PartialDate | None, Field(description="since when; today (UTC) when missing")] = None
    source: Text
    confidence: Confidence | None = None


class MoveInitiative(Command):
    model_config = example(state="under_way", on="2017-05", source="report of the Vice-Chair, Apr 2018")

    state: Literal["planned", "under_way", "done", "dropped"]
    on: Annotated[PartialDate | None, Field(description="since when; today (UTC) when missing")] = None
    source: Text
    confidence: Confidence | None = None


class ReportProgress(Command):
    model_config = example(
        text="Joint controls work at four crossings.",
        prepared_by="the Vice-Chair's Office",
        source="report of the Vice-Chair, Apr 2018",
    )

    text: Annotated[str, Field(min_length=1, max_length=50_000)]
    prepared_by: Title
    reported_on: Annotated[PartialDate | None, Field(description="the conference's first day when missing")] = None
    source: Text


async def measure_kpi(session: AsyncSession, plan_id: UUID, kpi_id: str, day: PartialDate, command: MeasureKpi) -> None:
    """Note what a KPI was on a day; the same again is harmless, and another value corrects the reading."""
    plan = await _adopted_plan(session, plan_id)
    kpi = next((kpi for kpi in kpis_of(plan.objectives) if kpi.id == kpi_id), None)
    if kpi is None:
        raise NotFound(f"The plan has no KPI {kpi_id}")
    plan.require_day(day, today(), "day")
    reading_id = stable_id("plan-reading", plan_id, kpi_id, day)
    facts = dict(command)
    reading = await session.get(PlanReading, reading_id)
    if reading is not None and facts == {field: getattr(reading, field) for field in facts}:
        return
    await session.merge(PlanReading(id=reading_id, plan_id=plan_id, kpi_id=kpi_id, day=day, **facts))
    measured = KpiMeasured(
        plan_id=plan_id,
        region=plan.region,
        kpi_id=kpi_id,
        name=kpi.name,
        unit=kpi.unit,
        day=day,
        value=command.value,
        baseline=kpi.baseline,
        target=kpi.target,
        confidence=command.confidence,
        version=plan.changed(),
    )
    publish(session, measured)


async def move_milestone(session: AsyncSession, plan_id: UUID, milestone_id: str, command: MoveMilestone) -> None:
    plan = await _adopted_plan(session, plan_id)
    milestone = next((each for each in milestones_of(plan.objectives) if each.id == milestone_id), None)
    if milestone is None:
        raise NotFound(f"The plan has no milestone {milestone_id}")
    moved_on = await _move(session, plan, milestone_id, command, MilestoneState.OPEN)
    if moved_on is not None:
        moved = MilestoneMoved(
            plan_id=plan_id,
            region=plan.region,
            milestone_id=milestone_id,
            title=milestone.title,
            state=command.state,
            moved_on=moved_on,
            due=milestone.due,
            version=plan.changed(),
        )
        publish(session, moved)


async def move_initiative(session: AsyncSession, plan_id: UUID, initiative_id: str, command: MoveInitiative) -> None:
    plan = await _adopted_plan(session, plan_id)
    initiative = next((each for each in initiatives_of(plan.objectives) if each.id == initiative_id), None)
    if initiative is None:
        raise NotFound(f"The plan has no initiative {initiative_id}")
    moved_on = await _move(session, plan, initiative_id, command, InitiativeState.PLANNED)
    if moved_on is not None:
        moved = InitiativeMoved(
            plan_id=plan_id,
            region=plan.region,
            initiative_id=initiative_id,
            title=initiative.title,
            state=command.state,
            moved_on=moved_on,
            version=plan.changed(),
        )
        publish(session, moved)


async def report_progress(session: AsyncSession, plan_id: UUID, conference_id: UUID, command: ReportProgress) -> None:
    """Note what a conference was told; the same again is harmless, and other words correct the report."""
    plan = await _adopted_plan(session, plan_id)
    conference = await conference_of(session, plan, conference_id)
    reported_on = command.reported_on or conference.starts_on
    plan.require_day(reported_on, today(), "reported_on")
    report_id = stable_id("plan-report", plan_id, conference_id)
    facts = dict(command) | {"reported_on": reported_on}
    report = await session.get(PlanReport, report_id)
    if report is not None and facts == {field: getattr(report, field) for field in facts}:
        return
    await session.merge(PlanReport(id=report_id, plan_id=plan_id, conference_id=conference_id, **facts))
    reported = PlanProgressReported(
        plan_id=plan_id,
        region=plan.region,
        title=plan.title,
        conference_id=conference_id,
        prepared_by=command.prepared_by,
        reported_on=reported_on,
        version=plan.changed(),
    )
    publish(session, reported)


async def _adopted_plan(session: AsyncSession, plan_id: UUID) -> Plan:
    plan = await plan_for_update(session, plan_id)
    # A plan that is over is measured and reported on still: what becomes known late is worth as much.
    plan.require_adopted()
    return plan


async def _move(
    session: AsyncSession, plan: Plan, part_id: str, command: MoveMilestone | MoveInitiative, first: str
) -> PartialDate | None:
    """The day on which the part comes into the state, None when it is on record so.

    A state of the same day is replaced. Raises `AlreadyInState` when it changes nothing on the day before it.
    """
    found = select(PlanMove).where(PlanMove.plan_id == plan.id, PlanMove.part_id == part_id)
    moves = list((await session.exec(found.order_by(col(PlanMove.moved_on)))).all())
    if command.on is None and (moves[-1].state if moves else first) == command.state:
        return None
    moved_on = command.on or PartialDate(today())
    plan.require_day(moved_on, today(), "on")
    facts = {field: value for field, value in command if field != "on"}
    known = next((each for each in moves if each.moved_on == moved_on), None)
    if known is not None and facts == {field: getattr(known, field) for field in facts}:
        return None
    earlier = [each for each in moves if each.moved_on < moved_on]
    if known is None and earlier and earlier[-1].state == command.state:
        raise AlreadyInState(f"{part_id} is {command.state} since {earlier[-1].moved_on}", field="on")
    move_id = stable_id("plan-move", plan.id, part_id, moved_on)
    await session.merge(PlanMove(id=move_id, plan_id=plan.id, part_id=part_id, moved_on=moved_on, **facts))
    return moved_on
