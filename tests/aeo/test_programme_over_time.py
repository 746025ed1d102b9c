"""Programmes on any day: what they were called, how far they were, and how many took part."""

from datetime import UTC, datetime
from typing import Any

import pytest
from cabos.ids import stable_id

from tests.aeo.desk import PROGRAMME, Desk, done, refused

PATH = f"/v1/programmes/{PROGRAMME}"


async def rename(desk: Desk, day: str, name: str, **more: Any) -> None:
    await done(desk.ask(f"{PATH}/names/{day}", name=name, **{"source": "test"} | more))


async def become(desk: Desk, state: str, on: str, **more: Any) -> None:
    await done(desk.ask(f"{PATH}/state", state=state, on=on, source="test", **more))


async def shown(desk: Desk, **query: Any) -> Any:
    return await desk.get(PATH, **query)


async def test_a_programme_keeps_its_identity_when_it_is_renamed(desk: Desk) -> None:
    await done(desk.programme())

    for _ in range(2):
        await rename(desk, "2018", "OEA", former_name="NEEC")

    names = {day: (await shown(desk, as_of=day))["on_day"] for day in ("2017-12-31", "2018-06-01", "2018-12-31")}
    assert [(each["name"], each["or_named"]) for each in names.values()] == [
        ("NEEC", []), ("NEEC", ["OEA"]), ("OEA", [])
    ]  # fmt: skip
    events = await desk.announced(3)
    assert [(type_, data["name"], data["version"]) for type_, data in events] == [
        ("programme.registered", "NEEC", 1), ("programme.renamed", "OEA", 2), ("programme.registered", "OEA", 3)
    ]  # fmt: skip
    assert (events[1][1]["former_name"], events[1][1]["from_on"]) == ("NEEC", "2018")


async def test_a_former_name_is_learned_of_a_programme_that_is_known_by_its_present_one(desk: Desk) -> None:
    await done(desk.programme(name="OEA"))

    await rename(desk, "2018-12-20", "OEA", former_name="NEEC")
    again = await desk.ask(f"{PATH}/names/2019-01-01", name="OEA", former_name="SAOC", source="test")

    assert [each["name"] for each in (await shown(desk))["names"]] == ["NEEC", "OEA"]
    assert "it was NEEC, not SAOC" in refused(again, 409, "former_name")
    # The name now is what it was: nobody needs to hear of the programme anew.
    assert await desk.told(2) == [("programme.registered", 1), ("programme.renamed", 2)]


async def test_a_source_may_tell_all_names_at_once(desk: Desk) -> None:
    await done(desk.programme(name="OEA", former_names=[{"name": "SAOC"}], renamed_on="2017-05"))

    assert (await shown(desk, as_of="2016-01-01"))["on_day"]["name"] == "SAOC"
    assert (await shown(desk, as_of="2017-06-01"))["on_day"]["name"] == "OEA"


async def test_what_is_entered_again_does_not_undo_a_new_name(desk: Desk) -> None:
    await done(desk.programme())
    await rename(desk, "2018", "OEA")

    await done(desk.programme())
    await done(desk.programme(name="OEA", scope="one tier"))
    other = await desk.programme(name="Trusted Trader", scope="one tier")

    assert "called OEA since an unknown day of 2018" in refused(other, 409, "name")
    assert [each["name"] for each in (await shown(desk))["names"]] == ["NEEC", "OEA"]


async def test_a_programme_has_one_state_on_any_day(desk: Desk) -> None:
    await done(desk.programme(state="planned", launch_year=2011))
    for state, day in (("pilot", "2011-05"), ("operational", "2012-01-15"), ("suspended", "2020-03-23"),
                       ("operational", "2020-09-01"), ("closed", "2024-12-31")) * 2:  # fmt: skip
        await done(desk.ask(f"{PATH}/state", state=state, on=day, source="test"))

    states = {}
    for day in ("2011-05-15", "2011-12-31", "2012-01-15", "2020-06-01", "2020-09-01", "2024-12-30", "2025-01-01"):
        states[day] = (await shown(desk, as_of=day))["on_day"]["state"]
    assert list(states.values()) == [None, "pilot", "operational", "suspended", "operational", "operational", "closed"]
    now = await shown(desk)
    assert (now["state"], now["launched_on"]) == ("closed", "2012-01-15")
    told = [data["state"] for type_, data in await desk.announced(11) if type_ == "programme-state.changed"]
    assert told == ["pilot", "operational", "suspended", "operational", "closed"]


async def test_the_day_of_a_state_becomes_known_and_what_was_before_it_too(desk: Desk) -> None:
    await done(desk.programme())

    await become(desk, "operational", "2012-12")
    await become(desk, "pilot", "2011")
    await become(desk, "operational", "2012-12-03")

    states = [(each["state"], each["from_on"]) for each in (await shown(desk))["states"]]
    assert states == [("pilot", "2011"), ("operational", "2012-12-03")]


@pytest.mark.parametrize(
    ("state", "on", "status", "field", "word"),
    [
        ("planned", "2021", 409, "state", "planned since 2021 cannot follow operational since 2012"),
        ("suspended", "2011", 409, "state", "comes before all that is on record"),
        ("suspended", "2999", 422, "on", "has not come yet"),
        ("suspended", "2020-02-30", 422, "on", "no day"),
        ("asleep", "2020", 422, "state", "'suspended'"),
    ],
)
async def test_a_state_that_cannot_be_is_refused(
    desk: Desk, state: str, on: str, status: int, field: str, word: str
) -> None:
    await done(desk.programme(launch_year=2012))

    assert word in refused(await desk.ask(f"{PATH}/state", state=state, on=on, source="test"), status, field)


async def test_nothing_follows_the_end(desk: Desk) -> None:
    await done(desk.programme())
    await become(desk, "closed", "2020-06-30")

    again = await desk.ask(f"{PATH}/state", state="operational", on="2022", source="test")
    entered = await desk.programme(scope="another")

    assert "cannot follow closed since 2020-06-30" in refused(again, 409, "state")
    # What the source said is entered, what has become of the programme since stands.
    assert (entered.status_code, (await shown(desk))["state"]) == (204, "closed")


async def test_operators_are_counted_on_days(desk: Desk) -> None:
    await done(desk.programme(operators=900, operators_as_of="Dec 2019 ('about 900')"))
    for day, number in (("2021", 1000), ("2023-06-30", 1200), ("2023-06-30", 1250), ("2023-06-30", 1250)):
        await done(desk.ask(f"{PATH}/counts/{day}", operators=number, source="test"))

    on = {}
    for day in ("2019-06-01", "2019-12-31", "2021-06-01", "2021-12-31", "2023-06-30"):
        count = (await shown(desk, as_of=day))["on_day"]["operators"]
        on[day] = count and count["operators"]
    assert list(on.values()) == [None, 900, 900, 1000, 1250]
    assert (await shown(desk))["operators"]["operators"] == 1250
    told = [(data["operators"], data["counted_on"]) for type_, data in await desk.announced(4) if "counted" in type_]
    assert told == [(1000, "2021"), (1200, "2023-06-30"), (1250, "2023-06-30")]


@pytest.mark.parametrize(
    ("changed", "field", "word"),
    [
        ({"state": "suspended"}, "state", "asked for at its state"),
        ({"launch_year": 2011, "launched_on": "2012-04"}, None, "not in 2011"),
        ({"launched_on": "2999"}, "launched_on", "has not come yet"),
        ({"launch_year": 2100}, "launch_year", "has not come yet"),
        ({"operators": -1}, "operators", "greater than or equal to 0"),
        ({"operator_types": ["x" * 101]}, "operator_types", "at most 100"),
        ({"legal_basis": [{"title": "Decree", "url": "http://example.org"}]}, "legal_basis", "https://"),
        ({"legal_basis": [{"title": "Decree", "url": "https://"}]}, "legal_basis", "URL"),
        ({"renamed_on": "2018"}, None, "called otherwise"),
        ({"former_names": [{"name": "A", "from_on": "2012"}, {"name": "B", "from_on": "2011"}]}, None, "oldest"),
    ],
)
async def test_what_a_programme_cannot_be_is_refused(
    desk: Desk, changed: dict[str, Any], field: str | None, word: str
) -> None:
    assert word in refused(await desk.programme(**changed), 422, field)


async def test_what_is_not_on_record_has_no_names_states_or_numbers(desk: Desk) -> None:
    unknown = f"/v1/programmes/{stable_id('programme', 'none')}"
    await done(desk.programme())

    for path, body in (("names/2018", {"name": "x"}), ("state", {"state": "closed", "on": "2018"}),
                       ("counts/2018", {"operators": 1})):  # fmt: skip
        refused(await desk.ask(f"{unknown}/{path}", **body, source="test"), 404)
    for path, body in (("names/2018-13", {"name": "x"}), ("counts/soon", {"operators": 1}),
                       ("names/2999", {"name": "x"}), ("counts/2999", {"operators": 1})):  # fmt: skip
        refused(await desk.ask(f"{PATH}/{path}", **body, source="test"), 422)


async def test_programmes_are_found_by_operator_and_by_their_state_on_a_day(desk: Desk) -> None:
    for economy, launched, types in (("BR", 2015, ["Customs broker"]), ("CL", 2018, ["importer"]), ("MX", None, None)):
        facts = {"economy": economy, "name": economy, "state": "operational", "source": "test"}
        more = {"launch_year": launched, "operator_types": types}
        await done(desk.ask(f"/v1/programmes/{stable_id('programme', economy)}", **facts, **more))

    async def found(**query: Any) -> list[str]:
        return [each["economy"] for each in (await desk.get("/v1/programmes", **query))["items"]]

    assert await found(operator="broker") == await found(operator="customs_broker") == ["BR"]
    assert await found(state="operational", as_of="2017-01-01") == ["BR"]
    assert await found(state="operational", sort="-launched_on") == ["CL", "BR", "MX"]
    first = await desk.get("/v1/programmes", sort="-name", limit=2)
    assert [each["name"] for each in first["items"]] == ["MX", "CL"]
    assert await found(sort="-name", after=first["next"]) == ["BR"]


async def test_a_preferred_source_corrects_the_launch_and_what_was_known_before_is_still_answered(desk: Desk) -> None:
    await done(desk.programme(launch_year=2014))
    moment = datetime.now(UTC).isoformat()
    claim = f"/v1/claims/{stable_id('claim', 'launch')}"
    said = {"kind": "programme", "record": str(PROGRAMME), "field": "launched_on", "value": "2012-07-28"}

    await done(desk.ask(claim, **said, source="the decree"))
    for _ in range(2):
        await done(desk.ask(f"{claim}/preference", reason="the decree is the law"))

    now, before = await shown(desk, as_of="2013-01-01"), await shown(desk, as_of="2013-01-01", known_at=moment)
    assert (now["launched_on"], now["on_day"]["state"]) == ("2012-07-28", "operational")
    assert (before["launched_on"], before["on_day"]["state"]) == ("2014", None)
    assert [claim["preferred"] for claim in now["claims"]] == [True, False]
    assert before["claims"] == []
    assert await desk.told(3) == [
        ("programme.registered", 1), ("record.corrected", 2), ("programme.registered", 3)
    ]  # fmt: skip


async def test_the_name_before_a_claim_is_told_by_who_renamed_it(desk: Desk) -> None:
    await done(desk.programme(scope="imports"))
    await rename(desk, "2018", "OEA", source="a circular")
    for field, value in (("scope", "imports and exports"), ("name", "Operador OEA")):
        claim = f"/v1/claims/{stable_id('claim', field)}"
        said = {"kind": "programme", "record": str(PROGRAMME), "field": field, "value": value, "source": "the decree"}
        await done(desk.ask(claim, **said))
        await done(desk.ask(f"{claim}/preference", reason="the decree is the law"))

    claims = (await shown(desk))["claims"]

    former = {each["value"]: each["source"] for each in claims if not each["preferred"]}
    assert former == {"imports": "test", "OEA": "a circular"}


async def test_a_write_for_an_older_version_is_refused(desk: Desk) -> None:
    await done(desk.programme())
    tag = (await desk.http.get(PATH)).headers["ETag"]

    body = {"operators": 5, "source": "test"}
    answers = [await desk.http.put(f"{PATH}/counts/{year}", json=body, headers={"If-Match": tag}) for year in (20, 21)]
    answers += [
        await desk.http.put(f"{PATH}/counts/20{year}", json=body, headers={"If-Match": tag}) for year in (20, 21)
    ]

    assert [answer.status_code for answer in answers] == [422, 422, 204, 412]


async def test_partners_have_nobody_to_recognise_while_a_programme_is_suspended(desk: Desk) -> None:
    for economy in ("BR", "MX"):
        facts = {"economy": economy, "name": "OEA", "state": "operational", "source": "test"}
        await done(desk.ask(f"/v1/programmes/{stable_id('programme', economy)}", **facts))
    await done(desk.open(stage="in_force", signed_on="2018-01-01", in_force_on="2019-01-01"))
    await become(desk, "suspended", "2020-03-23")
    await become(desk, "operational", "2020-09")

    covered = {}
    for day in ("2020-03-22", "2020-03-23", "2020-09-15", "2020-09-30"):
        answer = await desk.get("/v1/coverage", **{"from": "BR", "to": "MX", "on": day})
        covered[day] = answer["recognised"]
    assert list(covered.values()) == [True, False, False, True]
