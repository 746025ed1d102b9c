"""Regions, administrations and council sessions."""

import pytest
from cabos.ids import stable_id
from fastapi import FastAPI
from governance import api
from governance.commands.conference import ConveneConference
from governance.commands.council_session import PlanCouncilSession
from governance.commands.decision import TakeDecision
from governance.commands.register import Command, RegisterMember, RegisterRegion
from governance.commands.vice_chair_term import RecordTerm

from tests.governance.conftest import problem
from tests.governance.office import SESSION, Office

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


async def test_members_are_listed_by_region_and_standing_as_of_a_day(office: Office) -> None:
    await office.put("/v1/members/BR", name="Brazil", region="AMS", joined_on="2018", source="test")
    await office.put("/v1/members/HK", name="Hong Kong", region="AP", membership="akin_to_member",
                     kind="customs_territory", source="test")  # fmt: skip

    listed = {
        name: [item["economy"] for item in (await office.get("/v1/members", **query))["items"]]
        for name, query in {
            "akin": {"membership": "akin_to_member"},
            "before": {"region": "AMS", "as_of": "2017-12-31"},
            "within": {"region": "AMS", "as_of": "2018-04-16"},
        }.items()
    }

    assert listed == {"akin": ["HK"], "before": ["CL", "DO", "GT", "MX"], "within": ["BR", "CL", "DO", "GT", "MX"]}


async def test_sessions_are_listed_page_by_page(office: Office) -> None:
    for number, opens_on in ((133, "2019-06-27"), (131, "2017-12"), (132, "2018-06-28"), (130, "2017-12")):
        await office.plan_session(stable_id("session", number), numbers=[number], opens_on=opens_on, closes_on=None)

    first = await office.get("/v1/council-sessions", limit=1)
    second = await office.get("/v1/council-sessions", limit=2, after=first["next"])
    third = await office.get("/v1/council-sessions", limit=2, after=second["next"])
    nowhere = await office.http.get("/v1/council-sessions", params={"after": str(stable_id("session", 1))})

    days = [item["opens_on"] for page in (first, second, third) for item in page["items"]]
    assert days == ["2017-12", "2017-12", "2018-06-28", "2019-06-27"]
    assert third["next"] is None
    assert problem(nowhere)[0] == 422


@pytest.mark.parametrize(
    "command", [RegisterRegion, RegisterMember, PlanCouncilSession, ConveneConference, TakeDecision, RecordTerm]
)
def test_the_documentation_shows_an_example_that_is_taken(command: type[Command]) -> None:
    app = FastAPI()
    for router in api.routers:
        app.include_router(router)

    (shown,) = app.openapi()["components"]["schemas"][command.__name__]["examples"]

    assert command.model_validate(shown).model_dump(mode="json", exclude_unset=True, by_alias=True) == shown


async def test_a_write_needs_the_officer(office: Office) -> None:
    response = await office.http.put(
        "/v1/regions/AMS", json={"name": "Americas"}, headers=office.governance.bearer("editor")
    )

    assert problem(response)[0] == 403
    assert (await office.get("/v1/regions/AMS"))["name"] == "Americas/Caribbean"


async def test_a_session_that_moves_is_announced_again(office: Office) -> None:
    await office.plan_session()
    await office.plan_session()
    await office.plan_session(closes_on="2018-07-01")

    events = await office.announced(2, "governance.council-session.planned.v1")
    assert [(data["closes_on"], data["version"]) for _, data in events] == [("2018-06-30", 1), ("2018-07-01", 2)]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"closes_on": "2018-06-27"}, "closes_on"),
        ({"numbers": [132, 134]}, "numbers"),
        ({"numbers": []}, "numbers"),
        ({"opens_on": "2018-06-31"}, "opens_on"),
    ],
)
async def test_a_session_that_cannot_be_is_refused(office: Office, changed: dict[str, object], field: str) -> None:
    plan = {"numbers": [132], "opens_on": "2018-06-28", "closes_on": "2018-06-30", "source": "test"} | changed

    response = await office.ask(f"/v1/council-sessions/{SESSION}", **plan)

    status, detail = problem(response)
    assert status == 422
    assert field in detail


@pytest.mark.parametrize("closed_on", ["2018-06-27", "2999-01-01"])
async def test_a_session_closes_neither_before_it_opens_nor_in_the_future(office: Office, closed_on: str) -> None:
    await office.plan_session()

    response = await office.ask(f"/v1/council-sessions/{SESSION}/closing", closed_on=closed_on)

    assert problem(response)[0] == 422
    assert response.json()["errors"][0]["field"] == "closed_on"
