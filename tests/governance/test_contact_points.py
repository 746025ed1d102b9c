"""Contact points: whom administrations name for a body, and who may see an address."""

from typing import Any
from uuid import UUID

import httpx2
import pytest
from cabos.ids import stable_id
from cabos.testing.services import Running

from tests.governance.bodies import path, record
from tests.governance.conftest import problem
from tests.governance.office import Office

OFFICE = stable_id("regional-body", "ROCB", "AMS", "UY")
POINTS = "/v1/contact-points"
FIRST = {"name": "A. Delegate", "from_on": "2019-04", "source": "a letter", "email": "a.delegate@customs.example"}
SECOND = {"name": "B. Delegate", "from_on": "2021-02-01", "source": "a letter", "email": "b.delegate@customs.example"}


@pytest.fixture(autouse=True)
async def rocb(office: Office) -> None:
    assert (await record(office, OFFICE, kind="ROCB", host=None, city="Montevideo")).status_code == 204


async def name(office: Office, economy: str = "CL", /, **contact: Any) -> httpx2.Response:
    return await office.ask(path(f"contact-points/{economy}", OFFICE), **{"source": "a letter"} | contact)


async def seen(office: Office, token: dict[str, str] | None = None, **asked: Any) -> list[dict[str, Any]]:
    headers = {"authorization": ""} if token is None else token
    answer = await office.http.get(POINTS, params=asked, headers=headers)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def on(office: Office, day: str) -> str | None:
    [point] = await office_sees(office, as_of=day)
    return point["contact"] and point["contact"]["name"]


async def office_sees(office: Office, **asked: Any) -> list[dict[str, Any]]:
    return await seen(office, office.governance.bearer("governance-officer"), **asked)


async def told(office: Office, count: int) -> list[dict[str, Any]]:
    return [data for _, data in await office.announced(count, "governance.contact-point.changed.v1")]


async def test_one_contact_follows_another_and_each_change_is_announced(office: Office) -> None:
    for _ in range(2):
        for contact in (FIRST, SECOND):
            assert (await name(office, **contact)).status_code == 204

    first, second = await told(office, 2)
    assert (first["contact"], first["from_on"], first["former_contact"]) == ("A. Delegate", "2019-04", None)
    assert (second["contact"], second["former_contact"], second["version"]) == ("B. Delegate", "A. Delegate", 3)
    days = ("2019-04-29", "2019-04-30", "2021-01-31", "2021-02-01", "2999-01-01")
    assert [await on(office, day) for day in days] == [None, *2 * ["A. Delegate"], *2 * ["B. Delegate"]]
    [point] = await office_sees(office)
    assert [each["until_on"] for each in point["contacts"]] == ["2021-02-01", None]


async def test_an_address_is_shown_to_officers_only_and_to_nobody_once_the_contact_has_changed(office: Office) -> None:
    await name(office, **FIRST)
    everybody, officer = await seen(office), await office_sees(office)
    stranger = await seen(office, office.governance.bearer("editor"))
    nested = await office.http.get(path("contact-points/CL", OFFICE), headers={"authorization": ""})
    await name(office, office="International Affairs", from_on="2020")
    afterwards = await office_sees(office)
    then = await office_sees(office, as_of="2019-12-31")

    assert [each["email"] for each in (*everybody, *stranger, nested.json())] == [None, None, None]
    assert officer[0]["email"] == "a.delegate@customs.example"
    assert [afterwards[0]["email"], then[0]["email"]] == [None, None]


async def test_no_address_is_in_an_event_or_in_what_the_database_remembers(office: Office, governance: Running) -> None:
    for contact in (FIRST, SECOND, SECOND | {"email": "other@customs.example"}):
        await name(office, **contact)

    await told(office, 3)
    events = await office.http.get("/v1/events", params={"limit": 500})
    past = await office.http.get(POINTS, params={"known_at": "2999-01-01T00:00:00Z"})
    assert "customs.example" not in events.text
    assert "customs.example" not in past.text
    [point] = await office_sees(office)
    assert point["email"] == "other@customs.example"


async def test_a_contact_ends_without_a_successor(office: Office) -> None:
    await name(office, **FIRST)
    for _ in range(2):
        assert (await name(office, **FIRST, until_on="2020-06-01")).status_code == 204
    await name(office, **FIRST)

    _, ended = await told(office, 2)
    assert (ended["contact"], ended["until_on"], ended["former_contact"]) == (None, "2020-06-01", "A. Delegate")
    assert [await on(office, day) for day in ("2020-05-31", "2020-06-01")] == ["A. Delegate", None]
    early = await name(office, **SECOND | {"from_on": "2020-05"})
    assert problem(early)[0] == 409
    assert (await name(office, **SECOND)).status_code == 204
    [point] = await office_sees(office)
    assert [(each["name"], each["until_on"]) for each in point["contacts"]] == [
        ("A. Delegate", "2020-06-01"),
        ("B. Delegate", None),
    ]


async def test_the_beginning_may_be_learned_later(office: Office) -> None:
    await name(office, office="International Affairs")
    for _ in range(2):
        await name(office, office="International Affairs", from_on="2018")

    [point] = await office_sees(office, as_of="2018-12-31")
    assert [each["from_on"] for each in point["contacts"]] == ["2018"]
    assert point["contact"]["office"] == "International Affairs"
    assert len(await told(office, 2)) == 2


@pytest.mark.parametrize(
    ("economy", "contact", "status", "field"),
    [
        ("CL", {}, 422, "name"),
        ("CL", {"name": ""}, 422, "name"),
        ("CL", {"name": "A", "email": "nowhere"}, 422, "email"),
        ("CL", {"name": "A", "email": "a@b.example\n"}, 422, "email"),
        ("CL", {"name": "A", "from_on": "2999"}, 422, "from_on"),
        ("CL", {"name": "A", "until_on": "2999"}, 422, "until_on"),
        ("CL", {"name": "A", "from_on": "2020", "until_on": "2019"}, 422, "until_on"),
        ("JP", {"name": "A"}, 422, "economy"),
        ("ZZ", {"name": "A"}, 422, "economy"),
        ("chile", {"name": "A"}, 422, "economy"),
        ("MX", {"name": "B"}, 422, "from_on"),
        ("MX", {"name": "B", "from_on": "2018"}, 409, "from_on"),
    ],
)
async def test_a_contact_that_cannot_be_is_refused(
    office: Office, economy: str, contact: dict[str, str], status: int, field: str
) -> None:
    await name(office, "MX", **FIRST)

    refused = await name(office, economy, **contact)

    assert problem(refused)[0] == status
    assert field in refused.text


async def test_contact_points_are_listed_by_body_and_by_administration(office: Office) -> None:
    other = UUID(int=1)
    await record(office, other, kind="RILO")
    for economy in ("MX", "CL", "DO"):
        await name(office, economy, name=f"Contact of {economy}")
    await office.put(path("contact-points/CL", other), name="Another", source="a letter")

    async def found(**asked: Any) -> list[str]:
        return [f"{each['economy']} {each['contacts'][0]['name']}" for each in await seen(office, **asked)]

    assert await found(regional_body_id=str(OFFICE)) == ["CL Contact of CL", "DO Contact of DO", "MX Contact of MX"]
    assert sorted(await found(economy="CL")) == ["CL Another", "CL Contact of CL"]
    page = await office.get(POINTS, regional_body_id=str(OFFICE), limit=2)
    assert await found(regional_body_id=str(OFFICE), after=page["next"]) == ["MX Contact of MX"]
    missing = await office.http.get(path("contact-points/MX", other))
    assert problem(missing)[0] == 404


async def test_a_closed_body_has_no_new_contacts(office: Office) -> None:
    await office.put(path("closure", OFFICE), on="2020", reason="The office moves.", source="a letter")

    refused = await name(office, **FIRST)

    assert problem(refused) == (409, "The body is closed")
