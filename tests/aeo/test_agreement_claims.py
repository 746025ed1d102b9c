"""Sources that say other days of an agreement: the preferred one holds, what was known before stays known."""

from typing import Any

import pytest
from cabos.database import execute
from cabos.ids import stable_id
from cabos.testing.services import Running
from sqlalchemy import text

from tests.aeo.desk import AGREEMENT, Desk, done, refused

FACTS: dict[str, Any] = {
    "parties": ["KP", "TW"],
    "non_members": ["KP", "TW"],
    "stage": "in_force",
    "signed_on": "2008-06",
    "in_force_on": "2009",
}


@pytest.fixture
async def desk(aeo: Running) -> Desk:
    desk = Desk(aeo)
    await done(desk.open(**FACTS))
    return desk


async def moment(desk: Desk) -> str:
    async with desk.aeo.database.transaction() as session:
        return str((await execute(session, text("SELECT clock_timestamp()"))).scalar_one().isoformat())


async def test_a_preferred_claim_moves_the_step_and_the_past_is_still_known(desk: Desk) -> None:
    before = await moment(desk)
    for _ in range(2):
        await done(desk.prefer("signed_on", "2007-06", "jiffa.or.jp"))

    now = await desk.agreement(as_of="2008-01-01")
    then = await desk.agreement(as_of="2008-01-01", known_at=before)

    assert (now["on_day"]["stage"], then["on_day"]["stage"]) == ("signed", None)
    assert (now["signed_on"], now["source"], now["steps"][0]["on"]) == ("2007-06", "jiffa.or.jp", "2007-06")
    assert (then["signed_on"], then["claims"]) == ("2008-06", [])
    assert {(claim["value"], claim["preferred"]) for claim in now["claims"]} == {("2007-06", True), ("2008-06", False)}
    type_, told = (await desk.announced(4))[-1]
    assert (type_, told["kind"], told["before"], told["after"]) == (
        "record.corrected",
        "agreement",
        "2008-06",
        "2007-06",
    )
    assert (await desk.told(4))[-1][1] == 4
    assert (await desk.open(**FACTS)).status_code == 204


async def test_a_day_in_force_and_a_name_are_corrected_too(desk: Desk) -> None:
    await done(desk.prefer("in_force_on", "2009-03-01"))
    await done(desk.prefer("name", "Another name"))

    shown = await desk.agreement(as_of="2009-03-01")

    assert (shown["name"], shown["in_force_on"], shown["on_day"]["stage"]) == ("Another name", "2009-03-01", "in_force")


@pytest.mark.parametrize(
    ("field", "value", "word"),
    [
        ("signed_on", "2010", "the entry into force on 2009 is before"),
        ("in_force_on", "2008-05", "before the signature on 2008-06"),
        ("signed_on", "2999", "in the future"),
    ],
)
async def test_no_source_turns_the_life_of_an_agreement_round(desk: Desk, field: str, value: str, word: str) -> None:
    response = await desk.prefer(field, value)

    assert word in refused(response, 422)
    assert (await desk.agreement())["version"] == 3


async def test_what_has_not_happened_has_no_day_to_correct(desk: Desk) -> None:
    other = stable_id("agreement", "talks")
    await done(desk.ask(f"/v1/agreements/{other}", name="Talks", source="test", parties=["KP", "TW"],
                        non_members=["KP", "TW"]))  # fmt: skip
    claim = f"/v1/claims/{stable_id('claim', 'talks')}"
    said = {"kind": "agreement", "record": str(other), "field": "signed_on", "value": "2020", "source": "test"}
    await done(desk.ask(claim, **said))

    response = await desk.ask(f"{claim}/preference", reason="because")

    assert "has no day on which the whole was signed" in refused(response, 422, "value")


async def test_what_stood_before_is_told_by_who_told_it(desk: Desk) -> None:
    await done(desk.step("first", "piloted", "2008-09", until_on="2008-11", source="a report"))
    await done(desk.prefer("signed_on", "2008-05", "the minutes"))
    await done(desk.prefer("steps.first.on", "2008-08", "the minutes"))
    await done(desk.prefer("name", "Another name", "a letter"))
    await done(desk.prefer("steps.first.until_on", "2008-10", "a letter"))
    await done(desk.prefer("in_force_on", "2009-03", "a law"))

    claims = (await desk.agreement())["claims"]

    assert {each["field"]: (each["value"], each["source"]) for each in claims if not each["preferred"]} == {
        "signed_on": ("2008-06", "test"),
        "steps.first.on": ("2008-09", "a report"),
        "name": ("Brazil - Mexico", "test"),
        "steps.first.until_on": ("2008-11", "a report"),
        "in_force_on": ("2009", "test"),
    }


async def test_what_was_preferred_and_why_is_that_of_the_instant(desk: Desk) -> None:
    claims = {day: f"/v1/claims/{stable_id('claim', day)}" for day in ("2008-05", "2008-07")}
    for day, claim in claims.items():
        said = {"kind": "agreement", "record": str(AGREEMENT), "field": "signed_on", "value": day, "source": "test"}
        await done(desk.ask(claim, **said))
    moments = [await moment(desk)]
    for day, reason in (("2008-05", "the minutes"), ("2008-05", "the deed"), ("2008-07", "the law"), ("2008-05", "no")):
        await done(desk.ask(f"{claims[day]}/preference", reason=reason))
        moments.append(await moment(desk))

    known = [(await desk.agreement(known_at=each))["claims"] for each in moments]

    preferred = [[(claim["value"], claim["reason"]) for claim in each if claim["preferred"]] for each in known]
    assert preferred == [
        [],
        [("2008-05", "the minutes")],
        [("2008-05", "the deed")],
        [("2008-07", "the law")],
        [("2008-05", "no")],
    ]
    assert {claim["reason"] for claim in known[0]} == {None}
    assert [claim["preferred"] for claim in known[3]] == [True, False, False]
    assert known[4] == (await desk.agreement())["claims"]
