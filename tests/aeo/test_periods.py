"""Who recognises whom, from when to when, out of the steps of an agreement."""

from datetime import date
from typing import Any

import pytest
from aeo.model.life import Direction, Step, StepKind
from aeo.model.periods import LAST, Period, periods
from cabos_contracts.types import PartialDate
from hypothesis import given
from hypothesis import strategies as st

RECORDED = date(2020, 1, 1)
PE_US = ("PE", "US")


def step(kind: str, on: str | None = None, **facts: Any) -> Step:
    direction = facts.pop("direction", None)
    if direction:
        facts["direction"] = Direction(certified_in=direction[0], recognised_by=direction[1])
    return Step(kind=StepKind(kind), on=on and PartialDate(on), recorded_on=RECORDED, **facts)


def recognised(found: list[Period], pair: tuple[str, str], day: str, operator: str = "exporter") -> str:
    """Yes, maybe or no."""
    here = [
        period
        for period in found
        if (period.certified_in, period.recognised_by) == pair
        and period.since <= date.fromisoformat(day) < period.until
        and (period.operator_types is None or operator in period.operator_types)
        and operator not in period.except_types
    ]
    return "yes" if any(period.sure for period in here) else "maybe" if here else "no"


def on_days(
    steps: list[Step], *days: str, pair: tuple[str, str] = PE_US, parties: tuple[str, ...] = PE_US
) -> list[str]:
    found = periods(parties, steps)
    return [recognised(found, pair, day) for day in days]


def test_a_signed_agreement_gives_nothing_until_it_is_in_force() -> None:
    assert periods(PE_US, [step("signed", "2018-09-13")]) == []


def test_an_imprecise_day_leaves_it_open_until_it_is_surely_over() -> None:
    assert on_days([step("in_force", "2019")], "2018-12-31", "2019-06-01", "2019-12-31") == ["no", "maybe", "yes"]


def test_an_unknown_day_has_surely_passed_when_it_came_on_record() -> None:
    assert on_days([step("in_force")], "1990-01-01", "2019-12-31", "2020-01-01") == ["maybe", "maybe", "yes"]


def test_directions_may_begin_one_after_the_other() -> None:
    parties = ("EU", "US")
    steps = [
        step("in_force", "2012-07-01", direction=("US", "EU")),
        step("in_force", "2013-01-31", direction=("EU", "US")),
    ]

    assert on_days(steps, "2012-12-31", pair=("US", "EU"), parties=parties) == ["yes"]
    assert on_days(steps, "2012-12-31", "2013-01-31", pair=("EU", "US"), parties=parties) == ["no", "yes"]


def test_a_pair_begins_when_both_have_begun_and_ends_when_one_withdraws() -> None:
    parties = ("BN", "MY", "SG", "TH")
    steps = [step("in_force", "2024-08-01", party=party) for party in ("BN", "MY", "SG")]
    steps.append(step("withdrawn", "2025-03-01", party="SG"))

    assert on_days(steps, "2024-08-01", "2025-03-01", pair=("BN", "SG"), parties=parties) == ["yes", "no"]
    assert on_days(steps, "2025-03-01", pair=("BN", "MY"), parties=parties) == ["yes"]
    assert on_days(steps, "2025-03-01", pair=("BN", "TH"), parties=parties) == ["no"]


def test_who_accedes_later_begins_later_than_the_whole() -> None:
    parties = ("AR", "BR", "MX")
    steps = [step("in_force", "2022-05-18"), step("acceded", "2023-02-01", party="MX")]

    assert on_days(steps, "2022-05-18", pair=("AR", "BR"), parties=parties) == ["yes"]
    assert on_days(steps, "2023-01-31", "2023-02-01", pair=("AR", "MX"), parties=parties) == ["no", "yes"]


def test_who_returns_begins_again() -> None:
    steps = [
        step("in_force", "2010-01-01"),
        step("in_force", "2010-01-01", party="US"),
        step("withdrawn", "2012", party="US"),
        step("acceded", "2014-01-01", party="US"),
    ]

    assert on_days(steps, "2011-12-31", "2012-06-01", "2013-01-01", "2014-01-01") == ["yes", "maybe", "no", "yes"]


def test_what_is_suspended_counts_again_when_it_is_reinstated() -> None:
    steps = [step("in_force", "2019-01-01"), step("suspended", "2019-06-01"), step("reinstated", "2019-09-01")]

    assert on_days(steps, "2019-05-31", "2019-06-01", "2019-08-31", "2019-09-01") == ["yes", "no", "no", "yes"]


def test_a_suspension_of_some_operators_leaves_the_others_alone() -> None:
    steps = [
        step("in_force", "2019-01-01"),
        step("suspended", "2019-06-01", operator_types=("exporter",), until_on=PartialDate("2019-07-01")),
    ]
    found = periods(PE_US, steps)

    assert [recognised(found, PE_US, "2019-06-15", who) for who in ("exporter", "importer")] == ["no", "yes"]
    assert recognised(found, PE_US, "2019-07-01", "exporter") == "yes"


@pytest.mark.parametrize("end", ["terminated", "replaced"])
def test_an_end_is_final(end: str) -> None:
    steps = [step("in_force", "2019-01-01"), step(end, "2021-01-01"), step("reinstated", "2022-01-01")]

    assert on_days(steps, "2020-12-31", "2021-01-01", "2022-06-01") == ["yes", "no", "no"]


def test_recognition_is_not_transitive() -> None:
    found = periods(PE_US, [step("in_force", "2019-01-01")]) + periods(("US", "NZ"), [step("in_force", "2007-06")])

    assert recognised(found, ("PE", "NZ"), "2020-01-01") == "no"


days = st.dates(date(2018, 1, 1), date(2018, 12, 31)).flatmap(
    lambda day: st.sampled_from([PartialDate(day), PartialDate(day.isoformat()[:7]), PartialDate("2018"), None])
)
steps_of_three = st.lists(
    st.builds(
        Step,
        kind=st.sampled_from([StepKind.IN_FORCE, StepKind.SUSPENDED, StepKind.REINSTATED, StepKind.TERMINATED]),
        on=days,
        party=st.sampled_from([None, None, "AR", "BR"]),
        operator_types=st.sampled_from([None, None, ("exporter",)]),
        recorded_on=st.just(RECORDED),
    ),
    max_size=6,
)


@given(steps_of_three)
def test_what_is_sure_is_always_possible(steps: list[Step]) -> None:
    found = periods(("AR", "BR", "CL"), steps)

    for sure in (period for period in found if period.sure):
        assert sure.since < sure.until <= LAST
        possible = [
            period
            for period in found
            if not period.sure
            and (period.certified_in, period.recognised_by) == (sure.certified_in, sure.recognised_by)
            and period.since <= sure.since < period.until
        ]
        assert possible, sure
