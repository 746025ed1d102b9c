"""On each day those are recognised whom the rules, told a second time, let be recognised, whatever has happened."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import permutations

from aeo.model.course import everyone, parties_on
from aeo.model.life import Direction, Step, StepKind
from aeo.model.recognition import Covered, Membership, coverage
from cabos_contracts.types import PartialDate
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.aeo.oracle import recognised

FIRST = date(2020, 1, 1)
ORIGINAL = ("BR", "EU", "PE")
ECONOMIES = ("BR", "CL", "EU", "FR", "PE")
OPERATORS = ("exporter", "importer")
DAYS = st.integers(0, 12).map(lambda number: FIRST + timedelta(days=number))
ECONOMY = st.sampled_from(["BR", "CL", "EU", "PE"])
WHO = st.none() | ECONOMY | st.permutations(["BR", "CL", "EU", "PE"]).map(lambda codes: (codes[0], codes[1]))
TYPES = st.sampled_from([None, None, ("exporter",), ("exporter", "importer")])
OF_A_PARTY = (StepKind.ACCEDED, StepKind.WITHDRAWN)


def on(day: date) -> PartialDate:
    return PartialDate(day.isoformat())


@st.composite
def a_step(draw: st.DrawFn, day: date, parties: frozenset[str]) -> Step:
    kinds = [
        *(StepKind.IN_FORCE,) * 4,
        *(StepKind.SUSPENDED, StepKind.REINSTATED, *OF_A_PARTY) * 2,
        StepKind.TERMINATED,
    ]
    kind = draw(st.sampled_from(kinds))
    said = {"kind": kind, "on": on(day), "recorded_on": day, "announced_on": day}
    if kind in OF_A_PARTY:
        # Who is a party does not accede, and who is none does not leave.
        party = draw(ECONOMY)
        return Step(**said | {"kind": OF_A_PARTY[party in parties]}, party=party)
    if kind is StepKind.TERMINATED:
        return Step(**said)
    of = draw(WHO)
    part = {"direction": Direction(certified_in=of[0], recognised_by=of[1])} if isinstance(of, tuple) else {"party": of}
    until = draw(st.none() | st.integers(1, 5)) if kind is StepKind.SUSPENDED else None
    return Step(**said, **part, operator_types=draw(TYPES),
                until_on=None if until is None else on(day + timedelta(days=until)))  # fmt: skip


@st.composite
def lives(draw: st.DrawFn) -> list[Step]:
    """Anything on any day, but one thing on each, so that no order within a day matters."""
    steps: list[Step] = []
    for day in sorted(draw(st.lists(DAYS, unique=True, max_size=9))):
        steps.append(draw(a_step(day, frozenset(parties_on(ORIGINAL, steps, day)))))
    return draw(st.permutations(steps))


@st.composite
def downs(draw: st.DrawFn) -> list[Step]:
    """A programme that did not run, once."""
    first, last = sorted(draw(st.lists(DAYS, unique=True, min_size=2, max_size=2)))
    party = draw(ECONOMY)
    kinds = ((StepKind.SUSPENDED, first), (StepKind.REINSTATED, last))
    return [Step(kind=kind, on=on(day), party=party, recorded_on=day) for kind, day in kinds]


MEMBERS = st.lists(DAYS, unique=True, min_size=2, max_size=2).map(
    lambda days: [Membership("EU", "FR", min(days), max(days), sure=sure) for sure in (True, False)]
)


def holds(each: Covered, pair: tuple[str, str], operator: str, day: date) -> bool:
    if (each.certified_in, each.recognised_by) != pair or not each.since <= day < each.until:
        return False
    return operator not in each.except_types and operator in (each.operator_types or [operator])


@given(lives(), st.just([]) | downs(), MEMBERS)
@settings(max_examples=500, deadline=None)
def test_the_periods_are_what_the_rules_say_day_by_day(
    steps: Sequence[Step], down: Sequence[Step], members: Sequence[Membership]
) -> None:
    found = coverage(everyone(ORIGINAL, steps), steps, down, members)
    sure_members = [each for each in members if each.sure]

    for day in (FIRST + timedelta(days=number) for number in range(-1, 20)):
        for pair in permutations(ECONOMIES, 2):
            for operator in OPERATORS:
                wanted = recognised(ORIGINAL, steps, down, sure_members, pair, operator, day)
                for sure in (True, False):
                    there = any(each.sure is sure and holds(each, pair, operator, day) for each in found)
                    assert there == wanted, (pair, operator, day, sure)
