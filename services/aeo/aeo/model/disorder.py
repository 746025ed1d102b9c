"""What cannot have been so in a life: asked for a new step, and again when a day turns out to be another one."""

from collections.abc import Iterator, Sequence

from aeo.model.course import parties_on
from aeo.model.life import Step, StepKind
from aeo.model.order import AFTER_THE_SIGNATURE, in_order, lapses
from aeo.model.periods import periods

MOVES = (StepKind.ACCEDED, StepKind.WITHDRAWN)

Disorder = dict[tuple[str | None, str], str]
"""Which step is out of place by which rule, and the reason."""


def standing(steps: Sequence[Step], on: Step) -> list[Step]:
    """The suspensions that may stand when a step takes effect."""
    found: list[Step] = []
    for step in in_order([*steps, *lapses(steps)]):
        if step.earliest > on.latest:
            break
        if step.kind is StepKind.SUSPENDED:
            found.append(step)
        elif step.kind is StepKind.REINSTATED:
            found = [each for each in found if not step.lifts(each)]
    return found


def suspends(step: Step, everyone: Sequence[str], others: Sequence[Step]) -> bool:
    """Whether something may be in force that a suspension stops."""
    possible = (period for period in periods(everyone, others) if not period.sure)
    return any(
        period.since <= step.latest
        and step.earliest < period.until
        and step.touches(period.certified_in, period.recognised_by)
        and _common(step.operator_types, period.operator_types, period.except_types)
        for period in possible
    )


def lonely(parties: Sequence[str], steps: Sequence[Step]) -> bool:
    """Whether there is a day with less than two parties, however they come and go."""
    moves = [step for step in steps if step.kind in MOVES]
    return any(len(parties_on(parties, moves, day)) < 2 for day in {move.latest for move in moves})


def disorder(parties: Sequence[str], everyone: Sequence[str], steps: Sequence[Step]) -> Disorder:
    """All that cannot have been so, of steps between the first `parties` and those who acceded."""
    found: Disorder = {}
    for step in steps:
        others = [each for each in steps if each != step]
        for rule, reason in _out_of_place(step, parties, everyone, others):
            found[step.id, rule] = reason
    if lonely(parties, steps):
        found[None, "parties"] = "there would be a day with less than two parties"
    return found


def _out_of_place(
    step: Step, parties: Sequence[str], everyone: Sequence[str], others: Sequence[Step]
) -> Iterator[tuple[str, str]]:
    day = step.on or "an unknown day"
    for other in others:
        if step.on is None or other.on is None:
            continue
        if other.kind is StepKind.SIGNED and step.kind in AFTER_THE_SIGNATURE and step.latest < other.earliest:
            later = AFTER_THE_SIGNATURE[step.kind]
            yield "signature", f"the {later} on {day} is before the signature on {other.on}"
        if other.kind.is_final and step.earliest > other.latest:
            yield "end", f"{_words(step)} on {day} is after the end on {other.on}"
    if step.kind is StepKind.SUSPENDED and not suspends(step, everyone, others):
        yield "suspension", f"nothing is in force on {day} that could be suspended"
    if step.kind is StepKind.REINSTATED and not any(step.lifts(each) for each in standing(others, step)):
        yield "reinstatement", f"nothing is suspended on {day} that could be reinstated"
    if step.kind in MOVES:
        is_party = step.party in parties_on(parties, others, step.latest)
        if is_party is (step.kind is StepKind.ACCEDED):
            yield "party", f"{step.party} is {'a' if is_party else 'no'} party on {day}"


def _words(step: Step) -> str:
    return step.kind.replace("_", " ")


def _common(meant: Sequence[str] | None, there: Sequence[str] | None, but: Sequence[str]) -> bool:
    """Whether some of the operators that are meant are recognised."""
    return meant is None or any(each not in but and (there is None or each in there) for each in meant)
