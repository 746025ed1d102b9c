"""Where recognition begins and ends at the edges of a life, over HTTP: what a customs officer would be told."""

from datetime import UTC, datetime
from typing import Any

import pytest
from cabos.ids import stable_id
from cabos.testing.services import Running

from tests.aeo.desk import AGREEMENT, Desk, done, refused

PATH = f"/v1/agreements/{AGREEMENT}"
OTHER = f"/v1/agreements/{stable_id('agreement', 'other')}"
SIGNED: dict[str, Any] = {"parties": ["KP", "TW"], "non_members": ["KP", "TW"], "stage": "signed", "source": "test",
                          "signed_on": "2018-07-21"}  # fmt: skip
IN_FORCE = SIGNED | {"stage": "in_force", "in_force_on": "2019-01-01"}
THREE = SIGNED | {"parties": ["KP", "LI", "TW"], "non_members": ["KP", "LI", "TW"]}


@pytest.fixture
def desk(aeo: Running) -> Desk:
    return Desk(aeo)


async def covered(desk: Desk, on: str, from_: str = "KP", to: str = "TW", **asked: Any) -> Any:
    return await desk.get("/v1/coverage", **{"from": from_, "to": to, "on": on, **asked})


async def recognised(desk: Desk, on: str, from_: str = "KP", to: str = "TW", **asked: Any) -> bool:
    found: bool = (await covered(desk, on, from_, to, **asked))["recognised"]
    return found


async def test_who_left_before_the_entry_into_force_is_not_recognised_by_it(desk: Desk) -> None:
    await done(desk.open(**THREE))
    await done(desk.both(f"{PATH}/withdrawals/LI", on="2020-06-01"))
    await done(desk.bring_into_force("2021-01-01"))

    assert [await recognised(desk, "2022-01-01", *pair) for pair in (("LI", "TW"), ("KP", "TW"))] == [False, True]


async def test_who_accedes_to_what_is_not_in_force_is_not_recognised_by_it(desk: Desk) -> None:
    await done(desk.open(**THREE))
    for economy in ("AD", "SM"):
        await done(desk.ask(f"{PATH}/accessions/{economy}", on="2020-01-01", non_member=True))
    before = await recognised(desk, "2021-01-01", "AD", "SM")
    await done(desk.bring_into_force("2022-01-01"))

    after = [await recognised(desk, day, "AD", "SM") for day in ("2021-12-31", "2022-01-01")]

    assert (before, after) == (False, [False, True])


async def test_who_comes_back_was_recognised_before_too(desk: Desk) -> None:
    await done(desk.open(**THREE | {"stage": "in_force", "in_force_on": "2019-01-01"}))
    await done(desk.both(f"{PATH}/withdrawals/LI", on="2021-01-01"))
    await done(desk.ask(f"{PATH}/accessions/LI", on="2023-01-01", non_member=True))

    days = ("2020-01-01", "2020-12-31", "2021-01-01", "2022-12-31", "2023-01-01")

    assert [await recognised(desk, day, "LI", "TW") for day in days] == [True, True, False, False, True]


async def test_what_is_for_some_operators_is_widened_later(desk: Desk) -> None:
    await done(desk.open(**SIGNED))
    await done(desk.bring_into_force("2019-01-01", operator_types=["Exporter"]))
    await done(desk.bring_into_force("2021-01-01"))

    found = [
        [await recognised(desk, day, operator=operator) for day in ("2020-01-01", "2021-01-01")]
        for operator in ("exporter", "customs broker")
    ]

    assert found == [[True, True], [False, True]]
    assert (await desk.agreement())["in_force_on"] == "2019-01-01"


async def test_no_claim_lets_begin_what_has_ended(desk: Desk) -> None:
    await done(desk.open(**IN_FORCE))
    await done(desk.terminate("2023-06-01"))

    preferred = await desk.prefer("in_force_on", "2024-01-01")

    assert "after the end on 2023-06-01" in refused(preferred, 422, "value")
    assert [await recognised(desk, day) for day in ("2023-05-31", "2024-06-01")] == [True, False]


async def test_what_ends_before_it_begins_never_counts(desk: Desk) -> None:
    await done(desk.open(**SIGNED))
    await done(desk.bring_into_force("2999-01-01"))
    await done(desk.terminate("2998-01-01"))

    answer = await covered(desk, "2999-02-01")

    assert (answer["recognised"], answer["possible"]) == (False, [])
    assert "terminated on 2998-01-01" in answer["why_not"][0]


async def test_what_is_in_force_by_all_appearances_is_possible(desk: Desk) -> None:
    await done(desk.open(**SIGNED, likely_in_force=True))

    answer = await covered(desk, "2023-05-01")

    assert (answer["recognised"], [each["sure"] for each in answer["possible"]]) == (False, [False])
    assert "in force by all appearances" in answer["why_not"][0]
    await done(desk.bring_into_force("2024-01-01"))
    assert [(await covered(desk, day))["possible"] for day in ("2023-05-01", "2024-01-01")] == [[], []]


async def test_what_came_on_record_as_in_force_since_this_year_is_in_force(desk: Desk) -> None:
    year = str(datetime.now(UTC).year)
    await done(desk.open(**SIGNED | {"stage": "in_force", "in_force_on": year}))

    details = await desk.agreement(as_of="2999-01-01")
    assert details["on_day"]["stage"] == "in_force"
    opened = details["opened_on"]
    assert (await recognised(desk, opened), await recognised(desk, f"{int(year) - 1}-12-31")) == (True, False)


async def test_of_two_agreements_of_a_pair_one_is_in_force_on_a_day(desk: Desk) -> None:
    await done(desk.open(**IN_FORCE))
    await done(desk.terminate("2999-01-01"))
    second = IN_FORCE | {"name": "Second"}

    beside = await desk.both(OTHER, **second | {"in_force_on": "2020-01-01"})
    otherwise = await desk.both(OTHER, **second | {"programmes": {"TW": "Another name of the same"}})
    await done(desk.both(OTHER, **SIGNED | {"name": "Renewal"}))

    assert "Brazil - Mexico is the live agreement" in refused(beside, 409)
    refused(otherwise, 409)
    too_early = await desk.both(f"{OTHER}/entry-into-force", in_force_on="2998-12-31")
    assert "Brazil - Mexico is the live agreement" in refused(too_early, 409)
    await done(desk.both(f"{OTHER}/entry-into-force", in_force_on="2999-01-01"))


async def test_two_programmes_on_record_have_an_agreement_each(desk: Desk) -> None:
    for number, name in enumerate(("First", "Second")):
        facts = {"economy": "TW", "non_member": True, "name": name, "state": "operational", "source": "test"}
        await done(desk.ask(f"/v1/programmes/{stable_id('programme', number)}", **facts))
    await done(desk.open(**IN_FORCE, programmes={"TW": "First"}))

    third = await desk.both(OTHER, **IN_FORCE | {"name": "Third", "programmes": {"TW": "Neither"}})
    await done(desk.both(OTHER, **IN_FORCE | {"name": "Other", "programmes": {"TW": " second "}}))

    refused(third, 409)


async def test_an_agreement_is_down_with_the_programme_that_it_names(desk: Desk) -> None:
    for number, name in enumerate(("First", "Second")):
        facts = {"economy": "TW", "non_member": True, "name": name, "state": "operational", "source": "test"}
        await done(desk.ask(f"/v1/programmes/{stable_id('programme', number)}", **facts))
    await done(desk.open(**IN_FORCE, programmes={"TW": "First"}))
    first = f"/v1/programmes/{stable_id('programme', 0)}"
    await done(desk.ask(f"{first}/state", state="suspended", on="2020-03-01", source="test"))

    answers = [await covered(desk, day) for day in ("2020-02-29", "2020-03-01")]

    assert [answer["recognised"] for answer in answers] == [True, False]
    assert "the programme of TW is suspended since 2020-03-01" in answers[1]["why_not"][0]


async def test_a_programme_is_meant_once_it_is_known_to_have_had_the_name(desk: Desk) -> None:
    for number, name in enumerate(("First", "Second")):
        facts = {"economy": "TW", "non_member": True, "name": name, "state": "operational", "source": "test"}
        await done(desk.ask(f"/v1/programmes/{stable_id('programme', number)}", **facts))
    first = f"/v1/programmes/{stable_id('programme', 0)}"
    await done(desk.open(**IN_FORCE, programmes={"TW": "Third"}))
    await done(desk.ask(f"{first}/state", state="suspended", on="2020-03-01", source="test"))
    before = await recognised(desk, "2020-03-01")

    await done(desk.ask(f"{first}/names/2012", name="Third", source="test"))

    assert (before, await recognised(desk, "2020-03-01")) == (True, False)


async def test_nothing_is_found_in_force_with_a_programme_that_is_planned(desk: Desk) -> None:
    facts = {"economy": "TW", "non_member": True, "name": "First", "state": "planned", "source": "test"}
    await done(desk.ask(f"/v1/programmes/{stable_id('programme', 0)}", **facts))

    found = await desk.open(**IN_FORCE)
    await done(desk.open(**SIGNED))
    await done(desk.bring_into_force("2999-01-01"))

    assert "that of TW is planned" in refused(found, 409)
    answer = await covered(desk, "2999-01-01")
    assert answer["recognised"] is False
    assert "the programme of TW is planned" in answer["why_not"][0]


async def test_which_agreement_applies_depends_on_one_that_is_only_possible(desk: Desk) -> None:
    await done(desk.open(**SIGNED, likely_in_force=True))
    await done(desk.both(OTHER, **THREE | {"name": "Wider", "stage": "in_force", "in_force_on": "2019-01-01"}))

    applies = (await covered(desk, "2023-05-01"))["applies"]

    assert (applies["name"], applies["unless"]) == ("Wider", [str(AGREEMENT)])


async def test_a_known_day_of_a_programme_gives_way_for_a_reason_only(desk: Desk) -> None:
    first = f"/v1/programmes/{stable_id('programme', 0)}"
    facts = {"economy": "TW", "non_member": True, "name": "First", "state": "planned", "source": "test"}
    await done(desk.ask(first, **facts))
    begun = {"state": "operational", "source": "test"}
    await done(desk.ask(f"{first}/state", **begun, on="2009"))
    await done(desk.ask(f"{first}/state", **begun, on="2009-05"))

    silent = await desk.ask(f"{first}/state", **begun, on="2019-01-01")
    await done(desk.ask(f"{first}/state", **begun, on="2019-01-01", reason="the decree is of 2018"))

    assert "operational since 2009-05: say why another day holds" in refused(silent, 422, "reason")
    assert (await desk.get(first))["launched_on"] == "2019-01-01"
