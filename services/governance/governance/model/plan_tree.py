"""The text of a plan: objectives, their initiatives, and by what progress is measured."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Literal

from cabos.refusal import Invalid
from cabos_contracts.governance.plans import PlanObjective
from cabos_contracts.types import EconomyCode, LanguageTag, PartialDate
from pydantic import BaseModel, ConfigDict, Field

MAX_PARTS = 200
"""How many initiatives, KPIs and milestones a plan may have together: an event names those that an amendment moves."""

Title = Annotated[str, Field(min_length=1, max_length=250)]
PartId = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
"""Chosen by whoever drafts the plan; it stays the same through all amendments."""

# Wider than any indicator, and far from where a double loses its units or overflows.
Number = Annotated[float, Field(ge=-1e15, le=1e15, allow_inf_nan=False)]


class InitiativeState(StrEnum):
    PLANNED = "planned"
    UNDER_WAY = "under_way"
    DONE = "done"
    DROPPED = "dropped"


class MilestoneState(StrEnum):
    OPEN = "open"
    REACHED = "reached"
    MISSED = "missed"
    DROPPED = "dropped"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Kpi(_Part):
    """What is measured; a baseline or target that no source gives is null, and progress unknown without it."""

    id: PartId
    name: Title
    unit: Annotated[str, Field(min_length=1, max_length=50)]
    baseline: Number | None = None
    target: Number | None = None
    direction: Literal["up", "down"] = "up"


class Owned(_Part):
    """What administrations and regional bodies answer for."""

    administrations: Annotated[tuple[EconomyCode, ...], Field(max_length=40)] = ()
    bodies: Annotated[tuple[Title, ...], Field(max_length=20)] = ()


class Milestone(Owned):
    id: PartId
    title: Title
    due: PartialDate | None = None


class Initiative(Owned):
    id: PartId
    title: Title
    kpis: Annotated[tuple[Kpi, ...], Field(max_length=20)] = ()
    milestones: Annotated[tuple[Milestone, ...], Field(max_length=20)] = ()


class Objective(_Part):
    """An objective, or axis, by its number; `translations` has its title in other languages than English."""

    n: Annotated[int, Field(ge=1, le=99)]
    title: Title
    translations: Annotated[dict[LanguageTag, Title], Field(max_length=30)] = {}
    kpis: Annotated[tuple[Kpi, ...], Field(max_length=20)] = ()
    initiatives: Annotated[tuple[Initiative, ...], Field(max_length=50)] = ()


Objectives = Annotated[tuple[Objective, ...], Field(max_length=20)]


def initiatives_of(objectives: tuple[Objective, ...]) -> Iterator[Initiative]:
    return (initiative for objective in objectives for initiative in objective.initiatives)


def milestones_of(objectives: tuple[Objective, ...]) -> Iterator[Milestone]:
    return (milestone for initiative in initiatives_of(objectives) for milestone in initiative.milestones)


def kpis_of(objectives: tuple[Objective, ...]) -> Iterator[Kpi]:
    for objective in objectives:
        yield from objective.kpis
        for initiative in objective.initiatives:
            yield from initiative.kpis


def parts_of(objectives: tuple[Objective, ...]) -> list[tuple[str, str]]:
    """Every id of the text, and what it stands for."""
    return [
        *((initiative.id, "initiative") for initiative in initiatives_of(objectives)),
        *((kpi.id, "KPI") for kpi in kpis_of(objectives)),
        *((milestone.id, "milestone") for milestone in milestones_of(objectives)),
    ]


def administrations_of(objectives: tuple[Objective, ...]) -> set[str]:
    owned: list[Owned] = [*initiatives_of(objectives), *milestones_of(objectives)]
    return {economy for part in owned for economy in part.administrations}


def outline(objectives: tuple[Objective, ...]) -> tuple[PlanObjective, ...]:
    """The objectives, and how much stands under each."""
    return tuple(
        PlanObjective(
            n=objective.n,
            title=objective.title,
            initiatives=len(objective.initiatives),
            kpis=len(list(kpis_of((objective,)))),
            milestones=len(list(milestones_of((objective,)))),
        )
        for objective in objectives
    )


def require_sound(objectives: tuple[Objective, ...]) -> None:
    """Raises `Invalid` when a number or id is given twice, or a KPI cannot be measured."""
    numbers = [objective.n for objective in objectives]
    if len(set(numbers)) < len(numbers):
        raise Invalid("Two objectives have one number", field="objectives")
    ids = [id_ for id_, _ in parts_of(objectives)]
    twice = next((id_ for id_ in ids if ids.count(id_) > 1), None)
    if twice is not None:
        raise Invalid(f"{twice} is the id of two parts of the plan", field="objectives")
    if len(ids) > MAX_PARTS:
        raise Invalid(f"A plan has {MAX_PARTS} initiatives, KPIs and milestones at most", field="objectives")
    for kpi in kpis_of(objectives):
        if kpi.baseline is not None and kpi.target is not None:
            rises = kpi.target > kpi.baseline
            if kpi.target == kpi.baseline or rises != (kpi.direction == "up"):
                raise Invalid(
                    f"{kpi.id} is to go {kpi.direction}, which its target {kpi.target:g} is not from its baseline"
                    f" {kpi.baseline:g}",
                    field="objectives",
                )


def require_identity(before: tuple[Objective, ...], after: tuple[Objective, ...]) -> None:
    """Raises `Invalid` when an id stands for something of another kind than before: its readings would lie."""
    was = dict(parts_of(before))
    for id_, kind in parts_of(after):
        if was.get(id_, kind) != kind:
            raise Invalid(f"{id_} is the id of the {was[id_]}, and cannot pass to the {kind}", field="objectives")
