"""How far a plan is: computed upward from readings and states, with the rule that was used and what is missing."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from cabos_contracts.types import PartialDate
from pydantic import BaseModel
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.model.plan_tree import Initiative, InitiativeState, Kpi, Milestone, MilestoneState, Objective
from governance.queries.plan_knowledge import Known, known_of

RULE = (
    "A KPI is (reading - baseline) / (target - baseline), between 0 and 1, of its latest reading on or before the day. "
    "A milestone is 1 when it is reached, otherwise 0. "
    "An initiative is the mean of its KPIs and milestones; one that has none is by its state: planned 0, "
    "under way 0.5, done 1. "
    "An objective is the mean of its initiatives and of the KPIs of its own, the plan the mean of its objectives. "
    "What was dropped is left out. What is not known is null: it is left out of the mean above it and named in "
    "'missing', and 'known' of 'parts' says on how much a mean stands."
)

_BY_STATE = {InitiativeState.PLANNED: 0.0, InitiativeState.UNDER_WAY: 0.5, InitiativeState.DONE: 1.0}


class Missing(BaseModel):
    """What would have to be known, by the part of the plan that lacks it."""

    part: str
    reason: str


class NodeProgress(BaseModel):
    """How far one part of a plan is, from 0 to 1; null when it is not known. `id` is an objective's number as text."""

    kind: Literal["objective", "initiative", "kpi", "milestone"]
    id: str
    title: str
    value: float | None
    why: str
    overdue: bool = False
    known: int
    parts: int
    of: list["NodeProgress"] = []


class PlanProgress(BaseModel):
    plan_id: UUID
    title: str
    as_of: date
    known_at: datetime | None
    plan_version: int | None
    text_since: PartialDate | None
    rule: str
    value: float | None
    known: int
    parts: int
    objectives: list[NodeProgress]
    missing: list[Missing]


async def progress_of(
    session: AsyncSession, plan_id: UUID, as_of: date | None, known_at: datetime | None
) -> PlanProgress:
    """By the text that held on the day, and by what was known at the instant."""
    known = await known_of(session, plan_id, as_of, known_at)
    text = known.text_in_force()
    objectives = [_objective(known, objective) for objective in text.objectives] if text else []
    missing = [Missing(part=node.id, reason=node.why) for node in _nodes(objectives) if node.value is None]
    if not objectives:
        reason = "no objectives are on record" if text else "no text of the plan was in force on the day"
        missing = [Missing(part="plan", reason=reason)]
    return PlanProgress(
        plan_id=plan_id,
        title=known.plan.title,
        as_of=known.day,
        known_at=known_at,
        plan_version=text.plan_version if text else None,
        text_since=(text.amended_on or known.plan.adopted_on) if text else None,
        rule=RULE,
        value=_mean(objectives),
        known=_known(objectives),
        parts=len(objectives),
        objectives=objectives,
        missing=missing,
    )


def _objective(known: Known, objective: Objective) -> NodeProgress:
    initiatives = [each for each in objective.initiatives if not _dropped(known, each)]
    parts = [_initiative(known, each) for each in initiatives] + [_kpi(known, each) for each in objective.kpis]
    why = _stands_on(parts, "it has no initiatives and no KPIs")
    return _above("objective", str(objective.n), objective.title, parts, why)


def _initiative(known: Known, initiative: Initiative) -> NodeProgress:
    milestones = [each for each in initiative.milestones if not _dropped(known, each)]
    parts = [_kpi(known, each) for each in initiative.kpis] + [_milestone(known, each) for each in milestones]
    if parts:
        why = _stands_on(parts, "")
        return _above("initiative", initiative.id, initiative.title, parts, why)
    state = InitiativeState(known.state(initiative.id, InitiativeState.PLANNED))
    return _leaf("initiative", initiative.id, initiative.title, _BY_STATE[state], f"its state is {state}")


def _kpi(known: Known, kpi: Kpi) -> NodeProgress:
    reading = known.readings.get(kpi.id)
    lacks = [name for name, value in (("baseline", kpi.baseline), ("target", kpi.target)) if value is None]
    lacks += [] if reading else ["reading"]
    if reading is None or kpi.baseline is None or kpi.target is None:
        return _leaf("kpi", kpi.id, kpi.name, None, f"no {' and no '.join(lacks)} is on record")
    done = (reading.value - kpi.baseline) / (kpi.target - kpi.baseline)
    why = f"{reading.value:g} {kpi.unit} on {reading.day}, from {kpi.baseline:g} to {kpi.target:g}"
    return _leaf("kpi", kpi.id, kpi.name, round(min(max(done, 0.0), 1.0), 4), why)


def _milestone(known: Known, milestone: Milestone) -> NodeProgress:
    state = known.state(milestone.id, MilestoneState.OPEN)
    overdue = known.overdue(milestone)
    why = f"it is {state}" + (f", and was due on {milestone.due}" if overdue else "")
    value = 1.0 if state == MilestoneState.REACHED else 0.0
    return _leaf("milestone", milestone.id, milestone.title, value, why, overdue)


def _dropped(known: Known, part: Initiative | Milestone) -> bool:
    return known.state(part.id, "") in (InitiativeState.DROPPED, MilestoneState.DROPPED)


def _leaf(
    kind: Literal["initiative", "kpi", "milestone"], id_: str, title: str, value: float | None, why: str,
    overdue: bool = False,
) -> NodeProgress:  # fmt: skip
    known = int(value is not None)
    return NodeProgress(kind=kind, id=id_, title=title, value=value, why=why, overdue=overdue, known=known, parts=1)


def _above(
    kind: Literal["objective", "initiative"], id_: str, title: str, parts: list[NodeProgress], why: str
) -> NodeProgress:
    value, known = _mean(parts), _known(parts)
    return NodeProgress(kind=kind, id=id_, title=title, value=value, why=why, known=known, parts=len(parts), of=parts)


def _stands_on(parts: Sequence[NodeProgress], otherwise: str) -> str:
    return f"the mean of {_known(parts)} of its {len(parts)} parts" if parts else otherwise


def _mean(nodes: Sequence[NodeProgress]) -> float | None:
    values = [node.value for node in nodes if node.value is not None]
    return round(sum(values) / len(values), 4) if values else None


def _known(nodes: Sequence[NodeProgress]) -> int:
    return sum(node.value is not None for node in nodes)


def _nodes(nodes: Sequence[NodeProgress]) -> list[NodeProgress]:
    return [each for node in nodes for each in (node, *_nodes(node.of))]
