"""Regions and administrations."""

import pytest
from governance import api
from governance.commands.conference import ConveneConference
from governance.commands.council_session import CancelCouncilSession, CloseCouncilSession, PlanCouncilSession
from governance.commands.decision import TakeDecision
from governance.commands.membership import ChangeMembership, RenameMember, TransferMember
from governance.commands.register import Command, RegisterMember, RegisterRegion
from governance.commands.vice_chair_term import RecordTerm

from tests.documented import example
from tests.governance.conftest import problem
from tests.governance.office import Office

REGISTERED = "governance.member.registered.v1"


async def test_a_member_is_announced_once_however_often_it_is_entered(office: Office) -> None:
    await office.put("/v1/members/CL", name="Chile", region="AMS", source="test")
    await office.put("/v1/members/CL", name="Chile (renamed)", region="AMS", source="test")

    events = await office.announced(6, REGISTERED)
    assert [data["version"] for _, data in events if data["economy"] == "CL"] == [1, 2]


async def test_a_member_of_an_unknown_region_is_refused(office: Office) -> None:
    response = await office.ask("/v1/members/BR", name="Brazil", region="MENA", source="test")

    assert problem(response) == (422, "No region is registered under MENA")
    assert response.json()["errors"][0]["field"] == "region"
    assert (await office.http.get("/v1/members/BR")).status_code == 404


@pytest.mark.parametrize("joined_on", ["2018-02-30", "2018-13", "yesterday", 2018])
async def test_a_date_that_does_not_exist_is_refused(office: Office, joined_on: object) -> None:
    response = await office.ask("/v1/members/CL", name="Chile", region="AMS", joined_on=joined_on, source="test")

    status, detail = problem(response)
    assert status == 422
    assert detail.startswith("joined_on: ")


async def test_members_are_listed_page_by_page(office: Office) -> None:
    first = await office.get("/v1/members", limit=3)
    second = await office.get("/v1/members", limit=3, after=first["next"])

    assert [item["economy"] for item in first["items"] + second["items"]] == ["CL", "DO", "GT", "JP", "MX"]
    assert second["next"] is None


async def test_members_are_listed_by_standing_and_name(office: Office) -> None:
    await office.put("/v1/members/EU", name="European Union", region="AP", membership="akin_to_member",
                     kind="customs_union", source="test")  # fmt: skip
    await office.put("/v1/members/TW", name="Chinese Taipei", region="AP", membership="non_member", source="test")

    listed = {
        name: [item["economy"] for item in (await office.get("/v1/members", **query))["items"]]
        for name, query in {
            "akin": {"membership": "akin_to_member"},
            "none": {"membership": "non_member"},
            "by name": {"region": "AP", "sort": "-name"},
        }.items()
    }

    assert listed == {"akin": ["EU"], "none": ["TW"], "by name": ["JP", "EU", "TW"]}


@pytest.mark.parametrize("code", ["XX", "ZZ", "UK", "AN"])
async def test_a_code_that_no_economy_has_is_refused(office: Office, code: str) -> None:
    response = await office.ask(f"/v1/members/{code}", name="Nowhere", region="AMS", source="test")

    assert problem(response)[0] == 422
    assert response.json()["errors"][0]["field"] == "economy"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"territory_of": "CL"}, "territory_of"),
        ({"territory_of": "NL"}, "territory_of"),
        ({"territory_of": "UK", "kind": "customs_territory"}, "territory_of"),
        ({"joined_on": "2999"}, "joined_on"),
        ({"joined_on": "1966", "membership": "non_member"}, "joined_on"),
        ({"confidence": "sure"}, "confidence"),
        ({"continues": {"predecessor": ""}}, "continues.predecessor"),
        ({"name": "Chile" * 1000}, "name"),
    ],
)
async def test_what_cannot_be_said_of_an_administration_is_refused(
    office: Office, changed: dict[str, object], field: str
) -> None:
    response = await office.ask("/v1/members/PE", **{"name": "Peru", "region": "AMS", "source": "test"} | changed)

    assert problem(response)[0] == 422
    assert response.json()["errors"][0]["field"] == field


async def test_all_that_the_register_knows_of_an_administration_is_shown(office: Office) -> None:
    known = {
        "name": "Curaçao",
        "region": "AMS",
        "kind": "customs_territory",
        "territory_of": "NL",
        "joined_on": "2001-07-11",
        "joined_source": "general knowledge, unverified",
        "joined_confidence": "low",
        "continues": {"predecessor": "Netherlands Antilles", "since": "2010-10-10"},
        "note": "the seat was that of the Netherlands Antilles",
        "source": "test",
        "confidence": "medium",
    }
    for _ in range(2):
        await office.put("/v1/members/CW", **known)

    shown = await office.get("/v1/members/CW")
    earlier = await office.get("/v1/members/CW", as_of="2010-10-09")

    assert {field: shown[field] for field in known} == known
    assert (shown["version"], shown["membership"], shown["claims"]) == (1, "member", [])
    assert earlier["name"] == "Netherlands Antilles"
    ((_, told),) = [e for e in await office.announced(6, REGISTERED) if e[1]["economy"] == "CW"]
    assert (told["territory_of"], told["continues"]) == ("NL", "Netherlands Antilles")
    assert (told["confidence"], told["stated_by"]) == ("medium", "test")


async def test_a_region_is_one_of_the_six(office: Office) -> None:
    response = await office.ask("/v1/regions/AOC", name="Afrique occidentale et centrale")

    assert problem(response)[0] == 422
    assert response.json()["errors"][0]["field"] == "code"


async def test_a_region_is_announced_when_it_is_called_otherwise(office: Office) -> None:
    names = {"en": "Europe", "es": "Europa", "fr": "Europe"}
    for _ in range(2):
        await office.put("/v1/regions/EUR", name="Europe", names=names, source="test", confidence="high")
    await office.put("/v1/regions/EUR", name="Europe", names=names, source="test", meeting_name="Heads of Customs")

    events = await office.announced(4, "governance.region.named.v1")
    told = [(data["version"], data["names"], data["meeting_name"]) for _, data in events if data["region"] == "EUR"]
    assert told == [(1, names, None), (2, names, "Heads of Customs")]
    response = await office.http.get("/v1/regions/EUR")
    assert (response.json()["names"], response.headers["etag"].split("-")[0]) == (names, '"2')


async def test_a_change_counts_for_the_version_it_was_made_for(office: Office) -> None:
    tag = (await office.http.get("/v1/members/CL")).headers["etag"]
    chile = {"name": "Republic of Chile", "region": "AMS", "source": "test"}

    taken = await office.http.put("/v1/members/CL", json=chile, headers={"If-Match": tag})
    outdated = await office.http.put("/v1/members/CL", json=chile | {"name": "Chile"}, headers={"If-Match": tag})

    assert (taken.status_code, problem(outdated)[0]) == (204, 412)
    assert (await office.get("/v1/members/CL"))["name"] == "Republic of Chile"


@pytest.mark.parametrize(
    "command",
    [
        RegisterRegion,
        RegisterMember,
        RenameMember,
        TransferMember,
        ChangeMembership,
        PlanCouncilSession,
        CancelCouncilSession,
        CloseCouncilSession,
        ConveneConference,
        TakeDecision,
        RecordTerm,
    ],
)
def test_the_documentation_shows_an_example_that_is_taken(command: type[Command]) -> None:
    shown = example(api, command)

    assert command.model_validate(shown).model_dump(mode="json", exclude_unset=True, by_alias=True) == shown


async def test_a_write_needs_the_officer(office: Office) -> None:
    response = await office.http.put(
        "/v1/regions/AMS", json={"name": "Americas"}, headers=office.governance.bearer("editor")
    )

    assert problem(response)[0] == 403
    assert (await office.get("/v1/regions/AMS"))["name"] == "Americas/Caribbean"
