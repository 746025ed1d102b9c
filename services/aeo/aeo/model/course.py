"""What follows from the steps of an agreement: how far it was on any day, and between whom."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import permutations

from aeo.model.life import Step, StepKind
from aeo.model.order import first_days, in_order, lapses
from aeo.model.stage import Stage, StageOnDay

_TALKS = {
    StepKind.CONTACT: Stage.CONTACT,
    StepKind.PLANNED: Stage.PLANNED,
    StepKind.COMPARED: Stage.UNDER_NEGOTIATION,
    StepKind.VALIDATED: Stage.UNDER_NEGOTIATION,
    StepKind.NEGOTIATED: Stage.UNDER_NEGOTIATION,
    StepKind.SIGNED: Stage.SIGNED,
    StepKind.PILOTED: Stage.PILOT,
    StepKind.PARTLY_IN_FORCE: Stage.PARTIALLY_IN_FORCE,
}
_ENDS = {StepKind.TERMINATED: Stage.TERMINATED, StepKind.REPLACED: Stage.SUPERSEDED}
_FAR = list(Stage)


@dataclass(frozen=True, slots=True)
class Reached:
    """A stage, and the step by which it was reached."""

    stage: Stage
    by: Step


def _stopped(suspended: Sequence[Step], parties: Collection[str]) -> bool:
    """Whether nobody recognises anybody any longer."""
    stops = [step for step in suspended if step.operator_types is None and step.tiers is None]
    return bool(stops) and all(any(step.touches(*pair) for step in stops) for pair in permutations(parties, 2))


@dataclass(frozen=True, slots=True)
class Course:
    """The steps of an agreement between `parties`, all of them; `clause` parties bring the whole into force."""

    parties: tuple[str, ...]
    steps: tuple[Step, ...]
    clause: int | None = None

    def reached(self, steps: Iterable[Step] | None = None) -> Reached | None:
        """How far these steps lead, one after the other; all that have been announced, unless others are given."""
        taken = [s for s in self.steps if s.announced_on is not None] if steps is None else list(steps)
        furthest: Reached | None = None
        begun: list[Step] = []
        suspended: list[Step] = []
        parties, founders = set(self.parties), set(self.parties)
        for step in in_order(taken):
            if step.kind in _ENDS:
                return Reached(_ENDS[step.kind], step)
            stage = _TALKS.get(step.kind)
            if step.kind is StepKind.ACCEDED:
                parties.add(step.party or "")
            elif step.kind is StepKind.WITHDRAWN:
                parties.discard(step.party or "")
                founders.discard(step.party or "")
            elif step.kind is StepKind.IN_FORCE:
                begun.append(step)
            elif step.kind is StepKind.SUSPENDED:
                suspended.append(step)
            elif step.kind is StepKind.REINSTATED:
                suspended = [each for each in suspended if not step.lifts(each)]
            if begun:
                stage = Stage.IN_FORCE if self._whole(begun, parties, founders) else Stage.PARTIALLY_IN_FORCE
            if stage is not None and (furthest is None or _FAR.index(stage) > _FAR.index(furthest.stage)):
                furthest = Reached(stage, step)
        if furthest is not None and furthest.stage.may_be_in_force and _stopped(suspended, parties):
            return Reached(Stage.SUSPENDED, suspended[-1])
        return furthest

    def _whole(self, begun: Sequence[Step], parties: Collection[str], founders: Collection[str]) -> bool:
        """Whether it has begun for so many of its parties as it takes, or for all that did not accede to it."""
        if any(step.whole for step in begun):
            return True
        in_force = {step.party for step in begun}.intersection(parties)
        enough = self.clause is not None and len(in_force) >= self.clause
        if enough or (in_force and in_force.issuperset(founders)):
            return True
        one_way = {(s.direction.certified_in, s.direction.recognised_by) for s in begun if s.direction is not None}
        return one_way.issuperset(permutations(parties, 2))

    def on(self, day: date) -> StageOnDay:
        """What the record proves of `day`: an imprecise step counts when all of its days are past.

        A step without a day counts from the day on which it came on record, for it had happened by then.
        """
        stage, why = self._on(day)
        return StageOnDay(as_of=day, stage=stage, why=why, parties=parties_on(self.parties, self.steps, day))

    def _on(self, day: date) -> tuple[Stage | None, str]:
        steps = in_order([*self.steps, *lapses(self.steps)])
        sure = [step for step in steps if step.latest <= day]
        perhaps = [step for step, first in zip(steps, first_days(steps), strict=True) if first <= day < step.latest]
        proven = self.reached(sure)
        for number in range(len(perhaps)):
            # One by one, for a suspension and its end may both lie in one imprecise month.
            possible = self.reached([*sure, *perhaps[: number + 1]])
            if possible is not None and (proven is None or possible.stage is not proven.stage):
                last = self.reached([*sure, *perhaps]) or possible
                return None, _doubt(proven, possible if last.stage is getattr(proven, "stage", None) else last)
        if proven is not None:
            return proven.stage, _since(proven)
        ahead = next((step for step in steps if step.on is not None), None)
        return None, f"not {_words(ahead)} before {ahead.on}" if ahead else "nothing is known of this day"


def _words(step: Step) -> str:
    return step.kind.replace("_", " ")


def _since(reached: Reached) -> str:
    step = reached.by
    if step.on is None:
        return f"{reached.stage} since {step.recorded_on} at the latest, when it came on record"
    return f"{_named(reached)} since {step.on}"


def _named(reached: Reached) -> str:
    # A step that lies ahead, or one that follows from another by itself, has not been seen by anybody.
    ahead = reached.by.announced_on is None
    return f"to be {reached.stage.replace('_', ' ')}" if ahead else str(reached.stage)


def _doubt(proven: Reached | None, possible: Reached) -> str:
    before = ""
    if proven is not None and proven.by.on is not None:
        word = "signed on" if proven.by.kind is StepKind.SIGNED else f"{proven.stage} since"
        before = f"{word} {proven.by.on}, "
    day = f" of {possible.by.on}" if possible.by.on is not None else ""
    return f"{before}{_named(possible)} since an unknown day{day}"


def everyone(parties: Iterable[str], steps: Iterable[Step]) -> list[str]:
    """All that are, were or will be parties."""
    return sorted({*parties, *(s.party for s in steps if s.kind is StepKind.ACCEDED and s.party is not None)})


def parties_on(parties: Iterable[str], steps: Iterable[Step], day: date, *, perhaps: bool = False) -> list[str]:
    """Who was surely a party on a day, or may have been, of those who began together and who came and went since."""
    found = set(parties)
    moves = [s for s in steps if s.kind in (StepKind.ACCEDED, StepKind.WITHDRAWN)]
    for step in in_order(moves):
        joins = step.kind is StepKind.ACCEDED
        if (step.earliest if joins is perhaps else step.latest) > day:
            continue
        if joins:
            found.add(step.party or "")
        else:
            found.discard(step.party or "")
    return sorted(found)
