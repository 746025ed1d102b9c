"""Priorities: candidates, what is taken up, what came of it, and the instruments that all of it rests on."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx2
import pytest
from cabos.ids import stable_id

from tests.governance.bodies import conference_held
from tests.governance.conftest import problem
from tests.governance.office import CONFERENCE, SESSION, Office

TRADE = stable_id("priority", "WCO", "E-commerce")
NOUNS = ("proposed", "taken-up", "adopted", "closed", "described", "presented")
TYPES = [f"governance.priority.{noun}.v1" for noun in NOUNS] + ["governance.priority-outcome.noted.v1"]


def path(of: str = "", priority: UUID = TRADE) -> str:
    return f"/v1/priorities/{priority}" + (f"/{of}" if of else "")


async def record(office: Office, priority: UUID = TRADE, /, **changed: Any) -> httpx2.Response:
    facts = {"level": "WCO", "name": "E-commerce", "since": "2016", "source": "test"}
    return await office.ask(path(priority=priority), **facts | changed)


async def register(office: Office, code: str, /, **changed: Any) -> httpx2.Response:
    facts = {"name": code.title(), "kind": "convention", "source": "test"}
    return await office.ask(f"/v1/instruments/{code}", **facts | changed)


async def told(office: Office, count: int) -> list[tuple[str, dict[str, Any]]]:
    events = await office.announced(count, *TYPES)
    return [(type_.split(".")[-2], data) for type_, data in events]


async def test_a_candidate_is_taken_up_adopted_and_closed(office: Office) -> None:
    await office.plan_session()
    for _ in range(2):
        assert (await record(office)).status_code == 204
        await office.put(path("taking-up"), on="2017-12", by="the Policy Commission", source="test")
        council = {"council_session_id": str(SESSION), "outcome": "The framework was adopted."}
        await office.put(path("adoption"), **council, source="test")
        await office.put(path("closure"), on="2024", outcome="It is day-to-day work now.", source="test")

    events = await told(office, 4)
    assert [kind for kind, _ in events] == ["proposed", "taken-up", "adopted", "closed"]
    assert [data["version"] for _, data in events] == [1, 2, 3, 4]
    assert events[2][1]["adopted_on"] == "2018-06-30"
    assert events[3][1]["outcome"] == "It is day-to-day work now."
    days = ("2016-12-30", "2016-12-31", "2017-12-31", "2018-06-29", "2018-06-30", "2024-12-31")
    listed = [(await office.get("/v1/priorities", as_of=day))["items"] for day in days]
    assert [[item["stage"] for item in items] for items in listed] == [
        [],
        ["candidate"],
        ["current"],
        ["current"],
        ["adopted"],
        ["closed"],
    ]


async def test_a_candidate_is_taken_up_before_anything_is_adopted(office: Office) -> None:
    await record(office)

    refused = await office.ask(path("adoption"), on="2018-06", outcome="Adopted.", source="test")
    backwards = await office.ask(path("taking-up"), on="2015", source="test")
    unknown = await office.ask(path("taking-up", UUID(int=9)), on="2018", source="test")

    assert [problem(answer)[0] for answer in (refused, backwards, unknown)] == [409, 422, 404]
    assert refused.json()["type"] == "urn:cabos:refusal:not-current"


async def test_a_priority_that_is_only_seen_is_so_since_that_day_at_the_latest(office: Office) -> None:
    for _ in range(2):
        await record(office, stage="current", since=None, seen_on="2018-04-17")

    before, then = [await office.get("/v1/priorities", as_of=day) for day in ("2018-04-16", "2018-04-17")]
    assert ([item["stage"] for item in before["items"]], [item["stage"] for item in then["items"]]) == ([], ["current"])
    [(kind, data)] = await told(office, 1)
    assert (kind, data["taken_up_on"], data["by"]) == ("taken-up", None, None)


async def test_what_is_told_of_a_priority_changes_without_changing_its_stage(office: Office) -> None:
    await register(office, "RKC")
    facts = {
        "translations": {"es": "Comercio electrónico"},
        "instruments": [{"code": "RKC", "role": "tool", "text": "key implementation tool"}],
        "mandates": [{"from": "G20", "text": "contribute to the G20's work"}],
        "contacts": [{"organization": "World Bank", "about": "Doing Business"}],
        "remarks": [{"kind": "scope", "text": "and its financing"}],
    }
    await record(office)
    for _ in range(2):
        assert (await record(office, **facts)).status_code == 204

    shown = await office.get(path())
    assert {field: shown[field] for field in ("translations", "remarks")} == {
        field: facts[field] for field in ("translations", "remarks")
    }
    assert (shown["mandates"][0]["from"], shown["mandates"][0]["to"]) == ("G20", "WCO")
    assert (shown["contacts"][0]["organization"], shown["version"]) == ("World Bank", 2)
    (_, _), (kind, data) = await told(office, 2)
    assert (kind, data["instruments"]) == ("described", [{"code": "RKC", "role": "tool"}])
    assert [item["id"] for item in (await office.get("/v1/priorities", instrument="RKC"))["items"]] == [str(TRADE)]
    assert (await office.get("/v1/priorities", instrument="HS"))["items"] == []


async def test_a_priority_is_presented_at_conferences_that_have_met(office: Office) -> None:
    await record(office)
    twentieth = await conference_held(office)
    await office.convene()
    shown = {"presented_as": "candidate", "n": 7, "presented_by": "Kunio Mikuriya", "source": "a page"}
    for _ in range(2):
        await office.put(path(f"presentations/{twentieth}"), **shown)

    ahead = await office.ask(path(f"presentations/{CONFERENCE}"), **shown)
    unknown = await office.ask(path(f"presentations/{UUID(int=9)}"), **shown)

    assert [problem(answer)[0] for answer in (ahead, unknown)] == [422, 422]
    _, (kind, data) = await told(office, 2)
    assert (kind, data["conference_id"], data["presented_as"]) == ("presented", str(twentieth), "candidate")
    found = await office.get("/v1/priorities", conference_id=str(twentieth))
    assert [item["name"] for item in found["items"]] == ["E-commerce"]
    assert (await office.get(path()))["presentations"][0]["n"] == 7


async def test_a_priority_of_a_region_is_presented_at_its_own_conference(office: Office) -> None:
    await record(office, level="AP")
    twentieth = await conference_held(office)

    elsewhere = await office.ask(path(f"presentations/{twentieth}"), presented_as="current", source="a page")

    assert problem(elsewhere) == (422, "The conference is of AMS, not of AP")
    assert [item["level"] for item in (await office.get("/v1/priorities", level="AP"))["items"]] == ["AP"]
    assert (await office.get("/v1/priorities", level="WCO"))["items"] == []


async def test_what_became_of_a_candidate_is_noted_by_day(office: Office) -> None:
    await register(office, "RKC")
    await office.plan_session()
    await record(office)
    noted = {"text": "The Council approved a working group.", "council_session_id": str(SESSION), "source": "a site"}
    for _ in range(2):
        await office.put(path("outcomes/2018-06"), **noted, instrument="RKC")
    ahead = await office.ask(path("outcomes/2999"), **noted)
    elsewhen = await office.ask(path("outcomes/2019"), **noted)
    unknown = await office.ask(path("outcomes/2018-06"), **noted, instrument="NONE")

    assert [problem(answer)[0] for answer in (ahead, elsewhen, unknown)] == [422, 422, 422]
    (_, _), (kind, data) = await told(office, 2)
    assert (kind, data["day"], data["instrument"], data["stage"]) == ("noted", "2018-06", "RKC", "candidate")
    assert [each["text"] for each in (await office.get(path()))["outcomes"]] == [noted["text"]]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"level": "MENA"}, "level"),
        ({"level": "wco"}, "level"),
        ({"name": ""}, "name"),
        ({"stage": "adopted"}, "stage"),
        ({"since": "2999"}, "since"),
        ({"seen_on": "2018-02-30"}, "seen_on"),
        ({"instruments": [{"code": "NONE", "role": "tool"}]}, "instruments"),
        ({"instruments": [{"code": "rkc", "role": "tool"}]}, "code"),
        ({"translations": {"english": "x"}}, "translations"),
        ({"mandates": [{"to": "WCO"}]}, "from"),
        ({"note": "\0"}, ""),
    ],
)
async def test_a_priority_that_cannot_be_is_refused(office: Office, changed: dict[str, Any], field: str) -> None:
    refused = await record(office, **changed)

    assert problem(refused)[0] == 422
    assert field in refused.text


async def test_the_day_of_a_step_is_corrected_by_a_claim(office: Office) -> None:
    await record(office)
    claim = {"kind": "priority", "record": str(TRADE), "field": "candidate_on", "value": "2015", "source": "minutes"}
    await office.put(f"/v1/claims/{UUID(int=1)}", **claim)
    for _ in range(2):
        await office.put(f"/v1/claims/{UUID(int=1)}/preference", reason="they were there")
    late = claim | {"field": "closed_on"}
    await office.put(f"/v1/claims/{UUID(int=2)}", **late)
    untaken = await office.ask(f"/v1/claims/{UUID(int=2)}/preference", reason="they were there")
    again, other = await record(office), await record(office, since="2014")

    shown = await office.get(path())
    assert (shown["steps"][0]["on"], shown["steps"][0]["source"], shown["version"]) == ("2015", "minutes", 2)
    assert [each["value"] for each in shown["claims"] if each["preferred"]] == ["2015"]
    assert problem(untaken)[0] == 409
    assert (again.status_code, problem(other)[0]) == (204, 409)
    assert [item["stage"] for item in (await office.get("/v1/priorities", as_of="2015-12-31"))["items"]] == [
        "candidate"
    ]


async def test_what_was_known_of_priorities_stays_known(office: Office) -> None:
    await record(office)
    then = datetime.now(UTC).isoformat()
    answer = await office.http.get(path())
    step = {"on": "2018", "source": "test"}
    stale = await office.http.put(path("taking-up"), json=step, headers={"if-match": '"9"'})
    taken = await office.http.put(path("taking-up"), json=step, headers={"if-match": answer.headers["etag"]})

    known, now = await office.get(path(), known_at=then), await office.get(path())
    assert (stale.status_code, taken.status_code) == (412, 204)
    assert (known["stage"], now["stage"]) == ("candidate", "current")
    listed = await office.get("/v1/priorities", known_at=then, stage="candidate", as_of="2999-01-01")
    assert len(listed["items"]) == 1


async def test_instruments_are_registered_by_code(office: Office) -> None:
    for _ in range(2):
        assert (await register(office, "HS", kind="nomenclature")).status_code == 204
        assert (await register(office, "SAFE", kind="framework", adopted_on="2005-06")).status_code == 204
    await register(office, "SAFE", kind="framework", adopted_on="2005-06", url="https://example.org/safe")

    events = await office.announced(3, "governance.instrument.registered.v1")
    assert [(data["code"], data["version"]) for _, data in events] == [("HS", 1), ("SAFE", 1), ("SAFE", 2)]
    assert [item["code"] for item in (await office.get("/v1/instruments"))["items"]] == ["HS", "SAFE"]
    assert [item["code"] for item in (await office.get("/v1/instruments", kind="framework"))["items"]] == ["SAFE"]
    by_day = [(await office.get("/v1/instruments", as_of=day))["items"] for day in ("2005-06-29", "2005-06-30")]
    assert [[item["code"] for item in items] for items in by_day] == [[], ["SAFE"]]
    page = await office.get("/v1/instruments", limit=1)
    assert [item["code"] for item in (await office.get("/v1/instruments", after=page["next"]))["items"]] == ["SAFE"]
    assert (await office.get("/v1/instruments/SAFE"))["url"] == "https://example.org/safe"


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("hs", {}),
        ("HS", {"kind": "law"}),
        ("HS", {"adopted_on": "2999"}),
        ("HS", {"adopted_on": "2018", "in_force_on": "2017"}),
        ("HS", {"url": "ftp://example.org"}),
        ("HS", {"source": ""}),
    ],
)
async def test_an_instrument_that_cannot_be_is_refused(office: Office, code: str, changed: dict[str, str]) -> None:
    assert problem(await register(office, code, **changed))[0] == 422


async def test_an_instrument_is_not_in_force_before_it_is_adopted(office: Office) -> None:
    await register(office, "SAFE", adopted_on="2005-06")
    claim = {"kind": "instrument", "record": "SAFE", "field": "in_force_on", "source": "minutes"}
    await office.put(f"/v1/claims/{UUID(int=1)}", **claim, value="2004")
    refused = await office.ask(f"/v1/claims/{UUID(int=1)}/preference", reason="they were there")
    await office.put(f"/v1/claims/{UUID(int=2)}", **claim, value="2006")
    await office.put(f"/v1/claims/{UUID(int=2)}/preference", reason="they were there")

    shown = await office.get("/v1/instruments/SAFE")
    assert problem(refused)[0] == 422
    assert (shown["in_force_on"], [each["value"] for each in shown["claims"]]) == ("2006", ["2006", "2004"])
