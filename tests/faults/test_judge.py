"""The judge sees what is wrong, and only that; the plan is the same for the same seed."""

from dataclasses import replace
from itertools import pairwise

import pytest

from tests.faults.judge import Effect, Fact, Learned, Outage, Verdict, judge
from tests.faults.plan import KINDS, make_plan

FACTS = [
    Fact(1, "clean-01", 1, "plain", 1.0),
    Fact(2, "clean-01", 2, "plain", 2.0),
    Fact(3, "spoilt-1", 1, "poison", 3.0),
    Fact(4, "spoilt-1", 2, "plain", 4.0),
    Fact(5, "spoilt-1", 3, "undecodable", 5.0),
]
WHOLE = Learned([Effect(1, 1.1), Effect(4, 4.1), Effect(2, 4.2)], [3, 5])


def with_effects(*facts: int) -> Learned:
    return Learned([Effect(fact, 5.0) for fact in facts], WHOLE.dead)


def test_a_world_in_which_everything_arrived_is_flawless() -> None:
    verdict = judge(FACTS, [WHOLE, WHOLE])

    assert verdict == Verdict(facts=5, injected=2, dead_as_injected=4)
    assert verdict.flawless


@pytest.mark.parametrize(
    ("learned", "fault"),
    [
        (with_effects(1, 2), "lost"),
        (with_effects(1, 2, 2, 4), "duplicates"),
        (with_effects(2, 1, 4), "misordered"),
        (with_effects(1, 2, 4, 6), "unfounded"),
        (with_effects(1, 2, 3, 4), "unfounded"),
        (replace(WHOLE, dead=[3]), "dead_missing"),
        (replace(WHOLE, dead=[3, 5, 5]), "dead_beyond"),
        (replace(WHOLE, dead=[3, 4, 5]), "dead_beyond"),
    ],
)
def test_one_flaw_is_counted_once_and_as_what_it_is(learned: Learned, fault: str) -> None:
    verdict = judge(FACTS, [WHOLE, learned])

    counts = {
        name: getattr(verdict, name)
        for name in ("lost", "duplicates", "unfounded", "misordered", "dead_missing", "dead_beyond")
    }
    assert {name for name, count in counts.items() if count} == {fault}
    assert counts[fault] == 1
    assert not verdict.flawless


def test_a_wait_counts_only_while_nothing_is_broken() -> None:
    facts = [Fact(1, "clean-01", 1, "plain", 10.0), Fact(2, "clean-01", 2, "plain", 15.5)]
    learned = Learned([Effect(1, 15.0), Effect(2, 16.0)], [])
    outages = [Outage("black hole", 9.0, 12.0), Outage("relay frozen", 13.0, 14.0)]

    verdict = judge(facts, [learned], outages)

    # 10 to 15 less 10 to 12 and 13 to 14; what came after belongs to the last fault before it.
    assert verdict.recovery == {"black hole": pytest.approx(2.0), "relay frozen": pytest.approx(0.5)}


def test_what_waits_behind_an_injected_event_by_design_is_no_recovery() -> None:
    facts = [Fact(1, "spoilt-1", 1, "plain", 10.0)]

    verdict = judge(facts, [Learned([Effect(1, 15.0)], [])], [Outage("FLUSHALL", 9.0, 9.0)])

    assert verdict.recovery == {}


def test_the_same_seed_makes_the_same_plan() -> None:
    assert make_plan(7, 5) == make_plan(7, 5)
    assert make_plan(7, 5) != make_plan(8, 5)


def test_a_plan_has_every_kind_of_fault_before_it_has_one_again() -> None:
    plan = make_plan(7, 5)

    assert {fault.kind for fault in plan[: len(KINDS)]} == set(KINDS)


def test_no_fault_begins_before_the_last_one_is_over() -> None:
    plan = make_plan(7, 5)

    assert all(first.at + first.lasts < second.at for first, second in pairwise(plan))
