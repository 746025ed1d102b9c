"""What the records of programmes prove of a day, without a server."""

from datetime import date
from typing import Any

import pytest
from aeo.model.naming import Named, NamedOtherwise, name_on, renamed
from aeo.model.operators import operator_type, operator_types
from aeo.model.programme_facts import counted_on
from aeo.model.programme_state import Reached, proven_closed, reached, state_on, suspensions

TODAY = date(2025, 6, 1)


def at(state: str, on: str | None = None) -> Reached:
    return Reached.model_validate({"state": state, "from_on": on, "recorded_on": TODAY})


def named(name: str, on: str | None = None) -> Named:
    return Named.model_validate({"name": name, "from_on": on, "recorded_on": TODAY})


@pytest.mark.parametrize(
    ("words", "type_"),
    [("Customs broker", "broker"), ("customs_broker", "broker"), ("carrier-rail", "carrier"), ("airline", "carrier"),
     ("port operator", "port"), ("importer", "importer"), ("Industrial park", "industrial_park"),
     ("freight_forwarder", "freight_forwarder")],
)  # fmt: skip
def test_what_plainly_means_the_same_is_one_type_and_unknown_words_are_kept(words: str, type_: str) -> None:
    assert operator_type(words) == type_


def test_each_type_is_there_once() -> None:
    assert operator_types(("sea_carrier", "importer", "airline")) == ("carrier", "importer")


@pytest.mark.parametrize(
    ("words", "day"),
    [("2018 (WCO figure)", "2018"), ("Dec 2019 ('more than 30')", "2019-12"), ("30 Nov 2024 (421)", "2024-11-30"),
     ("mid 2025", "2025"), ("31 Feb 2024", None), ("when last seen", None), ("", None), ("99999", None)],
)  # fmt: skip
def test_the_day_of_a_count_is_read_from_the_words_of_its_source(words: str, day: str | None) -> None:
    assert counted_on(words) == day


def test_a_state_since_an_unknown_day_held_before_the_next_one_began() -> None:
    states = (at("operational"), at("suspended", "2020"))

    on = {year: state_on(states, date(year, 7, 1)) for year in (2019, 2020, 2021)}

    assert [each.state for each in on.values()] == [None, None, "suspended"]
    assert "operational since an unknown day, 2025-06-01 at the latest" in on[2019].why
    assert "or suspended since an unknown day of 2020" in on[2020].why


def test_before_its_first_day_a_programme_has_no_state() -> None:
    assert state_on((at("operational", "2011-04-01"),), date(2011, 3, 31)).why == (
        "operational since 2011-04-01, and not before"
    )


def test_a_name_without_a_day_may_have_been_given_at_any_time() -> None:
    names = (named("SAOC"), named("OEA"))

    assert name_on(names, date(2010, 1, 1)) == ("SAOC", ("OEA",))
    assert name_on(names, TODAY) == ("OEA", ())


@pytest.mark.parametrize(
    ("known", "new", "former", "expected"),
    [
        ([("NEEC", None)], ("OEA", "2018"), None, [("NEEC", None), ("OEA", "2018")]),
        ([("OEA", None)], ("OEA", "2018"), "NEEC", [("NEEC", None), ("OEA", "2018")]),
        ([("NEEC", None), ("OEA", "2018")], ("OEA", "2017"), None, [("NEEC", None), ("OEA", "2017")]),
        ([("NEEC", None), ("OEA", "2018")], ("OEA", "2019"), None, [("NEEC", None), ("OEA", "2019")]),
        ([("NEEC", None), ("OEA", "2018")], ("AEO", "2018"), None, [("NEEC", None), ("AEO", "2018")]),
        ([("OEA", "2018")], ("NEEC", "2011"), None, [("NEEC", "2011"), ("OEA", "2018")]),
        ([("OEA", "2018")], ("OEO", "2018"), None, [("OEO", "2018")]),
    ],
)
def test_names_follow_each_other(
    known: Any, new: tuple[str, str], former: str | None, expected: list[tuple[str, str | None]]
) -> None:
    names = renamed([named(*each) for each in known], named(*new), former)

    assert [(each.name, each.from_on) for each in names] == expected


def test_what_always_was_its_name_is_no_new_one() -> None:
    with pytest.raises(NamedOtherwise, match="since the beginning"):
        renamed([named("OEA")], named("OEA", "2018"), None)


def test_the_same_state_next_to_it_has_another_day() -> None:
    states = reached((at("operational", "2012"), at("suspended", "2020-03")), at("suspended", "2020-04"))

    assert [(each.state, each.from_on) for each in states] == [("operational", "2012"), ("suspended", "2020-04")]


def steps(*programmes: tuple[Reached, ...]) -> list[tuple[str, str | None]]:
    return [(step.kind.value, step.on) for step in suspensions("MX", programmes)]


def test_a_suspension_ends_when_the_programme_is_taken_up_again_and_a_closure_never() -> None:
    first = (at("operational"), at("suspended", "2020"), at("operational", "2021"), at("closed", "2024"))

    assert steps(first) == [("suspended", "2020"), ("reinstated", "2021"), ("suspended", "2024")]


def test_an_economy_with_two_programmes_is_suspended_while_both_are() -> None:
    older = (at("operational"), at("suspended", "2018"))
    newer = (at("pilot", "2017"), at("operational", "2019"), at("suspended", "2020"), at("operational", "2021"))

    assert steps(older, newer) == [("suspended", "2020"), ("reinstated", "2021")]
    assert steps() == []


def test_a_newer_programme_stands_in_for_another_from_its_first_day_and_not_while_it_is_planned() -> None:
    older = (at("operational"), at("suspended", "2018"))

    assert steps(older, (at("planned", "2016"), at("operational", "2019"))) == [
        ("suspended", "2018"),
        ("reinstated", "2019"),
    ]
    assert steps(older, (at("planned", "2017"),)) == [("suspended", "2018")]


def test_a_programme_that_is_planned_certifies_nobody_until_it_begins() -> None:
    assert steps((at("under_development"),)) == [("suspended", None)]
    assert steps((at("planned", "2017"), at("pilot", "2019"))) == [("suspended", "0001-01-01"), ("reinstated", "2019")]
    assert steps((at("operational"),), (at("planned", "2017"),)) == []


def test_no_programme_ran_before_the_first_of_them_whose_day_is_known() -> None:
    assert steps((at("operational", "2012"),)) == [("suspended", "0001-01-01"), ("reinstated", "2012-01-01")]
    assert steps((at("operational", "2012"),), (at("pilot", "2010-05-01"),)) == [
        ("suspended", "0001-01-01"),
        ("reinstated", "2010-05-01"),
    ]
    assert steps((at("operational", "2012"),), (at("operational"),)) == []
    assert steps((at("unknown", "2012"),)) == []


def test_a_day_on_which_no_programme_was_open_is_told_from_one_of_which_nobody_knows() -> None:
    tried = (at("pilot", "2017-01-01"), at("operational", "2019-06"))
    closed = (at("operational", "2010"), at("closed", "2018-01-01"))
    days = [date(2016, 1, 1), date(2018, 1, 1), date(2019, 6, 15)]

    assert [proven_closed([tried], day, day) for day in days] == [
        "pilot since 2017-01-01, and not before",
        "pilot since 2017-01-01",
        None,
    ]
    assert (
        proven_closed([tried, closed], date(2018, 6, 1), date(2018, 6, 1))
        == "pilot since 2017-01-01, closed since 2018-01-01"
    )
    assert proven_closed([tried, closed], date(2017, 6, 1), date(2017, 6, 1)) is None
    assert proven_closed([(at("unknown"),)], date(2017, 6, 1), date(2017, 6, 1)) is None
    assert proven_closed([], date(2017, 6, 1), date(2017, 6, 1)) is None


def test_a_programme_that_was_open_for_a_part_of_an_imprecise_day_may_have_been_open_on_it() -> None:
    states = (at("pilot", "2017-01-01"), at("operational", "2019-06-01"), at("closed", "2019-09-01"))

    assert proven_closed([states], date(2019, 1, 1), date(2019, 12, 31)) is None
    assert proven_closed([states], date(2019, 10, 1), date(2019, 12, 31)) == "closed since 2019-09-01"
    assert proven_closed([states], date(2018, 1, 1), date(2018, 12, 31)) == "pilot since 2017-01-01"
