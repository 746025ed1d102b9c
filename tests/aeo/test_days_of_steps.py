"""Sources that say other days of what has happened to an agreement: a suspension, its end, a withdrawal, the end."""

from typing import Any

import pytest
from cabos.testing.services import Running

from tests.aeo.desk import AGREEMENT, Desk, done, refused
from tests.aeo.test_agreement_claims import moment
from tests.aeo.test_boundaries import IN_FORCE, THREE, recognised

PATH = f"/v1/agreements/{AGREEMENT}"


@pytest.fixture
async def desk(aeo: Running) -> Desk:
    desk = Desk(aeo)
    await done(desk.open(**IN_FORCE))
    return desk


async def days(desk: Desk, kind: str) -> list[Any]:
    return [step["on"] for step in (await desk.agreement())["steps"] if step["kind"] == kind]


async def test_a_suspension_began_on_another_day_and_what_was_known_stays_known(desk: Desk) -> None:
    await done(desk.suspend("2022-03-01"))
    await done(desk.reinstate("2022-09-01"))
    before = await moment(desk)
    for _ in range(2):
        await done(desk.prefer("steps.suspended-2022-03-01.on", "2022-06-01"))

    asked: tuple[dict[str, Any], ...] = ({}, {"known_at": before})
    found = [await recognised(desk, day, **known) for known in asked for day in ("2022-05-31", "2022-06-01")]

    assert found == [True, False, False, False]
    assert await days(desk, "suspended") == ["2022-06-01"]
    claims = {(claim["value"], claim["source"], claim["preferred"]) for claim in (await desk.agreement())["claims"]}
    assert claims == {("2022-06-01", "another source", True), ("2022-03-01", "test", False)}
    type_, told = next(each for each in reversed(await desk.announced(6)) if each[0] == "record.corrected")
    assert (type_, told["field"], told["before"], told["after"], told["stated_by"]) == (
        "record.corrected",
        "steps.suspended-2022-03-01.on",
        "2022-03-01",
        "2022-06-01",
        "another source",
    )


async def test_a_suspension_that_ended_by_itself_ended_on_another_day(desk: Desk) -> None:
    await done(desk.suspend("2022-03-01", until_on="2022-09-01"))
    await done(desk.prefer("steps.suspended-2022-03-01.until_on", "2022-12-01"))

    assert [await recognised(desk, day) for day in ("2022-09-02", "2022-11-30", "2022-12-01")] == [False, False, True]
    assert await days(desk, "reinstated") == ["2022-12-01"]


async def test_it_ended_for_good_on_another_day(desk: Desk) -> None:
    await done(desk.terminate("2023-06-01"))
    await done(desk.prefer("steps.terminated-2023-06-01.on", "2023-09-01"))

    assert [await recognised(desk, day) for day in ("2023-08-31", "2023-09-01")] == [True, False]
    assert (await desk.agreement(as_of="2023-07-01"))["on_day"]["stage"] == "in_force"


async def test_a_party_left_on_another_day(aeo: Running) -> None:
    desk = Desk(aeo)
    await done(desk.open(**THREE | {"stage": "in_force", "in_force_on": "2019-01-01"}))
    await done(desk.both(f"{PATH}/withdrawals/LI", on="2021-01-01"))
    await done(desk.ask(f"{PATH}/accessions/LI", on="2023-01-01", non_member=True))
    await done(desk.prefer("steps.withdrawn-li-2021-01-01.on", "2022-01-01"))

    assert [await recognised(desk, day, "LI", "TW") for day in ("2021-06-01", "2022-06-01")] == [True, False]
    late = refused(await desk.prefer("steps.withdrawn-li-2021-01-01.on", "2024-01-01"), 422, "value")
    assert "LI is a party on 2023-01-01" in late


async def test_a_first_contact_that_is_mistyped_keeps_no_end_away(desk: Desk) -> None:
    await done(desk.step("first-contact", "contact", "2024-05-01"))
    assert "contact on 2024-05-01" in refused(await desk.terminate("2023-06-01"), 422, "on")

    await done(desk.prefer("steps.first-contact.on", "2014-05-01"))

    await done(desk.terminate("2023-06-01"))


@pytest.mark.parametrize(
    ("field", "value", "word"),
    [
        ("steps.reviewed-once.on", "2018-01-01", "before the signature"),
        ("steps.suspended-2022-03-01.on", "2022-10", "nothing is suspended on 2022-09-01"),
        ("steps.suspended-2022-03-01.on", "2999", "in the future"),
        ("steps.suspended-2022-03-01.on", "2021-11-30", "2021-12-31 is after 2021-11-30"),
        ("steps.reinstated-2022-09-01.on", "2022-02", "nothing is suspended on 2022-02"),
        ("steps.suspended-kp-tw-2023-03-01.on", "2018-12-31", "nothing is in force on 2018-12-31"),
        ("signed_on", "2020-01", "the entry into force on 2019-01-01 is before the signature on 2020-01"),
        ("in_force_on", "2022-05", "nothing is in force on 2022-03-01"),
    ],
)
async def test_no_source_turns_what_follows_round(desk: Desk, field: str, value: str, word: str) -> None:
    await done(desk.suspend("2022-03-01", notice_on="2021-12-31"))
    await done(desk.reinstate("2022-09-01"))
    await done(desk.suspend("2023-03-01", direction={"certified_in": "KP", "recognised_by": "TW"}))
    await done(desk.step("reviewed-once", "reviewed", "2021"))
    before = await desk.agreement()

    reason = refused(await desk.prefer(field, value), 422, "value")

    assert word in reason
    assert {**await desk.agreement(), "claims": []} == {**before, "claims": []}


@pytest.mark.parametrize(
    ("field", "word"),
    [
        ("steps.suspended-2022-03-01.on", "no step suspended-2022-03-01"),
        ("steps.signed.on", "the signed_on of"),
        ("steps.in-force.on", "the in_force_on of"),
        ("steps.in-force.until_on", "no end of its own"),
        ("steps.signed.place", "steps.*.on"),
        ("steps.signed", "steps.*.on"),
        ("steps.a.b.on", "steps.*.on"),
        ("steps..on", "no step"),
    ],
)
async def test_a_claim_is_about_a_day_that_is_on_record(desk: Desk, field: str, word: str) -> None:
    assert word in refused(await desk.prefer(field, "2020-01-01"), 422, "field")


async def test_a_claim_is_no_way_around_what_else_is_on_record(aeo: Running) -> None:
    desk = Desk(aeo)
    members = [{"economy": "FR", "from_on": "1958"}, {"economy": "GB", "from_on": "1973", "until_on": "2020-12-31"}]
    await done(desk.ask("/v1/blocs/EU", name="European Union", members=members, source="test"))
    apart = {"parties": ["EU", "GB"], "non_members": ["GB"], "stage": "signed", "signed_on": "2021-01-01"}
    await done(desk.open(**apart))

    assert "GB belonged to EU" in refused(await desk.prefer("signed_on", "2019-05-01"), 422, "value")


async def test_no_claim_lets_a_programme_count_before_it_was_there(desk: Desk) -> None:
    facts = {"economy": "KP", "non_member": True, "launched_on": "2018-12-01"}
    await done(desk.programme(**facts))

    early = await desk.prefer("in_force_on", "2018-08-01")

    assert "operational since 2018-12-01, and not before" in refused(early, 409, "value")


async def test_nobody_accedes_before_the_signature(aeo: Running) -> None:
    desk = Desk(aeo)
    await done(desk.open(**THREE))
    await done(desk.ask(f"{PATH}/accessions/AD", on="2019-01-01", non_member=True))

    early = await desk.prefer("steps.acceded-ad-2019-01-01.on", "2010-01-01")
    late = await desk.prefer("signed_on", "2020-01-01")

    assert "the accession on 2010-01-01 is before the signature" in refused(early, 422, "value")
    assert "the accession on 2019-01-01 is before the signature on 2020-01-01" in refused(late, 422, "value")


async def test_nobody_is_recognised_before_a_programme_that_came_on_record_later(desk: Desk) -> None:
    await done(desk.programme(economy="KP", non_member=True, launched_on="2020-01-01"))

    asked = {"from": "KP", "to": "TW", "on": "2019-06-01"}
    answer = await desk.get("/v1/coverage", **asked)

    assert (answer["recognised"], answer["possible"]) == (False, [])
    assert "operational since 2020-01-01, and not before" in answer["why_not"][0]
    assert "0001" not in answer["why_not"][0]
    assert await recognised(desk, "2020-01-01")
