"""Strategic plans: drafted, adopted by two officers, amended, superseded, closed and taken up again."""

from typing import Any

import pytest

from tests.governance.conftest import problem
from tests.governance.office import CONFERENCE, Office
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


async def titles(office: Office, **query: Any) -> list[str]:
    return [plan["title"] for plan in (await office.get("/v1/strategic-plans", **query))["items"]]


async def test_a_draft_may_change_until_two_officers_adopt_it(office: Office) -> None:
    for changed in ({"title": "Plan"}, {"title": "Plan"}, {}):
        assert (await draft(office, **changed)).status_code == 204
    alone = await office.ask(path("adoption"), adopted_on="2016-04-19")
    before = await office.get(path())
    for _ in range(2):
        assert (await adopt(office, adopted_on="2016-04-19")).status_code == 204
    late = await draft(office, title="Another Plan")
    again = await draft(office)

    after = await office.get(path())
    assert (alone.status_code, before["status"], before["version"]) == (202, "draft", 2)
    assert (after["status"], after["plan_version"], after["adopted_on"]) == ("adopted", 1, "2016-04-19")
    assert (late.status_code, again.status_code, after["version"]) == (409, 204, 3)
    assert "title" in late.json()["detail"]
    events = await office.announced(3, "governance.strategic-plan.drafted.v1", "governance.strategic-plan.adopted.v1")
    assert [(data["title"], data["version"]) for _, data in events] == [
        ("Plan", 1),
        ("Regional Strategic Plan", 2),
        ("Regional Strategic Plan", 3),
    ]
    first = events[2][1]["objectives"][0]
    assert (first["n"], first["initiatives"], first["kpis"], first["milestones"]) == (1, 1, 2, 1)


async def test_a_plan_adopted_by_a_conference_is_adopted_on_its_last_day(office: Office) -> None:
    conference = await conference_held(office)
    await draft(office)

    for _ in range(2):
        assert (await adopt(office, conference_id=str(conference))).status_code == 204

    plan = await office.get(path())
    assert (plan["adopted_on"], plan["conference_id"]) == ("2018-04-17", str(conference))


async def test_a_conference_adopts_when_it_has_met_on_its_days_and_in_its_region(office: Office) -> None:
    await draft(office)
    await draft(office, NEXT, region="AP")
    unknown = await adopt(office, conference_id=str(CONFERENCE))
    await office.convene()
    convened = await adopt(office, conference_id=str(CONFERENCE))
    await office.put(f"/v1/conferences/{CONFERENCE}/opening", opened_on="2018-04-16")

    other_day = await adopt(office, conference_id=str(CONFERENCE), adopted_on="2018-04-18")
    elsewhere = await adopt(office, NEXT, conference_id=str(CONFERENCE))

    assert [answer.status_code for answer in (unknown, convened, other_day, elsewhere)] == [422] * 4
    assert [answer.json()["errors"][0]["field"] for answer in (convened, other_day, elsewhere)] == [
        "conference_id",
        "adopted_on",
        "conference_id",
    ]


async def test_plans_of_a_kind_do_not_overlap_in_a_region_unless_they_say_why(office: Office) -> None:
    await adopted(office)
    await draft(office, NEXT, starts_on="2017-06-01", ends_on="2020")

    refused = await adopt(office, NEXT, adopted_on="2017-06-01")
    await draft(office, NEXT, starts_on="2017-06-01", ends_on="2020", may_overlap_because="a bridge to the next term")
    marked = await adopt(office, NEXT, adopted_on="2017-06-01")

    assert problem(refused) == (409, "Regional Strategic Plan holds from 2016 to 2018")
    assert marked.status_code == 204


@pytest.mark.parametrize("changed", [{"kind": "work_plan"}, {"region": "AP"}, {"region": None}, {"starts_on": "2018"}])
async def test_plans_of_other_kinds_regions_or_unsure_days_do_not_stand_in_each_others_way(
    office: Office, changed: dict[str, Any]
) -> None:
    await adopted(office)

    await adopted(office, NEXT, "2017-06-01", **{"starts_on": "2017-06-01", "ends_on": "2020"} | changed)

    assert len(await titles(office, as_of="2018-06-01")) == 2


async def test_a_plan_ends_when_another_supersedes_it(office: Office) -> None:
    await adopted(office, ends_on=None)
    await draft(office, NEXT, title="Second Plan", starts_on="2019-04-30", ends_on="2022")

    for _ in range(2):
        assert (await adopt(office, NEXT, adopted_on="2019-04-30", supersedes=str(PLAN))).status_code == 204

    former = await office.get(path())
    assert (former["status"], former["closed_on"], former["superseded_by_id"]) == (
        "superseded",
        "2019-04-30",
        str(NEXT),
    )
    days = ("2015-12-31", "2016-04-18", "2016-04-19", "2019-04-29", "2019-04-30", "2022-12-31", "2023-01-01")
    held = [await titles(office, as_of=day) for day in days]
    first, second = ["Regional Strategic Plan"], ["Second Plan"]
    assert held == [[], [], first, first, second, second, []]
    events = await office.announced(1, "governance.strategic-plan.superseded.v1")
    assert (len(events), events[0][1]["by"]) == (1, str(NEXT))


async def test_a_closed_plan_may_be_taken_up_again(office: Office) -> None:
    await adopted(office, kind="strategy", ends_on=None)
    closure = {"closed_on": "2017-01-01", "reason": "nobody carries it on"}
    back = {"reactivated_on": "2020-11-16", "ends_on": "2022", "reason": "needed again", "source": "test"}

    for _ in range(2):
        await office.put(path("closure"), **closure)
    amended = await amend(office)
    for _ in range(2):
        await office.put(path("reactivation"), **back)

    days = ("2016-12-31", "2017-01-01", "2020-11-15", "2020-11-16", "2022-12-31", "2023-01-01")
    held = [bool(await titles(office, as_of=day)) for day in days]
    assert held == [True, False, False, True, True, False]
    assert problem(amended) == (409, "The plan is closed since 2017-01-01")
    plan = await office.get(path())
    assert (plan["status"], plan["closed_on"], plan["version"]) == ("adopted", None, 4)
    assert [(lapse["closed_on"], lapse["reason"]) for lapse in plan["lapses"]] == [("2017-01-01", "needed again")]
    assert (await draft(office, kind="strategy", ends_on=None)).status_code == 204


async def test_a_plan_that_fell_asleep_unnoticed_may_have_held_until_it_was_taken_up(office: Office) -> None:
    await adopted(office, ends_on=None)

    await office.put(path("reactivation"), reactivated_on="2020-11", reason="needed again", source="test")
    await draft(office, NEXT, starts_on="2017", ends_on="2019")
    other = await adopt(office, NEXT)

    assert [bool(await titles(office, as_of=day)) for day in ("2018-01-01", "2020-11-15", "2021-01-01")] == [True] * 3
    assert other.status_code == 204


async def test_plans_are_found_by_what_they_are_and_sorted_page_by_page(office: Office) -> None:
    await adopted(office)
    await adopted(office, NEXT, None, region=None, title="Council plan", starts_on="2019", ends_on="2022")
    await draft(office, CONFERENCE, kind="work_plan", title="A draft", starts_on="2017")

    assert await titles(office, region="AMS") == ["Regional Strategic Plan", "A draft"]
    assert await titles(office, level="wco") == ["Council plan"]
    assert await titles(office, level="region", status="adopted") == ["Regional Strategic Plan"]
    assert await titles(office, kind="work_plan") == ["A draft"]
    assert await titles(office, as_of="2020-02-29") == ["Council plan"]
    assert await titles(office, known_at="2020-01-01T00:00:00Z") == []
    for sort in ("title", "-title", "starts_on", "-region"):
        found, url = [], f"/v1/strategic-plans?limit=1&sort={sort}"
        while url:
            response = await office.http.get(url)
            found += [plan["title"] for plan in response.json()["items"]]
            url = str(response.links["next"]["url"]) if "next" in response.links else ""
        assert found == await titles(office, sort=sort)
        assert len(found) == 3


async def test_a_write_counts_for_the_version_it_was_made_for(office: Office) -> None:
    await draft(office)
    tag = (await office.http.get(path())).headers["etag"]
    await draft(office, title="Plan")

    late = await office.http.put(path("adoption"), json={}, headers={"If-Match": tag})

    assert (tag.split("-")[0], late.status_code) == ('"1', 412)


def part(**changed: Any) -> list[Any]:
    return [BORDERS | {"initiatives": [CONTROLS | changed]}]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"region": "WCA"}, "region"),
        ({"kind": "poem"}, "kind"),
        ({"ends_on": "2015"}, ""),
        ({"starts_on": "2016-02-30"}, "starts_on"),
        ({"objectives": part(administrations=["XX"])}, "objectives"),
        ({"objectives": part(id="days")}, "objectives"),
        ({"objectives": part(id="Not A Slug")}, "objectives.0.initiatives.0.id"),
        ({"objectives": part(kpis=[CROSSINGS | {"target": 2}])}, "objectives"),
        ({"objectives": part(kpis=[CROSSINGS | {"direction": "down"}])}, "objectives"),
        ({"objectives": part(kpis=[CROSSINGS | {"target": 1e300}])}, "objectives.0.initiatives.0.kpis.0.target"),
        ({"objectives": [CAPACITY, CAPACITY]}, "objectives"),
        ({"objectives": [CAPACITY] * 21}, "objectives"),
        ({"objectives": [CAPACITY | {"translations": {"Spanish": "x"}}]}, "objectives.0.translations.Spanish"),
    ],
)
async def test_a_draft_that_cannot_be_is_refused(office: Office, changed: dict[str, Any], field: str) -> None:
    response = await draft(office, **changed)

    assert response.status_code == 422, response.text
    assert response.json()["errors"][0]["field"].startswith(field)
    assert await titles(office) == []


@pytest.mark.parametrize(
    ("of", "body", "status", "field"),
    [
        ("adoption", {"adopted_on": "2999"}, 422, "adopted_on"),
        ("adoption", {"adopted_on": "2019"}, 422, "adopted_on"),
        ("adoption", {"supersedes": str(PLAN)}, 409, None),
        ("adoption", {"supersedes": str(NEXT)}, 422, "supersedes"),
        ("closure", {"closed_on": "2018", "reason": "over"}, 409, None),
        ("reactivation", {"reactivated_on": "2018", "reason": "again", "source": "test"}, 409, None),
        ("amendment", {"objectives": [], "amended_on": "2017", "reason": "none", "source": "test"}, 409, None),
        ("milestones/guide", {"state": "reached", "source": "test"}, 409, None),
    ],
)
async def test_what_a_draft_cannot_have_is_refused(
    office: Office, of: str, body: dict[str, Any], status: int, field: str | None
) -> None:
    await draft(office)

    response = await office.ask(path(of), **body)

    assert problem(response)[0] == status, response.text
    if field:
        assert response.json()["errors"][0]["field"] == field
    assert (await office.get(path()))["version"] == 1


async def test_an_end_that_cannot_be_is_refused(office: Office) -> None:
    await adopted(office)
    closure, back = path("closure"), path("reactivation")

    early = await office.ask(closure, closed_on="2015", reason="over")
    future = await office.ask(closure, closed_on="2999", reason="over")
    await office.put(closure, closed_on="2017-01-01", reason="over")
    other = await office.ask(closure, closed_on="2018-01-01", reason="over")
    too_early = await office.ask(back, reactivated_on="2016-06-01", reason="again", source="test")
    unknown = await office.ask(path("closure", NEXT), closed_on="2017", reason="over")

    statuses = [answer.status_code for answer in (early, future, other, too_early, unknown)]
    assert statuses == [422, 422, 409, 422, 404]


async def test_visitors_read_and_do_not_write(office: Office) -> None:
    await draft(office)
    del office.http.headers["authorization"]

    assert (await draft(office)).status_code == 401
    assert (await office.ask(path("adoption"))).status_code == 401
    assert (await office.get(path()))["status"] == "draft"
