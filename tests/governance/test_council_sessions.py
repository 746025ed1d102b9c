"""Sessions of the Council and of its Policy Commission: planned, moved, cancelled, closed and corrected."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from cabos.ids import stable_id

from tests.governance.conftest import problem
from tests.governance.office import SESSION, Office

PUNTA_CANA = stable_id("policy-commission", 74)
PLAN = {"numbers": [132], "opens_on": "2018-06-28", "closes_on": "2018-06-30", "source": "test"}
KINDS = ("planned", "moved", "described", "cancelled", "closed")


async def told(office: Office, count: int) -> list[tuple[str, dict[str, Any]]]:
    events = await office.announced(count, *(f"governance.council-session.{kind}.v1" for kind in KINDS))
    return [(type_.split(".")[2], data) for type_, data in events]


async def plan_punta_cana(office: Office, **changed: Any) -> None:
    plan = {
        "body": "policy_commission",
        "numbers": [74],
        "opens_on": "2015-12",
        "place": {"city": "Punta Cana", "economy": "DO"},
        "source": "test",
    }
    await office.put(f"/v1/council-sessions/{PUNTA_CANA}", **plan | changed)


async def claim(office: Office, field: str, value: str, number: int = 1, record: UUID = SESSION) -> int:
    statement = {"kind": "council_session", "record": str(record), "field": field, "value": value, "source": "a paper"}
    await office.put(f"/v1/claims/{UUID(int=number)}", **statement)
    response = await office.ask(f"/v1/claims/{UUID(int=number)}/preference", reason="it was there")
    return response.status_code


async def test_sessions_are_listed_page_by_page_in_both_orders(office: Office) -> None:
    for number, opens_on in ((133, "2019-06-27"), (131, "2017-12"), (132, "2018-06-28"), (130, "2017-12")):
        await office.plan_session(stable_id("session", number), numbers=[number], opens_on=opens_on, closes_on=None)

    first = await office.get("/v1/council-sessions", limit=1)
    second = await office.get("/v1/council-sessions", limit=2, after=first["next"])
    third = await office.get("/v1/council-sessions", limit=2, after=second["next"])
    backwards = await office.get("/v1/council-sessions", limit=1, sort="-opens_on")
    nowhere = await office.http.get("/v1/council-sessions", params={"after": str(stable_id("session", 1))})

    days = [item["opens_on"] for page in (first, second, third) for item in page["items"]]
    assert days == ["2017-12", "2017-12", "2018-06-28", "2019-06-27"]
    assert third["next"] is None
    assert backwards["items"][0]["numbers"] == [133]
    assert problem(nowhere)[0] == 422


async def test_what_has_met_by_a_day_is_listed(office: Office) -> None:
    await plan_punta_cana(office)
    await office.plan_session()

    met = {
        day: [item["name"] for item in (await office.get("/v1/council-sessions", as_of=day))["items"]]
        for day in ("2015-12-30", "2015-12-31", "2018-06-28")
    }
    commission = await office.get("/v1/council-sessions", body="policy_commission")

    assert met == {
        "2015-12-30": [],
        "2015-12-31": ["Policy Commission session 74"],
        "2018-06-28": ["Policy Commission session 74", "Council session 132"],
    }
    assert [item["place"]["city"] for item in commission["items"]] == ["Punta Cana"]


async def test_a_session_that_moves_says_from_where_to_where(office: Office) -> None:
    await office.plan_session(closes_on=None, opens_on="2018-06")
    for _ in range(2):
        await office.plan_session()

    (first, planned), (second, moved) = await told(office, 2)

    assert (first, second) == ("planned", "moved")
    assert (planned["opens_on"], planned["version"]) == ("2018-06", 1)
    assert (moved["former_opens_on"], moved["opens_on"], moved["closes_on"]) == ("2018-06", "2018-06-28", "2018-06-30")
    assert moved["version"] == 2


async def test_more_is_told_of_a_session_even_when_it_has_closed(office: Office) -> None:
    await office.plan_session()
    await office.put(f"/v1/council-sessions/{SESSION}/closing", closed_on="2018-06-30")
    for _ in range(2):
        await office.plan_session(chair="Enrique Canon (UY)", members=182, confidence="high")

    *_, (kind, described) = await told(office, 3)
    shown = await office.get(f"/v1/council-sessions/{SESSION}")

    assert (kind, described["chair"], described["members"], described["version"]) == (
        "described",
        "Enrique Canon (UY)",
        182,
        3,
    )
    assert (shown["stage"], shown["confidence"], shown["handover_on"]) == ("closed", "high", "2018-07-01")
    late = await office.ask(f"/v1/council-sessions/{SESSION}", **PLAN | {"opens_on": "2018-06-27"})
    assert problem(late)[0] == 409


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"closes_on": "2018-06-27"}, "closes_on"),
        ({"numbers": [132, 134]}, "numbers"),
        ({"numbers": []}, "numbers"),
        ({"numbers": [0]}, "numbers"),
        ({"numbers": [2**31]}, "numbers"),
        ({"opens_on": "2018-06-31"}, "opens_on"),
        ({"body": "audit_committee"}, "body"),
        ({"members": 2**31}, "members"),
        ({"place": {"economy": "XX"}}, "place.economy"),
    ],
)
async def test_a_session_that_cannot_be_is_refused(office: Office, changed: dict[str, object], field: str) -> None:
    response = await office.ask(f"/v1/council-sessions/{SESSION}", **PLAN | changed)

    status, _ = problem(response)
    assert status == 422
    assert field in response.text


async def test_a_number_is_given_once_by_each_body(office: Office) -> None:
    await office.plan_session(numbers=[143, 144])

    taken = await office.ask(f"/v1/council-sessions/{PUNTA_CANA}", **PLAN | {"numbers": [144]})
    await plan_punta_cana(office, numbers=[144])

    assert problem(taken) == (409, "Council session 143/144 opens on 2018-06-28")
    assert taken.json()["type"] == "urn:cabos:refusal:number-taken"


async def test_a_cancelled_session_gives_its_numbers_back(office: Office) -> None:
    await office.plan_session()
    for _ in range(2):
        await office.put(f"/v1/council-sessions/{SESSION}/cancellation", reason="The Council decides in writing.")
    await office.plan_session()
    await office.plan_session(PUNTA_CANA)

    moved = await office.ask(f"/v1/council-sessions/{SESSION}", **PLAN | {"opens_on": "2018-06-27"})
    closed = await office.ask(f"/v1/council-sessions/{SESSION}/closing", closed_on="2018-06-30")
    other = await office.ask(f"/v1/council-sessions/{SESSION}/cancellation", reason="Another.")
    unknown = await office.ask(f"/v1/council-sessions/{UUID(int=9)}/cancellation", reason="Another.")

    assert [problem(answer)[0] for answer in (moved, closed, other, unknown)] == [409, 409, 409, 404]
    assert [kind for kind, _ in await told(office, 3)] == ["planned", "cancelled", "planned"]
    assert (await office.get(f"/v1/council-sessions/{SESSION}"))["stage"] == "cancelled"


async def test_what_has_met_is_not_cancelled(office: Office) -> None:
    await office.plan_session()
    for _ in range(2):
        await office.put(f"/v1/council-sessions/{SESSION}/closing", closed_on="2018-06-30")

    response = await office.ask(f"/v1/council-sessions/{SESSION}/cancellation", reason="Too late.")

    assert problem(response)[0] == 409
    assert [kind for kind, _ in await told(office, 2)] == ["planned", "closed"]


@pytest.mark.parametrize("closed_on", ["2018-06-27", "2999-01-01"])
async def test_a_session_closes_neither_before_it_opens_nor_in_the_future(office: Office, closed_on: str) -> None:
    await office.plan_session()

    response = await office.ask(f"/v1/council-sessions/{SESSION}/closing", closed_on=closed_on)

    assert problem(response)[0] == 422
    assert response.json()["errors"][0]["field"] == "closed_on"


async def test_a_closing_is_put_right_by_a_better_source(office: Office) -> None:
    await office.plan_session()
    early = await claim(office, "closed_on", "2018-06-29")
    await office.put(f"/v1/council-sessions/{SESSION}/closing", closed_on="2018-06-30")

    days = [await claim(office, "closed_on", day, n) for n, day in ((2, "2018-06-29"), (3, "2018-06-01"))]

    shown = await office.get(f"/v1/council-sessions/{SESSION}")
    assert (early, days) == (422, [204, 422])
    assert (shown["closed_on"], shown["handover_on"], shown["source"]) == ("2018-06-29", "2018-06-30", "a paper")
    assert {claim["value"] for claim in shown["claims"]} == {"2018-06-30", "2018-06-29", "2018-06-01"}


async def test_a_session_moves_when_a_better_source_says_so(office: Office) -> None:
    await office.plan_session()

    late = await claim(office, "opens_on", "2018-07-01", 1)
    taken = await claim(office, "opens_on", "2018-06-29", 2)

    assert (late, taken) == (422, 204)
    *_, (kind, moved) = await told(office, 2)
    assert (kind, moved["former_opens_on"], moved["opens_on"], moved["version"]) == (
        "moved",
        "2018-06-28",
        "2018-06-29",
        3,
    )


async def test_a_change_counts_for_the_version_it_was_made_for(office: Office) -> None:
    await office.plan_session()
    path = f"/v1/council-sessions/{SESSION}"
    tag = {"If-Match": (await office.http.get(path)).headers["etag"]}

    taken = await office.http.put(path, json=PLAN | {"chair": "a chair"}, headers=tag)
    outdated = await office.http.put(f"{path}/closing", json={"closed_on": "2018-06-30"}, headers=tag)

    assert (taken.status_code, problem(outdated)[0]) == (204, 412)
    assert (await office.get(path))["stage"] == "planned"


async def test_sessions_are_answered_as_they_were_known_at_an_instant(office: Office) -> None:
    await office.plan_session(opens_on="2018-06", closes_on=None)
    first = datetime.now(UTC).isoformat()
    await office.plan_session()
    second = datetime.now(UTC).isoformat()
    await office.put(f"/v1/council-sessions/{SESSION}/closing", closed_on="2018-06-30")

    shown = [await office.get(f"/v1/council-sessions/{SESSION}", known_at=at) for at in (first, second)]
    listed = [(await office.get("/v1/council-sessions", known_at=at))["items"][0] for at in (first, second)]

    known = [("2018-06", "planned"), ("2018-06-28", "planned")]
    assert [(each["opens_on"], each["stage"]) for each in shown] == known
    assert [(each["opens_on"], each["stage"]) for each in listed] == known
    assert (await office.get(f"/v1/council-sessions/{SESSION}"))["stage"] == "closed"
    before = await office.http.get(f"/v1/council-sessions/{SESSION}", params={"known_at": "2018-01-01T00:00:00Z"})
    assert problem(before)[0] == 404
