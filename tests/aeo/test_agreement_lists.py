"""Agreements are found by parties, stage, form and day, as they stand and as they were known."""

from typing import Any

import pytest
from cabos.database import execute
from cabos.ids import stable_id
from cabos.testing.services import Running
from sqlalchemy import text

from tests.aeo.desk import AGREEMENT, Desk, done, refused

STRANGERS = ["AD", "KP", "LI", "SM", "TW"]
ROWS: dict[str, dict[str, Any]] = {
    "pair": {"parties": ["KP", "TW"], "stage": "in_force", "signed_on": "2012-05", "in_force_on": "2013-01-31"},
    "older": {
        "parties": ["AD", "TW"],
        "stage": "signed",
        "signed_on": "2010",
        "instrument": "Administrative Directive",
    },
    "three": {"parties": ["AD", "KP", "LI"], "stage": "in_force", "signed_on": "2020-01-01", "in_force_on": "2021"},
    "talks": {"parties": ["LI", "TW"], "instrument": "bloc-to-bloc MRA"},
}


def address(name: str) -> str:
    return f"/v1/agreements/{stable_id('agreement', name)}"


@pytest.fixture
async def desk(aeo: Running) -> Desk:
    desk = Desk(aeo)
    for name, facts in ROWS.items():
        await done(desk.both(address(name), name=name, source="test", non_members=facts["parties"], **facts))
    return desk


async def names(desk: Desk, **query: Any) -> list[str]:
    return [item["name"] for item in (await desk.get("/v1/agreements", **query))["items"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"party": "TW"}, {"pair", "older", "talks"}),
        ({"parties": ["KP", "AD"]}, {"three"}),
        ({"party": "KP", "parties": ["TW"]}, {"pair"}),
        ({"stage": "in_force"}, {"pair", "three"}),
        ({"kind": "administrative_directive"}, {"older"}),
        ({"kind": "bloc_to_bloc"}, {"talks"}),
        ({"kind": "arrangement", "plurilateral": "false"}, {"pair"}),
        ({"plurilateral": "true"}, {"three"}),
        ({"conference": str(AGREEMENT)}, set()),
        ({"stage": "signed", "as_of": "2012-12-31"}, {"pair", "older"}),
        ({"stage": "in_force", "as_of": "2021-06-01"}, {"pair"}),
        ({"party": "SM", "as_of": "2022-12-31"}, set()),
        ({"known_at": "2020-01-01T00:00:00Z"}, set()),
    ],
)
async def test_agreements_are_found_by_what_they_are(desk: Desk, query: dict[str, Any], found: set[str]) -> None:
    assert set(await names(desk, **query)) == found


async def test_a_party_is_found_on_the_days_on_which_it_was_one(desk: Desk) -> None:
    await done(desk.ask(f"{address('three')}/accessions/SM", on="2023-01-01", non_member=True))
    await done(desk.both(f"{address('three')}/withdrawals/AD", on="2024-01-01"))

    days = ("2022-12-31", "2023-01-01", "2024-01-01")

    assert [await names(desk, party="SM", as_of=day) for day in days] == [[], ["three"], ["three"]]
    assert [sorted(await names(desk, party="AD", as_of=day)) for day in days] == [["older", "three"]] * 2 + [["older"]]


@pytest.mark.parametrize("day", [None, "2022-01-01"])
@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("name", ["older", "pair", "talks", "three"]),
        ("-name", ["three", "talks", "pair", "older"]),
        ("signed_on", ["talks", "older", "pair", "three"]),
        ("-signed_on", ["three", "pair", "older", "talks"]),
    ],
)
async def test_pages_follow_each_other_in_any_order(desk: Desk, sort: str, order: list[str], day: str | None) -> None:
    query = {"sort": sort, "limit": 3} | ({"as_of": day} if day else {})

    response = await desk.http.get("/v1/agreements", params=query)
    first = response.json()
    second = await names(desk, **query, after=first["next"])

    assert [item["name"] for item in first["items"]] + second == order
    assert f"after={first['next']}" in response.headers["Link"]
    assert response.headers["Link"].endswith('rel="next"')
    nowhere = await desk.http.get("/v1/agreements", params=query | {"after": str(AGREEMENT)})
    refused(nowhere, 422, "after")


async def test_the_details_tell_how_long_each_step_took_and_what_led_there(desk: Desk) -> None:
    plan = {"name": "Plan", "parties": ["KP", "TW"], "non_members": ["KP", "TW"], "source": "test"}
    await done(desk.draft(**plan, leads_to=address("pair").rsplit("/", 1)[1]))

    shown = await desk.get(address("pair"))

    took = {"since": "signed", "until": "in_force", "days_at_least": 245, "days_at_most": 275}
    assert (shown["signature_to_force"], shown["between_steps"]) == (took, [took])
    assert [(each["name"], each["instrument_kind"]) for each in shown["work_plans"]] == [("Plan", "joint_work_plan")]
    assert (await desk.get(address("older")))["signature_to_force"] is None


async def test_a_review_that_nobody_made_is_overdue(desk: Desk) -> None:
    await done(desk.ask(f"{address('pair')}/review-plan", every_months=12))

    shown = [await desk.get(address("pair"), **query) for query in ({}, {"as_of": "2014-01-31"})]
    await done(desk.ask(f"{address('pair')}/steps/review", kind="reviewed", on="2014-01-15"))
    after = await desk.get(address("pair"), as_of="2014-06-01")

    assert [(each["review_due_on"], each["review_overdue"]) for each in (*shown, after)] == [
        ("2014-01-31", True), ("2014-01-31", False), ("2015-01-15", False)
    ]  # fmt: skip


async def test_an_agreement_is_shown_as_it_was_known(desk: Desk) -> None:
    async with desk.aeo.database.transaction() as session:
        before = (await execute(session, text("SELECT clock_timestamp()"))).scalar_one().isoformat()
    await done(desk.ask(f"{address('older')}/steps/talk", kind="contact", on="2009"))

    then, now = await desk.get(address("older"), known_at=before), await desk.get(address("older"))
    never = await desk.http.get(address("older"), params={"known_at": "2020-01-01T00:00:00Z"})

    assert [[step["kind"] for step in each["steps"]] for each in (then, now)] == [["signed"], ["contact", "signed"]]
    assert (then["version"], now["version"]) == (2, 3)
    assert "was known at 2020-01-01" in refused(never, 404)
