"""How far a plan is: readings, states and reports, and what is computed from them upward."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.governance.conftest import problem
from tests.governance.office import CONFERENCE, Office
from tests.governance.planning import NEXT, adopted, amend, conference_held, draft, path


async def measure(office: Office, kpi: str, day: str, value: float, **more: Any) -> None:
    await office.put(path(f"kpis/{kpi}/readings/{day}"), value=value, source="test", **more)


async def move(office: Office, part: str, state: str, on: str | None = None) -> None:
    await office.put(path(part), state=state, on=on, source="test")


async def progress(office: Office, **query: Any) -> Any:
    return await office.get(path("progress"), **query)


def values(nodes: list[dict[str, Any]]) -> dict[str, float | None]:
    """What every part of the plan has, by its id."""
    return {node["id"]: node["value"] for node in nodes} | {
        id_: value for node in nodes for id_, value in values(node["of"]).items()
    }


async def test_progress_is_computed_upward_and_says_by_which_rule(office: Office) -> None:
    await adopted(office)
    await measure(office, "crossings", "2017-06-30", 6)
    await measure(office, "days", "2017-07-01", 7)
    await move(office, "milestones/guide", "reached", "2017-09")
    await move(office, "initiatives/training", "under_way", "2017-10-01")

    found = await progress(office, as_of="2018-01-01")

    assert values(found["objectives"]) == {
        "1": 0.5,  # the mean of the controls and the days
        "days": 0.25,
        "controls": 0.75,
        "crossings": 0.5,
        "guide": 1.0,
        "2": 0.5,
        "training": 0.5,
    }
    assert (found["value"], found["known"], found["parts"], found["missing"]) == (0.5, 2, 2, [])
    assert "(reading - baseline) / (target - baseline)" in found["rule"]
    kpi = found["objectives"][0]["of"][0]["of"][0]
    assert kpi["why"] == "6 crossings on 2017-06-30, from 2 to 10"


async def test_progress_on_a_day_knows_nothing_of_what_came_later(office: Office) -> None:
    await adopted(office)
    await measure(office, "crossings", "2017-06-30", 6)
    await measure(office, "crossings", "2018-06-30", 20)
    await measure(office, "crossings", "2016-12", 1)
    await move(office, "initiatives/training", "done", "2018-03-01")

    days = ("2016-06-01", "2016-12-24", "2017-07-01", "2018-02-28", "2018-07-01")
    found = [values((await progress(office, as_of=day))["objectives"]) for day in days]

    assert [each["crossings"] for each in found] == [None, 0.0, 0.5, 0.5, 1.0]
    assert [each["training"] for each in found] == [0.0, 0.0, 0.0, 0.0, 1.0]


async def test_what_is_unknown_is_null_left_out_and_named(office: Office) -> None:
    aim = {"id": "officers", "name": "Officers trained", "unit": "officers"}
    await adopted(office, objectives=[{"n": 1, "title": "Capacity", "kpis": [aim]}, {"n": 2, "title": "Compliance"}])
    await measure(office, "officers", "2017", 40)

    found = await progress(office)

    assert (found["value"], found["known"], found["parts"]) == (None, 0, 2)
    assert found["missing"] == [
        {"part": "1", "reason": "the mean of 0 of its 1 parts"},
        {"part": "officers", "reason": "no baseline and no target is on record"},
        {"part": "2", "reason": "it has no initiatives and no KPIs"},
    ]


async def test_what_was_dropped_is_left_out(office: Office) -> None:
    await adopted(office)
    await measure(office, "crossings", "2017-06-30", 6)
    await measure(office, "days", "2017-06-30", 4)
    await move(office, "milestones/guide", "dropped", "2017-07-01")
    await move(office, "initiatives/training", "dropped", "2017-07-01")

    found = await progress(office, as_of="2018-01-01")

    assert values(found["objectives"]) == {"1": 0.75, "controls": 0.5, "crossings": 0.5, "days": 1.0, "2": None}
    assert (found["value"], found["known"]) == (0.75, 1)


async def test_a_milestone_whose_day_has_passed_is_overdue_and_stays_open(office: Office) -> None:
    await adopted(office)

    before, after = [await office.get(path(), as_of=day) for day in ("2018-04-30", "2018-05-01")]
    await move(office, "milestones/guide", "missed", "2018-05")
    missed = await office.get(path(), as_of="2018-05-01")

    guides = [plan["objectives"][0]["initiatives"][0]["milestones"][0] for plan in (before, after, missed)]
    assert [(guide["state"], guide["overdue"]) for guide in guides] == [
        ("open", False),
        ("open", True),
        ("missed", False),
    ]
    node = (await progress(office, as_of="2018-04-30"))["objectives"][0]["of"][0]["of"][1]
    assert (node["id"], node["overdue"]) == ("guide", False)


async def test_a_reading_sent_twice_is_one_and_another_value_corrects_it(office: Office) -> None:
    await adopted(office)
    for value in (6, 6, 7):
        await measure(office, "crossings", "2017-06-30", value, confidence="high")

    readings = await office.get(path("kpis/crossings/readings"))
    before = await office.get(path("kpis/crossings/readings"), known_at="2020-01-01T00:00:00Z")
    plan = await office.get(path())
    events = await office.announced(2, "governance.kpi.measured.v1")
    assert [(each["day"], each["value"], each["confidence"]) for each in readings["items"]] == [
        ("2017-06-30", 7, "high")
    ]
    assert (before["items"], plan["version"]) == ([], 4)
    assert plan["objectives"][0]["initiatives"][0]["kpis"][0]["latest"]["value"] == 7
    assert [(data["value"], data["baseline"], data["version"]) for _, data in events] == [(6, 2, 3), (7, 2, 4)]


async def test_a_state_is_told_once_and_may_be_told_late(office: Office) -> None:
    await adopted(office)
    await move(office, "milestones/guide", "open")
    for _ in range(2):
        await move(office, "milestones/guide", "reached", "2018-03-01")
    await move(office, "milestones/guide", "reached")
    again = await office.ask(path("milestones/guide"), state="reached", on="2018-04-01", source="test")
    for _ in range(2):
        await move(office, "initiatives/training", "done", "2018-01")
    await move(office, "initiatives/training", "under_way", "2017-05")

    early, late = [await office.get(path(), as_of=day) for day in ("2017-06-01", "2018-04-01")]
    trainings = [plan["objectives"][1]["initiatives"][0] for plan in (early, late)]
    assert [(each["state"], each["moved_on"]) for each in trainings] == [("under_way", "2017-05"), ("done", "2018-01")]
    assert problem(again) == (409, "guide is reached since 2018-03-01")
    types = ("governance.milestone.moved.v1", "governance.initiative.moved.v1")
    events = [(data["state"], data["moved_on"]) for _, data in await office.announced(3, *types)]
    assert events == [("reached", "2018-03-01"), ("done", "2018-01"), ("under_way", "2017-05")]


async def test_a_conference_is_told_how_a_plan_gets_on(office: Office) -> None:
    await adopted(office)
    await conference_held(office)
    report = {"text": "It gets on.", "prepared_by": "the Vice-Chair's Office", "source": "test"}

    for text in ("It gets on.", "It gets on.", "It gets on well."):
        await office.put(path(f"reports/{CONFERENCE}"), **report | {"text": text})

    reports = (await office.get(path("reports")))["items"]
    assert [(each["conference_id"], each["text"], each["reported_on"]) for each in reports] == [
        (str(CONFERENCE), "It gets on well.", "2018-04-16")
    ]
    events = await office.announced(2, "governance.plan-progress.reported.v1")
    assert [(data["prepared_by"], data["version"]) for _, data in events] == [
        (report["prepared_by"], n) for n in (3, 4)
    ]


async def test_readings_and_reports_are_paged(office: Office) -> None:
    await adopted(office)
    for day in ("2017", "2016-12", "2018-01-31"):
        await measure(office, "crossings", day, 3)

    found, url = [], path("kpis/crossings/readings") + "?limit=1"
    while url:
        response = await office.http.get(url)
        found += [each["day"] for each in response.json()["items"]]
        url = str(response.links["next"]["url"]) if "next" in response.links else ""

    assert found == ["2016-12", "2017", "2018-01-31"]


TOMORROW = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
READING = {"value": 6, "source": "test"}


@pytest.mark.parametrize(
    ("of", "body", "status", "field"),
    [
        ("kpis/crossings/readings/2015", READING, 422, "day"),
        (f"kpis/crossings/readings/{TOMORROW}", READING, 422, "day"),
        ("kpis/crossings/readings/2017-02-30", READING, 422, "day"),
        ("kpis/crossings/readings/2017", READING | {"value": 1e300}, 422, "value"),
        ("kpis/crossings/readings/2017", READING | {"value": None}, 422, "value"),
        ("kpis/crossings/readings/2017", READING | {"confidence": "sure"}, 422, "confidence"),
        ("kpis/unknown/readings/2017", READING, 404, None),
        ("kpis/Not A Slug/readings/2017", READING, 422, "kpi_id"),
        ("milestones/guide", {"state": "done", "source": "test"}, 422, "state"),
        ("milestones/guide", {"state": "reached", "on": TOMORROW, "source": "test"}, 422, "on"),
        ("milestones/guide", {"state": "reached", "on": "2015", "source": "test"}, 422, "on"),
        ("milestones/controls", {"state": "reached", "source": "test"}, 404, None),
        ("initiatives/guide", {"state": "done", "source": "test"}, 404, None),
        (f"reports/{NEXT}", {"text": "x", "prepared_by": "y", "source": "test"}, 422, "conference_id"),
    ],
)
async def test_what_cannot_have_become_of_a_plan_is_refused(
    office: Office, of: str, body: dict[str, Any], status: int, field: str | None
) -> None:
    await adopted(office)

    response = await office.ask(path(of), **body)

    assert problem(response)[0] == status, response.text
    if field:
        assert response.json()["errors"][0]["field"] == field
    assert (await office.get(path()))["version"] == 2


async def test_a_value_that_is_no_number_is_refused(office: Office) -> None:
    await adopted(office)

    for value in ("NaN", "Infinity", "1e999"):
        body = f'{{"value": {value}, "source": "test"}}'
        headers = {"content-type": "application/json"}
        address = path("kpis/crossings/readings/2017")
        response = await office.http.put(address, content=body, headers=headers)
        assert problem(response)[0] in (400, 422), response.text


async def test_a_plan_that_is_over_or_amended_is_measured_by_what_it_has(office: Office) -> None:
    await adopted(office)
    await measure(office, "days", "2017", 6)
    await amend(office, objectives=[])
    await office.put(path("closure"), closed_on="2018-06-01", reason="over")

    gone = await office.ask(path("kpis/days/readings/2018"), **READING)
    none, unknown = await progress(office), await office.http.get(path("progress", NEXT))
    await draft(office, NEXT, starts_on="2019", ends_on="2022")
    drafted = await office.get(path("progress", NEXT))

    assert (gone.status_code, unknown.status_code) == (404, 404)
    assert none["missing"] == [{"part": "plan", "reason": "no objectives are on record"}]
    assert drafted["missing"] == [{"part": "plan", "reason": "no text of the plan was in force on the day"}]
    assert len((await office.get(path("kpis/days/readings")))["items"]) == 1
