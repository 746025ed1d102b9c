"""What the compendium says of a programme, an agreement and a plan on one day, and of nothing that came later."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from cabos_contracts.types import PartialDate

from aeo.model import Agreement, Programme, WorkPlan
from aeo.model.benefits import Covered, Identification, Terms
from aeo.model.life import StepKind
from aeo.model.programme_facts import Count

_FORCE = (StepKind.IN_FORCE, StepKind.PARTLY_IN_FORCE)


@dataclass(frozen=True, slots=True)
class ProgrammeThen:
    """`or_named` are names that it may have had by then; types and tiers have no days on record."""

    economy: str
    name: str
    or_named: tuple[str, ...]
    state: str | None
    why: str
    launched_on: PartialDate | None
    operators: Count | None
    operator_types: Sequence[str]
    tiers: Sequence[str]
    legal_basis: Sequence[str]
    source: str

    @classmethod
    def seen(cls, row: Programme, on: date) -> "ProgrammeThen | None":
        """None where nothing that is on record of it can have been so by the day."""
        if row.states and row.states[0].earliest > on:
            return None
        name, or_named = row.name_on(on)
        standing = row.state_on(on)
        laws = [law.title for law in row.legal_basis if _come(law.adopted_on, on) or law.adopted_on is None]
        return cls(
            row.economy,
            name,
            or_named,
            standing.state,
            standing.why,
            row.launched_on if _come(row.launched_on, on) else None,
            row.operators_on(on),
            row.operator_types or (),
            row.tiers,
            laws,
            row.source,
        )


@dataclass(frozen=True, slots=True)
class AgreementThen:
    """`stage` is null where the days on record leave it open; `benefits` and `codes` are said in short."""

    name: str
    parties: Sequence[str]
    stage: str | None
    why: str
    signed_on: PartialDate | None
    in_force_on: PartialDate | None
    benefits: Sequence[str]
    codes: Sequence[str]
    source: str

    @classmethod
    def seen(cls, row: Agreement, terms: Terms | None, on: date) -> "AgreementThen | None":
        """None before its first step can have been taken; one without a day counts from when it came on record."""
        steps = [step for step in row.steps if (step.on.earliest if step.on else step.recorded_on) <= on]
        if not steps:
            return None
        standing = row.stage_on(on)
        parties = standing.parties or []
        begun = row.course.reached(step for step in steps if step.kind in _FORCE)
        return cls(
            row.name,
            parties,
            standing.stage,
            standing.why,
            next((step.on for step in steps if step.kind is StepKind.SIGNED), None),
            begun.by.on if begun else None,
            list(dict.fromkeys(_benefits(terms, parties))) if terms else (),
            [_code(each) for each in terms.identification if _between(each, parties)] if terms else (),
            row.source,
        )


@dataclass(frozen=True, slots=True)
class PlanThen:
    name: str
    parties: Sequence[str]
    stage: str | None
    why: str
    signed_on: PartialDate | None
    source: str

    @classmethod
    def seen(cls, row: WorkPlan, on: date) -> "PlanThen | None":
        """None where it was neither signed nor on record by the day."""
        signed_on = row.signed_on if _come(row.signed_on, on) else None
        if signed_on is None and row.drafted_on > on:
            return None
        standing = row.stage_on(on)
        return cls(row.name, row.parties, standing.stage, standing.why, signed_on, row.record.source)


def _come(day: PartialDate | None, on: date) -> bool:
    """Whether a day may have come."""
    return day is not None and day.earliest <= on


def _between(part: Covered, parties: Collection[str]) -> bool:
    """Whether it is of parties of the day."""
    named = set(dict(part.direction).values()) if part.direction else set()
    if isinstance(part, Identification):
        named.add(part.certified_in)
    return named <= set(parties)


def _benefits(terms: Terms, parties: Collection[str]) -> Iterator[str]:
    for each in terms.benefits:
        if _between(each, parties):
            yield each.text if each.kind == "other" and each.text else each.kind.replace("_", " ")


def _code(said: Identification) -> str:
    """Whose code, of which form, in which field, told by whom."""
    way = f"{said.certified_in} to {said.direction.recognised_by}" if said.direction else said.certified_in
    told = (said.code_format, said.written_as, said.declaration_field, (said.passed_by or "").replace("_", " "))
    return f"{way}: {'; '.join(each for each in told if each) or said.rule or 'as the source says'}"
