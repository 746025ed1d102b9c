"""How far a programme is: planned, tried, open to operators, suspended, closed, and since when."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Annotated

from cabos.refusal import Invalid, Refusal
from cabos_contracts.types import PartialDate
from pydantic import BaseModel
from pydantic import Field as Said

from aeo.model.facts import Text
from aeo.model.life import Step, StepKind
from aeo.model.since import MOST, Since, held_on


class CannotFollow(Refusal):
    """The state cannot follow the one before."""


class ProgrammeState(StrEnum):
    """`under_development` is planned or in a pilot, in sources that do not tell which."""

    PLANNED = "planned"
    UNDER_DEVELOPMENT = "under_development"
    PILOT = "pilot"
    OPERATIONAL = "operational"
    SUSPENDED = "suspended"
    CLOSED = "closed"
    UNKNOWN = "unknown"

    @property
    def runs(self) -> bool:
        """Whether operators are certified, as far as anybody knows."""
        return self in (ProgrammeState.PILOT, ProgrammeState.OPERATIONAL, ProgrammeState.UNKNOWN)

    @property
    def is_down(self) -> bool:
        """Whether nobody is certified, so that partners have nobody to recognise."""
        return self in (ProgrammeState.SUSPENDED, ProgrammeState.CLOSED)


_S = ProgrammeState
_FOLLOWS = {
    _S.UNKNOWN: frozenset(_S),
    _S.PLANNED: frozenset({_S.UNDER_DEVELOPMENT, _S.PILOT, _S.OPERATIONAL, _S.CLOSED}),
    _S.UNDER_DEVELOPMENT: frozenset({_S.PLANNED, _S.PILOT, _S.OPERATIONAL, _S.CLOSED}),
    _S.PILOT: frozenset({_S.OPERATIONAL, _S.SUSPENDED, _S.CLOSED}),
    _S.OPERATIONAL: frozenset({_S.SUSPENDED, _S.CLOSED}),
    _S.SUSPENDED: frozenset({_S.PILOT, _S.OPERATIONAL, _S.CLOSED}),
    _S.CLOSED: frozenset(),
}


class Reached(Since):
    state: ProgrammeState
    reason: Text | None = None


States = Annotated[tuple[Reached, ...], Said(max_length=MOST)]


class StateOnDay(BaseModel):
    """The state on one day; null where the record does not tell, and `why` says what it does tell."""

    state: ProgrammeState | None
    why: str


def reached(states: Sequence[Reached], new: Reached) -> States:
    """The states with a new one put in its place by its day.

    The same state next to it is the same one, whose day has become known or turned out otherwise. Raises
    `CannotFollow` unless each may follow the one before.
    """
    others = [each for each in states if (each.state, each.from_on) != (new.state, new.from_on)]
    place = sum((each.earliest, each.latest) <= (new.earliest, new.latest) for each in others)
    before, after = others[:place], others[place:]
    if before and before[-1].state == new.state:
        before = before[:-1]
    if after and after[0].state == new.state:
        after = after[1:]
    ordered = (*before, new, *after)
    if ordered[0].state.is_down:
        raise CannotFollow(f"{_words(ordered[0])} comes before all that is on record", field="state")
    for one, next_ in pairwise(ordered):
        if next_.state not in _FOLLOWS[one.state]:
            raise CannotFollow(f"{_words(next_)} cannot follow {_words(one)}", field="state")
    if len(ordered) > MOST:
        raise Invalid(f"{MOST} states are on record, and no more are kept", field="state")
    return ordered


def _words(each: Reached) -> str:
    return f"{each.state} since {each.from_on or 'an unknown day'}"


def state_on(states: Sequence[Reached], day: date) -> StateOnDay:
    """What the record proves of a day."""
    held, may = held_on(states, day)
    if may:
        told = [held, *may] if held else may
        return StateOnDay(state=None, why=", or ".join(f"{each.state} since {each.when}" for each in told))
    if held:
        return StateOnDay(state=held.state, why=f"{held.state} since {held.when}")
    return StateOnDay(state=None, why=f"{states[0].state} since {states[0].when}, and not before")


def proven_closed(programmes: Sequence[Sequence[Reached]], first: date, last: date) -> str | None:
    """What is on record of programmes none of which was open from one day to another; null where one may have been."""
    for states in programmes:
        changes = {day for each in states for day in (each.earliest, each.latest) if first < day < last}
        for day in (first, *changes, last):
            held, may = held_on(states, day)
            if any(each is not None and each.state in (_S.UNKNOWN, _S.OPERATIONAL) for each in (held, *may)):
                return None
    return ", ".join(state_on(states, last).why for states in programmes) or None


def suspensions(party: str, programmes: Sequence[Sequence[Reached]]) -> list[Step]:
    """When nobody was certified in an economy: none of its programmes ran, and one was planned, suspended or closed.

    An economy with two programmes needs both to be down; one that is only planned does not stand in for another. Where
    the first days of all of them are known, none ran before.
    """
    states: list[ProgrammeState | None] = [None] * len(programmes)
    steps = _before_all(party, programmes)
    was_down = bool(steps)
    changes = [(each, number) for number, of_it in enumerate(programmes) for each in of_it]
    changes.sort(key=lambda change: (change[0].earliest, change[0].latest))
    for each, number in changes:
        states[number] = each.state
        is_down = not any(state.runs for state in states if state is not None)
        if is_down is not was_down:
            kind = StepKind.SUSPENDED if is_down else StepKind.REINSTATED
            note = f"the programme of {party} is {each.state.replace('_', ' ')}"
            # Of the first of all no more is proven than that it was not there before the year or month of its day.
            first = each is changes[0][0] and each.from_on is not None
            day = PartialDate(each.earliest.isoformat()) if first and not is_down else each.from_on
            recorded = each.recorded_on
            steps.append(Step(kind=kind, on=day, party=party, note=note, source=each.source, recorded_on=recorded))
        was_down = is_down
    return steps


def _before_all(party: str, programmes: Sequence[Sequence[Reached]]) -> list[Step]:
    first = min((of_it[0] for of_it in programmes), key=lambda each: each.earliest, default=None)
    if first is None or first.earliest == date.min or first.state is ProgrammeState.UNKNOWN:
        return []
    note = f"the programme of {party} is {first.state.replace('_', ' ')} since {first.when}, and not before"
    day = PartialDate(date.min.isoformat())
    said = {"party": party, "source": first.source, "recorded_on": first.recorded_on}
    return [Step(kind=StepKind.SUSPENDED, on=day, note=note, **said)]
