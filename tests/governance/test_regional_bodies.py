"""Regional bodies: proposed, endorsed, agreed upon, at work, closed, and what sources know of the way there."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from cabos.ids import stable_id

from tests.governance.bodies import LABORATORY, XX, conference_held, confirmed, path, record, stages, take
from tests.governance.conftest import problem
from tests.governance.office import SESSION, Office

TYPES = [f"governance.regional-body.{noun}.v1" for noun in ("proposed", "endorsed", "opened", "closed", "recorded")]
TYPES += ["governance.regional-body-memorandum.signed.v1", "governance.regional-body-progress.noted.v1"]


async def told(office: Office, count: int) -> list[tuple[str, dict[str, Any]]]:
    events = await office.announced(count, *TYPES)
    kinds = [type_.removeprefix("governance.regional-body").strip(".-").split(".v1")[0] for type_, _ in events]
    return [(kind, data) for kind, (_, data) in zip(kinds, events, strict=True)]


async def test_a_body_goes_from_a_proposal_to_its_opening_step_by_step(office: Office) -> None:
    await conference_held(office)
    for _ in range(2):
        assert (await record(office, steps=[{"step": "proposed", "on": "2016", "source": "test"}])).status_code == 204
        assert (await take(office, "endorsed", conference_id=str(XX), by="31 members")).status_code == 204
        assert (await take(office, "memorandum", on="2018-11")).status_code == 204
        assert (await take(office, "operational", on="2019-03-01")).status_code == 204

    events = await told(office, 4)
    assert [kind for kind, _ in events] == ["proposed", "endorsed", "memorandum.signed", "opened"]
    assert [data["version"] for _, data in events] == [1, 2, 3, 4]
    assert events[1][1]["endorsed_on"] == "2017-05-17"
    assert events[1][1]["by"] == {"conference_id": str(XX), "council_session_id": None, "words": "31 members"}
    assert await stages(office, "2016-12-30", "2016-12-31", "2017-05-16", "2017-05-17", "2018-11-29", "2018-11-30") == [
        None,
        "proposed",
        "proposed",
        "endorsed",
        "endorsed",
        "memorandum",
    ]
    shown = await office.get(path())
    assert (shown["stage"], shown["unexplained"], shown["kind_name"]) == (
        "operational",
        [],
        "Regional Customs Laboratory",
    )


async def test_nothing_is_at_work_without_endorsement_and_memorandum(office: Office) -> None:
    await record(office)

    unendorsed = [await take(office, step, on="2018") for step in ("memorandum", "operational")]
    await take(office, "endorsed", on="2017-05")
    without = await take(office, "operational", on="2018")

    assert [problem(answer)[0] for answer in (*unendorsed, without)] == [409, 409, 409]
    assert [answer.json()["type"].rpartition(":")[2] for answer in (*unendorsed, without)] == [
        "not-endorsed",
        "not-endorsed",
        "no-memorandum",
    ]
    assert (await office.get(path()))["stage"] == "endorsed"


async def test_the_council_may_endorse_what_no_conference_has(office: Office) -> None:
    await office.plan_session(opens_on="2009-06-25", closes_on="2009-06-27")
    await record(office)

    assert (await take(office, "council_endorsed", council_session_id=str(SESSION))).status_code == 204
    assert (await take(office, "memorandum", on="2009-11-11")).status_code == 204

    (_, _), (kind, endorsed), _ = await told(office, 3)
    assert (kind, endorsed["by_council"], endorsed["endorsed_on"]) == ("endorsed", True, "2009-06-27")


async def test_an_endorsement_needs_two_officers(office: Office) -> None:
    await record(office)

    proposed = await office.ask(path("steps/endorsed"), on="2017-05", source="test")
    again = await office.ask(path("steps/endorsed"), on="2017-05", source="test")
    alone = await office.http.put(f"{proposed.headers['location']}/confirmation")
    before = await office.get(path())
    second = await confirmed(office, proposed)
    repeated = await office.ask(path("steps/endorsed"), on="2017-05", source="test")

    assert (proposed.status_code, again.headers["location"]) == (202, proposed.headers["location"])
    assert (problem(alone)[0], before["stage"]) == (403, "proposed")
    assert (second.status_code, repeated.status_code) == (204, 204)
    assert (await office.get(path()))["stage"] == "endorsed"


async def test_history_that_goes_beyond_a_proposal_needs_two_officers(office: Office) -> None:
    history = {
        "kind": "RCL",
        "regions": ["AMS"],
        "source": "test",
        "steps": [{"step": "operational", "source": "test"}],
    }

    proposed = await office.ask(path(), **history)
    unknown = await office.http.get(path())
    await confirmed(office, proposed)
    repeated = await office.ask(path(), **history)

    assert (proposed.status_code, problem(unknown)[0], repeated.status_code) == (202, 404, 204)


async def test_what_sources_only_know_in_part_is_flagged_until_it_is_explained(office: Office) -> None:
    steps = [{"step": "operational", "seen_on": "2016-02-25", "source": "WCO newsroom, 25 Feb 2016"}]
    for _ in range(2):
        await record(office, kind="RTC", steps=steps)

    first = await office.get(path())
    days = await stages(office, "2016-02-24", "2016-02-25")
    await take(office, "endorsed", on="2008")
    await take(office, "memorandum", on="2009", seen_on="2010")
    second = await office.get(path())

    assert (first["stage"], first["unexplained"]) == ("operational", ["endorsement", "memorandum"])
    assert (second["stage"], second["unexplained"]) == ("operational", [])
    assert days == [None, "operational"]
    assert await stages(office, "2008-12-31", "2009-12-31") == ["endorsed", "memorandum"]
    [(_, recorded), *later] = await told(office, 3)
    assert recorded["unexplained"] == ["endorsement", "memorandum"]
    assert [kind for kind, _ in later] == ["endorsed", "memorandum.signed"]


async def test_a_step_of_which_nobody_knows_the_day_had_been_taken_when_it_was_entered(office: Office) -> None:
    await record(office)

    assert await stages(office, "2020-01-01", "2999-01-01") == [None, "proposed"]


@pytest.mark.parametrize(
    ("step", "facts", "status", "field"),
    [
        ("endorsed", {"on": "2015"}, 422, "on"),
        ("endorsed", {"on": "2999"}, 422, "on"),
        ("endorsed", {"seen_on": "2015"}, 422, "on"),
        ("endorsed", {"conference_id": str(UUID(int=9))}, 422, "conference_id"),
        ("council_endorsed", {"council_session_id": str(UUID(int=9))}, 422, "council_session_id"),
        ("endorsed", {"on": "2017-05", "by": ""}, 422, "by"),
        ("proposed", {"on": "2015"}, 409, "on"),
        ("signed", {"on": "2018"}, 422, "step"),
        ("endorsed", {"on": "2017-05", "source": "\0"}, 422, None),
    ],
)
async def test_a_step_that_cannot_be_is_refused(
    office: Office, step: str, facts: dict[str, Any], status: int, field: str | None
) -> None:
    await record(office, steps=[{"step": "proposed", "on": "2016", "source": "test"}])

    refused = await take(office, step, **facts)

    assert problem(refused)[0] == status, refused.text
    assert field is None or field in refused.text
    assert (await office.get(path()))["version"] == 1


async def test_only_a_conference_of_the_region_that_has_met_endorses(office: Office) -> None:
    await record(office)
    await conference_held(office, region="AP", number=None)
    await office.convene()

    elsewhere = await take(office, "endorsed", conference_id=str(XX))
    ahead = await take(office, "endorsed", conference_id=str(stable_id("conference", "AMS", 21)))

    assert problem(elsewhere) == (422, "The conference is of AP, not of AMS")
    assert problem(ahead) == (422, "The conference is convened: it has not met")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": "RCK"}, "kind"),
        ({"regions": []}, "regions"),
        ({"regions": ["AMS", "AMS"]}, "regions"),
        ({"regions": ["MENA"]}, "regions"),
        ({"host": "ZZ"}, "host"),
        ({"name": ""}, "name"),
        ({"city": "x" * 501}, "city"),
        ({"steps": [{"step": "proposed", "source": "a"}, {"step": "proposed", "source": "b"}]}, "steps"),
        ({"steps": [{"step": "operational", "on": "2001", "source": "a"},
                    {"step": "memorandum", "on": "2002", "source": "a"}]}, "on"),
        ({"colour": "blue"}, "colour"),
    ],
)  # fmt: skip
async def test_a_body_that_cannot_be_is_refused(office: Office, changed: dict[str, Any], field: str) -> None:
    refused = await record(office, **changed)

    assert problem(refused)[0] == 422
    assert field in refused.text


async def test_a_step_becomes_more_precise_and_is_otherwise_corrected_by_claims_only(office: Office) -> None:
    await record(office, steps=[{"step": "proposed", "on": "2016", "source": "a paper"}])
    await take(office, "proposed", on="2016-11", by="the host", source="a letter")
    less = await take(office, "proposed", on="2016", source="a third paper")
    other = await take(office, "proposed", on="2016-12", source="a letter")
    claim = {"kind": "regional_body", "record": str(LABORATORY), "source": "the minutes"}
    await office.put(f"/v1/claims/{UUID(int=1)}", **claim, field="proposed_on", value="2016-12")
    await office.put(f"/v1/claims/{UUID(int=1)}/preference", reason="they were there")

    shown = await office.get(path())
    assert (less.status_code, problem(other)[0]) == (204, 409)
    [proposed] = shown["steps"]
    assert (proposed["on"], proposed["source"], proposed["by"]["words"]) == ("2016-12", "the minutes", "the host")
    told = [(each["value"], each["source"], each["preferred"]) for each in shown["claims"]]
    assert told == [("2016-12", "the minutes", True), ("2016-11", "a paper; a letter", False)]
    assert (shown["version"], await stages(office, "2016-12-30", "2016-12-31")) == (3, [None, "proposed"])
    await office.put(f"/v1/claims/{UUID(int=2)}", **claim, field="endorsed_on", value="2018")
    untaken = await office.ask(f"/v1/claims/{UUID(int=2)}/preference", reason="they were there")
    assert problem(untaken)[0] == 409


async def test_a_closed_body_stays_closed_and_its_past_may_still_be_told(office: Office) -> None:
    await record(office, steps=[{"step": "proposed", "on": "2016", "source": "test"}])
    for _ in range(2):
        closing = await office.ask(path("closure"), on="2019-12-31", reason="The host gives it up.", source="test")
        assert closing.status_code == 204
    dayless = await take(office, "endorsed")
    late = await take(office, "endorsed", on="2020")
    other = await office.ask(path("closure"), on="2019-12-31", reason="Another.", source="test")
    told_later = await take(office, "endorsed", on="2017")

    assert [problem(answer)[0] for answer in (dayless, late, other)] == [409, 422, 409]
    assert told_later.status_code == 204
    assert await stages(office, "2016-12-31", "2018-01-01", "2019-12-31") == ["proposed", "endorsed", "closed"]
    assert [kind for kind, _ in await told(office, 3)] == ["proposed", "closed", "endorsed"]


async def test_progress_and_reviews_are_noted_by_day(office: Office) -> None:
    await record(office)
    await conference_held(office)
    for _ in range(2):
        note = {"text": "progress presented", "conference_id": str(XX), "source": "a page", "confidence": "high"}
        await office.put(path("progress/2017-05"), **note)
        await office.put(path("reviews/2017-05"), text="as planned", source="a page")
    await office.put(path("progress/2017-05"), text="good progress presented", source="a page")
    ahead = await office.ask(path("progress/2999"), text="done", source="a page")
    nowhen = await office.ask(path("progress/2017-13"), text="done", source="a page")

    assert [problem(answer)[0] for answer in (ahead, nowhen)] == [422, 422]
    notes = [(each["note"], each["day"], each["text"]) for each in (await office.get(path()))["notes"]]
    assert notes == [("progress", "2017-05", "good progress presented"), ("review", "2017-05", "as planned")]
    *_, (kind, noted) = await told(office, 4)
    assert (kind, noted["note"], noted["text"], noted["version"]) == (
        "progress.noted",
        "progress",
        "good progress presented",
        4,
    )


async def test_bodies_are_found_by_region_kind_host_and_stage(office: Office) -> None:
    others = {number: UUID(int=number) for number in range(1, 4)}
    await record(office)
    await record(office, others[1], kind="RTC", host="DO", city="Santo Domingo")
    await record(office, others[2], kind="RILO", host="CL", regions=["AMS", "AP"], city=None, name="RILO",
                 steps=[{"step": "operational", "on": "2001", "source": "test"}])  # fmt: skip
    await record(office, others[3], kind="RTC", host="MX", city="Cancún")

    async def found(**asked: Any) -> list[str]:
        return [item["kind"] for item in (await office.get("/v1/regional-bodies", **asked))["items"]]

    assert await found() == ["RCL", "RILO", "RTC", "RTC"]
    assert await found(sort="-kind") == ["RTC", "RTC", "RILO", "RCL"]
    assert await found(region="AP") == ["RILO"]
    assert await found(host="MX", sort="-city") == ["RCL", "RTC"]
    assert await found(kind="RTC", host="DO") == ["RTC"]
    assert await found(stage="operational") == ["RILO"]
    assert await found(stage="operational", as_of="2001-12-30") == []
    assert await found(stage="operational", as_of="2001-12-31") == ["RILO"]
    assert await found(stage="proposed", as_of="2001-12-31") == []
    page = await office.http.get("/v1/regional-bodies", params={"limit": 3})
    assert f"after={page.json()['next']}" in page.headers["link"]
    assert await found(after=page.json()["next"]) == ["RTC"]


async def test_what_was_known_stays_known_and_a_write_may_ask_for_its_version(office: Office) -> None:
    await record(office)
    then = datetime.now(UTC).isoformat()
    answer = await office.http.get(path())
    step = {"on": "2016", "source": "test"}
    refused = await office.http.put(path("steps/proposed"), json=step, headers={"if-match": '"7"'})
    taken = await office.http.put(path("steps/proposed"), json=step, headers={"if-match": answer.headers["etag"]})
    await record(office, name="RCL Mexico")

    now, known = await office.get(path()), await office.get(path(), known_at=then)
    listed = await office.get("/v1/regional-bodies", known_at=then, region="AMS", as_of="2999-01-01")
    assert (answer.headers["etag"][:3], refused.status_code, taken.status_code) == ('"1-', 412, 204)
    assert (now["version"], now["name"], now["steps"][0]["on"]) == (3, "RCL Mexico", "2016")
    assert (known["version"], known["name"], known["steps"][0]["on"]) == (1, None, None)
    assert [item["version"] for item in listed["items"]] == [1]
    unknown = await office.http.get(path(), params={"known_at": "2001-01-01T00:00:00Z"})
    assert problem(unknown)[0] == 404
