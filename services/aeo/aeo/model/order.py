"""In what order the steps of a life were taken, as far as imprecise and unknown days leave it open."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from aeo.model.life import Step, StepKind

AFTER_THE_SIGNATURE = {
    StepKind.IN_FORCE: "entry into force",
    StepKind.PARTLY_IN_FORCE: "entry into force",
    StepKind.ACCEDED: "accession",
    StepKind.REVIEWED: "review",
    StepKind.AMENDED: "amendment",
}
"""What is not before the text is signed; operational procedures and a pilot may be."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A step, the first day on which it may have been taken, and how many others it followed on that day."""

    step: Step
    first: date
    behind: int


def in_order(steps: Iterable[Step]) -> list[Step]:
    """By their first days; what follows from another step comes behind it."""
    return [place.step for place in sorted(_places(list(steps)), key=_by_day)]


def _by_day(place: _Place) -> tuple[date, int, date, int]:
    step = place.step
    return place.first, place.behind, step.latest, 0 if step.on else step.kind.rank


def first_days(steps: Sequence[Step]) -> list[date]:
    """The first day on which each step may have been taken, by its own day or by those of the steps before it.

    A reinstatement "in 2022" is not before the suspension of March 2022, nor an entry into force before the signature.
    """
    return [place.first for place in _places(steps)]


def _places(steps: Sequence[Step]) -> list[_Place]:
    """Of steps as they came on record: one that undoes another was put on record behind it."""
    signed = max((s.earliest for s in steps if s.kind is StepKind.SIGNED), default=date.min)
    places: list[_Place] = []
    for step in steps:
        place = _own_first(step, steps), 0
        if step.kind in AFTER_THE_SIGNATURE:
            place = max(place, (min(signed, step.latest), 0))
        if step.kind in _UNDOES:
            for before in places:
                if before.first <= step.latest and _undoes(step, before.step):
                    place = max(place, (before.first, before.behind + 1))
        places.append(_Place(step, *place))
    return places


def _own_first(step: Step, steps: Sequence[Step]) -> date:
    if step.on is not None:
        return step.on.earliest
    # What has no day comes behind what it presupposes: a replacement follows the signature.
    before = [s.earliest for s in steps if s.kind.rank < step.kind.rank and s.recorded_on <= step.recorded_on]
    return min(max(before, default=date.min), step.latest)


_UNDOES = {
    StepKind.REINSTATED: StepKind.SUSPENDED,
    StepKind.SUSPENDED: StepKind.REINSTATED,
    StepKind.ACCEDED: StepKind.WITHDRAWN,
    StepKind.WITHDRAWN: StepKind.ACCEDED,
}


def _undoes(step: Step, before: Step) -> bool:
    if before.kind is not _UNDOES[step.kind]:
        return False
    if step.kind is StepKind.REINSTATED:
        return step.lifts(before)
    return before.lifts(step) if step.kind is StepKind.SUSPENDED else before.party == step.party


def lapses(steps: Iterable[Step]) -> Iterator[Step]:
    """The suspensions that end by themselves, as the reinstatements that nobody has to ask for."""
    found = in_order(steps)
    for number, step in enumerate(found):
        if step.kind is StepKind.SUSPENDED and step.until_on is not None:
            again = (s for s in found[number + 1 :] if s.kind is StepKind.REINSTATED and s.lifts(step))
            if not any(s.earliest <= step.until_on.latest for s in again):
                same = {"kind": StepKind.REINSTATED, "on": step.until_on, "recorded_on": step.recorded_on}
                yield Step(**step.part, **same)
