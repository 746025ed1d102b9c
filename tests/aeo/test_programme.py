"""Programmes, of members and of economies that are none."""

from typing import Any

from cabos.ids import stable_id

from tests.aeo.desk import PROGRAMME, Desk, done, refused


async def test_a_programme_is_announced_once_however_often_it_is_entered(desk: Desk) -> None:
    for name in ("NEEC", "NEEC", "OEA", "OEA"):
        await done(desk.programme(name=name))

    events = await desk.announced(2)
    assert [(data["name"], data["version"]) for _, data in events] == [("NEEC", 1), ("OEA", 2)]
    assert {data["according_to"] for _, data in events} == {"test"}


async def test_a_programme_comes_back_with_all_that_was_said_of_it(desk: Desk) -> None:
    facts: dict[str, Any] = {
        "launch_year": 2011,
        "operator_types": ["importer", "exporter"],
        "operators": 900,
        "operators_as_of": "Dec 2019 ('about 900')",
        "scope": "one tier only",
        "code_format": "MX + 12",
        "history": ["2011 launched", "2018 renamed"],
        "confidence": "medium",
        "conflicts": ["another source says 2012"],
        "notes": ["once NEEC"],
        "particulars": {"name_source": "general knowledge"},
    }

    await done(desk.programme(**facts))

    record = (await desk.get(f"/v1/programmes/{PROGRAMME}"))["record"]
    assert {field: record[field] for field in facts} == facts


async def test_a_programme_of_an_unknown_economy_is_refused(desk: Desk) -> None:
    response = await desk.programme(economy="ZZ")

    assert "ZZ: no code of ISO 3166-1" in refused(response, 422, "economy")
    assert (await desk.http.get(f"/v1/programmes/{PROGRAMME}")).status_code == 404


async def test_an_economy_that_is_no_member_may_run_a_programme_when_it_is_declared_to_be_none(desk: Desk) -> None:
    for _ in range(2):
        await done(desk.programme(economy="TW", non_member=True))

    assert await desk.told(1) == [("programme.registered", 1)]


async def test_a_member_is_not_declared_to_be_none(desk: Desk) -> None:
    response = await desk.programme(non_member=True)

    assert "MX: a registered member" in refused(response, 422, "economy")


async def test_a_programme_does_not_move_to_another_economy(desk: Desk) -> None:
    await done(desk.programme())

    response = await desk.programme(economy="BR")

    assert "a programme of MX, not of BR" in refused(response, 409, "economy")


async def test_programmes_are_listed_by_economy_page_by_page(desk: Desk) -> None:
    for number, economy in enumerate(["MX", "BR", "MX"]):
        facts = {"economy": economy, "name": f"No. {number}", "state": "unknown", "source": "test"}
        await done(desk.ask(f"/v1/programmes/{stable_id('programme', number)}", **facts))

    first = await desk.get("/v1/programmes", economy="MX", limit=1)
    second = await desk.get("/v1/programmes", economy="MX", limit=1, after=first["next"])

    assert {item["name"] for page in (first, second) for item in page["items"]} == {"No. 0", "No. 2"}
    assert second["next"] is None
