"""What a plan said before: its former texts, what was known at an instant, and what sources say against each other."""

from datetime import UTC, datetime
from typing import Any

import pytest
from cabos.ids import stable_id
from sqlalchemy import text

from tests.governance.conftest import problem
from tests.governance.office import Office
from tests.governance.planning import (
    BORDERS,
    CAPACITY,
    CONTROLS,
    CROSSINGS,
    NEXT,
    PLAN,
    adopt,
    adopted,
    amend,
    conference_held,
    draft,
    path,
)


async def now(office: Office) -> str:
    async with office.governance.database.engine.connect() as connection:
        moment: datetime = (await connection.execute(text("SELECT clock_timestamp()"))).scalar_one()
    return moment.astimezone(UTC).isoformat()


def numbers(plan: dict[str, Any]) -> list[int]:
    return [objective["n"] for objective in plan["objectives"]]


async def test_an_amended_plan_shows_its_former_texts(office: Office) -> None:
    await adopted(office)
    for _ in range(2):
        assert (await amend(office, ends_on="2019")).status_code == 204
    assert (await amend(office, objectives=[CAPACITY], amended_on="2018", reason="the other way")).status_code == 204
    assert (await amend(office, ends_on="2019")).status_code == 204
    assert (await draft(office)).status_code == 204

    plans = [await office.get(path(), plan_version=number) for number in (1, 2, 3)]
    present, unknown = await office.get(path()), await office.http.get(path(), params={"plan_version": 4})
    held = [await office.get(path(), as_of=day) for day in ("2017-05-15", "2017-05-16", "2018-01-01")]

    assert [numbers(plan) for plan in (*plans, present)] == [[1, 2], [1], [2], [2]]
    assert [(plan["shown_plan_version"], plan["ends_on"]) for plan in plans] == [(1, "2018"), (2, "2019"), (3, "2019")]
    assert [plan["shown_plan_version"] for plan in held] == [1, 2, 3]
    assert [(each["amended_on"], each["reason"], each["source"]) for each in present["texts"]] == [
        (None, None, "test"),
        ("2017-05-16", "fewer aims", "another test"),
        ("2018", "the other way", "another test"),
    ]
    assert (present["version"], problem(unknown)) == (4, (404, "The plan has no text 4"))


async def test_an_amendment_announces_what_it_adds_and_drops(office: Office) -> None:
    await adopted(office)
    added = CONTROLS | {"kpis": [CROSSINGS, CROSSINGS | {"id": "scanners"}]}

    await amend(office, objectives=[BORDERS | {"initiatives": [added], "kpis": []}])

    [(_, event)] = await office.announced(1, "governance.strategic-plan.amended.v1")
    assert (event["added"], event["dropped"]) == (["scanners"], ["days", "training"])
    assert (event["plan_version"], event["amended_on"], event["version"]) == (2, "2017-05-16", 3)


async def test_what_is_measured_keeps_its_identity_through_amendments(office: Office) -> None:
    await adopted(office)
    await office.put(path("kpis/crossings/readings/2017-01"), value=6, source="test")
    moved = BORDERS | {"kpis": [CROSSINGS | {"target": 6}], "initiatives": [CONTROLS | {"kpis": []}]}

    another = [BORDERS | {"initiatives": [CONTROLS | {"id": "crossings", "kpis": []}]}]
    refused = await amend(office, objectives=another)
    taken = await amend(office, objectives=[moved])

    before, after = [await office.get(path("progress"), as_of=day) for day in ("2017-05-15", "2017-05-16")]
    await amend(office, objectives=[], amended_on="2017-06", reason="none")
    late = await amend(office, objectives=another, amended_on="2017-07", reason="another")
    assert problem(refused) == (422, "crossings is the id of the KPI, and cannot pass to the initiative")
    assert (taken.status_code, late.status_code) == (204, 422)
    assert (before["plan_version"], before["objectives"][0]["of"][0]["of"][0]["value"]) == (1, 0.5)
    assert (after["plan_version"], after["objectives"][0]["of"][1]["value"]) == (2, 1.0)


async def test_a_plan_is_shown_as_it_was_known(office: Office) -> None:
    await draft(office)
    drafted = await now(office)
    await adopt(office, adopted_on="2016-04-19")
    await office.put(path("kpis/crossings/readings/2017"), value=6, source="test")
    await office.put(path("milestones/guide"), state="reached", on="2018-03", source="test")
    first = await now(office)
    await office.put(path("kpis/crossings/readings/2017"), value=10, source="test")
    await amend(office)

    plans = [await office.get(path(), known_at=moment) for moment in (drafted, first)]
    before = await office.get(path("progress"), known_at=first, as_of="2018-06-01")
    present = await office.get(path("progress"), as_of="2018-06-01")
    early = await office.http.get(path(), params={"known_at": "2020-01-01T00:00:00Z"})
    listed = await office.get("/v1/strategic-plans", known_at=drafted)

    assert [(plan["status"], numbers(plan), plan["version"]) for plan in plans] == [
        ("draft", [1, 2], 1),
        ("adopted", [1, 2], 4),
    ]
    assert (before["plan_version"], before["objectives"][0]["of"][0]["value"]) == (1, 0.75)
    assert (present["plan_version"], present["objectives"][0]["of"][0]["value"]) == (2, 1.0)
    assert (early.status_code, [plan["status"] for plan in listed["items"]]) == (404, ["draft"])


async def test_a_preferred_source_changes_when_a_plan_holds(office: Office) -> None:
    await adopted(office)
    await adopted(office, NEXT, None, starts_on="2019-07-01", ends_on=None)
    claim = stable_id("claim", "ends_on")
    said = {"kind": "strategic_plan", "record": str(PLAN), "field": "ends_on", "source": "a paper"}
    await office.put(f"/v1/claims/{claim}", **said, value="2019-12-31")
    before = await office.get(path())

    overlapping = await office.ask(f"/v1/claims/{claim}/preference", reason="it prints the plan")
    await office.put(f"/v1/claims/{stable_id('claim', 2)}", **said, value="2019-03-31")
    await office.put(f"/v1/claims/{stable_id('claim', 2)}/preference", reason="it prints the plan")
    await office.put(f"/v1/claims/{stable_id('claim', 3)}", **said, value="2014")
    impossible = await office.ask(f"/v1/claims/{stable_id('claim', 3)}/preference", reason="none")

    after = await office.get(path())
    held = [(await office.get("/v1/strategic-plans", as_of=day))["items"] for day in ("2019-03-31", "2019-04-01")]
    assert (overlapping.status_code, overlapping.json()["constraint"]) == (409, "one_plan_of_a_kind_on_a_day")
    assert problem(impossible) == (422, "2014 is before starts_on 2016")
    assert (before["ends_on"], after["ends_on"], after["source"]) == ("2018", "2019-03-31", "a paper")
    assert len(after["claims"]) == 4
    assert [[plan["id"] for plan in plans] for plans in held] == [[str(PLAN)], []]


@pytest.mark.parametrize(
    ("changed", "status", "field"),
    [
        ({"amended_on": "2015"}, 422, "amended_on"),
        ({"amended_on": "2999"}, 422, "amended_on"),
        ({"amended_on": "2017-05-15"}, 422, "amended_on"),
        ({"ends_on": "2015"}, 422, "ends_on"),
        ({"objectives": [CAPACITY, CAPACITY]}, 422, "objectives"),
        ({"conference_id": str(NEXT)}, 422, "conference_id"),
        ({"reason": ""}, 422, "reason"),
    ],
)
async def test_an_amendment_that_cannot_be_is_refused(
    office: Office, changed: dict[str, Any], status: int, field: str
) -> None:
    await adopted(office)
    await amend(office)

    response = await amend(office, **{"objectives": [CAPACITY], "reason": "another"} | changed)

    assert problem(response)[0] == status, response.text
    assert response.json()["errors"][0]["field"] == field
    assert (await office.get(path()))["plan_version"] == 2


async def test_a_conference_may_amend(office: Office) -> None:
    await adopted(office)
    conference = await conference_held(office)

    answer = await amend(office, conference_id=str(conference), amended_on="2018-04-17")

    assert answer.status_code == 204
    assert (await office.get(path()))["texts"][1]["conference_id"] == str(conference)
