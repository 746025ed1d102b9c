"""Names, regions and memberships over time: one of each on any day, as of a day and as known at an instant."""

import json
from contextlib import suppress
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cabos_contracts.types import PartialDate
from governance.model.standing import Since, StandsOtherwise, on_day, with_change
from hypothesis import given
from hypothesis import strategies as st

from tests.governance.conftest import problem
from tests.governance.office import Office

MEMBERS = Path(__file__).parents[2] / "examples" / "data" / "members.json"
CLAIM = UUID(int=1)

ESWATINI = {"name": "Eswatini", "from_on": "2018-04-19", "former_name": "Swaziland", "source": "general knowledge"}


async def listed(office: Office, **query: Any) -> list[str]:
    return [item["economy"] for item in (await office.get("/v1/members", **query))["items"]]


async def told(office: Office, economy: str, count: int) -> list[tuple[str, int]]:
    events = await office.announced(count)
    return [(type_.split(".")[2], data["version"]) for type_, data in events if data.get("economy") == economy]


async def enter_mexico(office: Office, **changed: Any) -> None:
    facts = {"name": "Mexico", "region": "AMS", "joined_on": "1988-02-08", "source": "test"}
    await office.put("/v1/members/MX", **facts | changed)


@pytest.mark.parametrize("known_as", ["Eswatini", "Swaziland"])
async def test_an_administration_has_had_another_name(office: Office, known_as: str) -> None:
    await office.put("/v1/members/SZ", name=known_as, region="AP", joined_on="1981-05-15", source="test")
    for _ in range(2):
        await office.put("/v1/members/SZ/names", **ESWATINI)

    shown = await office.get("/v1/members/SZ")
    names = {day: (await office.get("/v1/members/SZ", as_of=day))["name"] for day in ("2018-04-18", "2018-04-19")}

    assert names == {"2018-04-18": "Swaziland", "2018-04-19": "Eswatini"}
    assert [(each["value"], each["from_on"]) for each in shown["names"]] == [
        ("Swaziland", None),
        ("Eswatini", "2018-04-19"),
    ]
    # What aeo knows a member by is announced again only where it has changed.
    again = [("registered", 3)] if known_as == "Swaziland" else []
    assert await told(office, "SZ", 8) == [("registered", 1), ("renamed", 2), *again]


async def test_a_day_that_is_known_better_takes_the_place_of_the_other(office: Office) -> None:
    await office.put("/v1/members/TR", name="Turkey", region="AP", source="test")
    for day in ("2022", "2022-06", "2022-06-01"):
        await office.put("/v1/members/TR/names", name="Türkiye", from_on=day, source=f"says {day}")

    shown = await office.get("/v1/members/TR")
    assert [(each["value"], each["from_on"]) for each in shown["names"]] == [
        ("Turkey", None),
        ("Türkiye", "2022-06-01"),
    ]


async def test_a_name_that_an_imprecise_day_leaves_open_is_told(office: Office) -> None:
    await office.put("/v1/members/CZ", name="Czech Republic", region="AP", joined_on="1993-01-01", source="test")
    await office.put("/v1/members/CZ/names", name="Czechia", from_on="2016", source="general knowledge")

    found = [await office.get("/v1/members/CZ", as_of=day) for day in ("2015-12-31", "2016-04-14", "2016-12-31")]

    assert [(each["name"], each["uncertain"]) for each in found] == [
        ("Czech Republic", []),
        ("Czech Republic", ["name"]),
        ("Czechia", []),
    ]


async def test_a_name_that_has_a_history_is_not_put_right_as_if_it_had_none(office: Office) -> None:
    await office.put("/v1/members/MX/names", name="United Mexican States", from_on="2020", source="test")

    response = await office.ask("/v1/members/MX", name="Mexico", region="AMS", source="test")

    assert problem(response) == (409, "The name is United Mexican States since 2020")
    assert response.json()["type"] == "urn:cabos:refusal:has-history"


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("MX/names", {"name": "Mexico", "from_on": "2020"}, 409),
        ("MX/names", {"name": "Anáhuac", "from_on": "2999"}, 422),
        ("MX/names", {"name": "Anáhuac", "from_on": "2020-02-30"}, 422),
        ("MX/names", {"name": "Anáhuac", "from_on": "2020", "former_name": "New Spain"}, 409),
        ("MX/names", {"name": "", "from_on": "2020"}, 422),
        ("MX/names", {"name": "Anáhuac"}, 422),
        ("PE/names", {"name": "Perú", "from_on": "2020"}, 404),
        ("MX/region", {"region": "AMS", "from_on": "2020"}, 409),
        ("MX/region", {"region": "ESA", "from_on": "2020"}, 422),
        ("MX/region", {"region": "AMS", "from_on": "2020", "former_region": "ESA"}, 422),
        ("MX/region", {"region": "AP", "from_on": "2999-01"}, 422),
        ("MX/membership", {"membership": "member", "from_on": "2020"}, 409),
        ("MX/membership", {"membership": "non_member", "from_on": "1980"}, 409),
        ("MX/membership", {"membership": "observer", "from_on": "2020"}, 422),
    ],
)
async def test_a_change_that_cannot_be_is_refused(office: Office, path: str, body: dict[str, Any], status: int) -> None:
    await enter_mexico(office)
    before = await office.get("/v1/members/MX")

    response = await office.ask(f"/v1/members/{path}", **body, source="test")

    assert problem(response)[0] == status, response.text
    assert await office.get("/v1/members/MX") == before


async def test_a_member_belongs_to_one_region_on_any_day(office: Office) -> None:
    await enter_mexico(office)
    for _ in range(2):
        await office.put("/v1/members/MX/region", region="AP", from_on="2015-07-01", source="test")

    regions = {
        day: [region for region in ("AMS", "AP") if "MX" in await listed(office, region=region, as_of=day)]
        for day in ("2015-06-30", "2015-07-01", "2999-01-01")
    }

    assert regions == {"2015-06-30": ["AMS"], "2015-07-01": ["AP"], "2999-01-01": ["AP"]}
    assert "MX" in await listed(office, region="AP")
    (data,) = [data for _, data in await office.announced(1, "governance.member.transferred.v1")]
    assert (data["former_region"], data["region"], data["from_on"]) == ("AMS", "AP", "2015-07-01")
    assert await told(office, "MX", 9) == [("registered", n) for n in (1, 2)] + [("transferred", 3), ("registered", 4)]


async def test_a_member_departs_and_returns(office: Office) -> None:
    await enter_mexico(office)
    for _ in range(2):
        await office.put("/v1/members/MX/membership", membership="non_member", from_on="2001-03", source="test")
    for _ in range(2):
        await office.put("/v1/members/MX/membership", membership="member", from_on="2007-01-01", source="test")

    days = ("1988-02-07", "1988-02-08", "2001-02-28", "2001-03-15", "2001-03-31", "2006-12-31", "2007-01-01")
    was = [day for day in days if "MX" in await listed(office, as_of=day)]
    may = [day for day in days if "MX" in await listed(office, as_of=day, possible=True, membership="member")]

    assert was == ["1988-02-08", "2001-02-28", "2007-01-01"]
    assert may == ["1988-02-08", "2001-02-28", "2001-03-15", "2007-01-01"]
    (departed,) = [data for _, data in await office.announced(1, "governance.member.departed.v1")]
    (admitted,) = [data for _, data in await office.announced(1, "governance.member.admitted.v1")]
    assert (departed["departed_on"], admitted["admitted_on"], admitted["again"]) == ("2001-03", "2007-01-01", True)


async def test_an_economy_that_was_no_member_joins(office: Office) -> None:
    await office.put("/v1/members/TW", name="Chinese Taipei", region="AP", membership="non_member", source="test")
    await office.put("/v1/members/TW/membership", membership="member", from_on="2020", source="joining", note="a note")

    shown = await office.get("/v1/members/TW")
    late = await office.ask(
        "/v1/members/TW", name="Chinese Taipei", region="AP", membership="non_member", source="test"
    )

    assert (shown["membership"], shown["joined_on"], shown["joined_source"]) == ("member", "2020", "joining")
    assert problem(late)[0] == 409


async def test_the_day_of_joining_is_contradicted_and_corrected(office: Office) -> None:
    await enter_mexico(office, joined_source="a paper")
    then = datetime.now(UTC).isoformat()
    statement = {"kind": "member", "record": "MX", "field": "joined_on", "value": "1988-02-09", "source": "a deed"}
    await office.put(f"/v1/claims/{CLAIM}", **statement)
    for _ in range(2):
        await office.put(f"/v1/claims/{CLAIM}/preference", reason="it is the deed")

    shown = await office.get("/v1/members/MX")

    assert (shown["joined_on"], shown["joined_source"], shown["source"]) == ("1988-02-09", "a deed", "test")
    assert [(claim["value"], claim["source"]) for claim in shown["claims"]] == [
        ("1988-02-09", "a deed"),
        ("1988-02-08", "a paper"),
    ]
    assert (await office.get("/v1/members/MX", known_at=then))["claims"] == []
    assert "MX" not in await listed(office, as_of="1988-02-08")


async def test_a_day_of_joining_that_has_not_come_is_no_claim(office: Office) -> None:
    statement = {"kind": "member", "record": "MX", "field": "joined_on", "value": "2999", "source": "a deed"}

    assert problem(await office.ask(f"/v1/claims/{CLAIM}", **statement))[0] == 422


async def test_the_register_answers_as_it_was_known_at_an_instant(office: Office) -> None:
    await enter_mexico(office)
    first = datetime.now(UTC).isoformat()
    await office.put("/v1/members/MX/names", name="Anáhuac", from_on="2010", source="test")
    await office.put("/v1/regions/AMS", name="Americas")
    second = datetime.now(UTC).isoformat()
    await office.put("/v1/members/MX/membership", membership="non_member", from_on="2012-01-01", source="test")

    seen = {at: (await office.get("/v1/members/MX", as_of="2013-01-01", known_at=at))["name"] for at in (first, second)}
    counted = [
        (await office.get("/v1/regions/counts", as_of="2013-01-01", known_at=at))["members"] for at in (first, second)
    ]

    assert list(seen.values()) == ["Mexico", "Anáhuac"]
    assert counted == [1, 1]
    assert (await office.get("/v1/regions/counts", as_of="2013-01-01"))["members"] == 0
    assert "MX" in await listed(office, known_at=second, membership="member")
    assert "MX" not in await listed(office, membership="member")
    assert (await office.get("/v1/regions/AMS", known_at=first))["name"] == "Americas/Caribbean"
    assert problem(await office.http.get("/v1/members/MX", params={"known_at": "2018-01-01T00:00:00Z"}))[0] == 404


async def test_everyone_is_counted_once(office: Office) -> None:
    for row in json.loads(MEMBERS.read_text()):
        await office.put(f"/v1/regions/{row['region']}", name=row["region_name"])
        body = {
            "name": row["name"],
            "region": row["region"],
            "membership": row["membership"],
            "kind": row.get("party_kind", "state"),
            "joined_on": row["accession"],
            "joined_source": row["accession_source"],
            "joined_confidence": row["accession_confidence"],
            "territory_of": row.get("territory_of"),
            "founding_member": row.get("founding_member", False),
            "note": row.get("note"),
            "source": row["source"],
            "confidence": row["confidence"],
        }
        await office.put(f"/v1/members/{row['iso2']}", **body)

    counts = await office.get("/v1/regions/counts")
    earlier = await office.get("/v1/regions/counts", as_of="2017-06-30")

    members = {each["region"]: each["members"] for each in counts["regions"]}
    assert members == {"AMS": 33, "EUR": 52, "AP": 35, "MENA": 18, "WCA": 24, "ESA": 24}
    assert (counts["members"], counts["akin_to_members"], counts["uncertain"]) == (186, 1, [])
    assert "surely" in counts["rule"]
    assert earlier["uncertain"] == ["AG", "XK"]
    founders = [item for item in (await office.get("/v1/members", limit=500))["items"] if item["founding_member"]]
    assert len(founders) == 17


async def test_pages_of_a_day_follow_each_other(office: Office) -> None:
    for economy in ("CL", "DO", "GT", "MX"):
        await office.put(f"/v1/members/{economy}", name=economy, region="AMS", joined_on="1990", source="test")

    first = await office.http.get("/v1/members", params={"as_of": "2018-04-16", "limit": 3, "sort": "-name"})
    second = await office.http.get(str(first.links["next"]["url"]))

    assert [item["economy"] for item in first.json()["items"] + second.json()["items"]] == ["MX", "GT", "DO", "CL"]
    assert second.json()["next"] is None


DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2004, 12, 31)).map(str)
PARTIAL = st.tuples(DAYS, st.sampled_from((4, 7, 10))).map(lambda made: PartialDate(made[0][: made[1]]))


@given(st.lists(st.tuples(st.sampled_from("abc"), PARTIAL)), DAYS.map(date.fromisoformat))
def test_whatever_changes_one_thing_holds_on_a_day(changes: list[tuple[str, PartialDate]], day: date) -> None:
    history: tuple[Since, ...] = (Since(value="a", source="test"),)
    for value, from_on in changes:
        new = Since(value=value, from_on=from_on, source="test")
        with suppress(StandsOtherwise):
            history = with_change(history, new)
            assert new in history
            assert with_change(history, new) == history

    held, _ = on_day(history, day, from_the_beginning=True)
    days = [each.from_on.earliest for each in history[1:] if each.from_on is not None]
    assert held is not None
    assert days == sorted(days)
    assert all(one.value != next_.value for one, next_ in pairwise(history))
