"""Four eyes: one officer proposes, another one confirms."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx2
import pytest
from cabos.schema import journal
from cabos.testing.tokens import TestIssuer

from tests.cabos.probe import Probe
from tests.cabos.shelf import shelf

ATLAS = UUID(int=1)


@pytest.fixture
async def http(probe: Probe, issuer: TestIssuer) -> AsyncIterator[httpx2.AsyncClient]:
    async with shelf(probe, issuer) as client:
        yield client


@pytest.fixture
def second(issuer: TestIssuer) -> dict[str, str]:
    return issuer.bearer("officer", sub="second")


async def propose(http: httpx2.AsyncClient, title: str = "Atlas") -> httpx2.Response:
    return await http.put(f"/v1/volumes/{ATLAS}/title", json={"title": title})


async def settle(http: httpx2.AsyncClient, proposal: str, how: str, headers: Any = None) -> httpx2.Response:
    return await http.put(f"/v1/proposals/{proposal}/{how}", headers=headers)


async def test_what_is_proposed_takes_effect_when_another_officer_confirms_it(
    http: httpx2.AsyncClient, second: dict[str, str], probe: Probe
) -> None:
    proposed = await propose(http)
    waiting = await http.get(f"/v1/volumes/{ATLAS}")
    announced_before = await probe.rows(journal)

    for _ in range(2):
        confirmed = await settle(http, proposed.json()["id"], "confirmation", second)
        assert confirmed.status_code == 204, confirmed.text

    assert proposed.status_code == 202
    assert proposed.headers["location"] == f"/v1/proposals/{proposed.json()['id']}"
    assert (waiting.status_code, announced_before) == (404, [])
    assert (await http.get(f"/v1/volumes/{ATLAS}")).json()["title"] == "Atlas"
    assert [row.type for row in await probe.rows(journal)] == ["probe.volume.titled.v1"]
    settled = (await http.get(proposed.headers["location"])).json()
    assert (settled["proposed_by"], settled["settled"], settled["settled_by"]) == ("first", "confirmed", "second")


async def test_nobody_confirms_their_own_proposal(http: httpx2.AsyncClient) -> None:
    proposed = await propose(http)

    response = await settle(http, proposed.json()["id"], "confirmation")

    assert response.status_code == 403
    assert response.json()["type"] == "urn:cabos:refusal:second-officer-needed"
    assert (await http.get(f"/v1/volumes/{ATLAS}")).status_code == 404


async def test_asking_twice_makes_one_proposal_and_none_for_what_holds_already(
    http: httpx2.AsyncClient, second: dict[str, str]
) -> None:
    first, again = await propose(http), await propose(http)
    await settle(http, first.json()["id"], "confirmation", second)
    late = await propose(http)

    assert first.json()["id"] == again.json()["id"]
    assert late.status_code == 204
    assert len((await http.get("/v1/proposals")).json()["items"]) == 1


async def test_what_the_rules_forbid_is_refused_before_it_is_proposed(http: httpx2.AsyncClient) -> None:
    response = await propose(http, "on loan")

    assert response.status_code == 409
    assert (await http.get("/v1/proposals")).json()["items"] == []


async def test_a_withdrawn_proposal_is_not_confirmed_and_may_be_made_again(
    http: httpx2.AsyncClient, second: dict[str, str]
) -> None:
    first = (await propose(http)).json()["id"]
    assert (await settle(http, first, "withdrawal")).status_code == 204

    late = await settle(http, first, "confirmation", second)
    again = (await propose(http)).json()["id"]

    assert late.status_code == 409
    assert again != first
    listed = (await http.get("/v1/proposals", params={"state": "open"})).json()["items"]
    assert [item["id"] for item in listed] == [again]


async def test_proposals_are_for_officers_and_unknown_ones_are_not_found(
    http: httpx2.AsyncClient, issuer: TestIssuer
) -> None:
    visitor = await http.get("/v1/proposals", headers=issuer.bearer("nobody"))
    unknown = await settle(http, str(ATLAS), "confirmation")

    assert (visitor.status_code, unknown.status_code) == (403, 404)
