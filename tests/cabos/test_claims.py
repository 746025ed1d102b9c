"""Sources that contradict each other stand side by side, and one is preferred with a reason."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx2
import pytest
from cabos.testing.tokens import TestIssuer

from tests.cabos.probe import Probe
from tests.cabos.shelf import shelf

ATLAS = UUID(int=1)
FIRST, SECOND = UUID(int=11), UUID(int=12)


@pytest.fixture
async def http(probe: Probe, issuer: TestIssuer) -> AsyncIterator[httpx2.AsyncClient]:
    async with shelf(probe, issuer) as client:
        assert (await client.put(f"/v1/volumes/{ATLAS}", json={"title": "Atlas"})).status_code == 204
        yield client


async def claim(http: httpx2.AsyncClient, id_: UUID = FIRST, **changed: Any) -> httpx2.Response:
    said = {"kind": "volume", "record": str(ATLAS), "field": "title", "value": "Great Atlas", "source": "a card"}
    return await http.put(f"/v1/claims/{id_}", json=said | changed)


async def prefer(http: httpx2.AsyncClient, id_: UUID = FIRST, reason: str = "it has the title page") -> httpx2.Response:
    return await http.put(f"/v1/claims/{id_}/preference", json={"reason": reason})


async def claims(http: httpx2.AsyncClient) -> list[dict[str, Any]]:
    response = await http.get("/v1/claims", params={"kind": "volume", "record": str(ATLAS)})
    found: list[dict[str, Any]] = response.json()
    return found


async def test_a_claim_changes_nothing_until_it_is_preferred(http: httpx2.AsyncClient) -> None:
    for _ in range(2):
        assert (await claim(http)).status_code == 204
    before = (await http.get(f"/v1/volumes/{ATLAS}")).json()
    for _ in range(2):
        assert (await prefer(http)).status_code == 204
    after = (await http.get(f"/v1/volumes/{ATLAS}")).json()

    assert (before["title"], before["version"]) == ("Atlas", 1)
    assert (after["title"], after["source"], after["version"]) == ("Great Atlas", "a card", 2)


async def test_what_the_record_said_before_stays_as_a_claim_of_its_source(http: httpx2.AsyncClient) -> None:
    await claim(http)
    await prefer(http)

    said = [(c["value"], c["source"], c["preferred"], c["reason"]) for c in await claims(http)]

    assert said == [
        ("Great Atlas", "a card", True, "it has the title page"),
        ("Atlas", "test", False, None),
    ]


async def test_a_claim_on_one_field_is_no_source_of_the_others(http: httpx2.AsyncClient) -> None:
    await claim(http, SECOND, field="printed_on", value="1570", source="a list of prints")
    await prefer(http, SECOND)
    await claim(http)
    await prefer(http)

    said = {(c["field"], c["value"]): c["source"] for c in await claims(http)}

    assert (await http.get(f"/v1/volumes/{ATLAS}")).json()["source"] == "a card"
    assert said == {
        ("printed_on", "1570"): "a list of prints",
        ("title", "Great Atlas"): "a card",
        ("title", "Atlas"): "test",
    }


async def test_one_claim_is_preferred_at_a_time(http: httpx2.AsyncClient) -> None:
    await claim(http)
    await claim(http, SECOND, value="Small Atlas", source="another card")
    await prefer(http)
    await prefer(http, SECOND)

    assert [c["value"] for c in await claims(http) if c["preferred"]] == ["Small Atlas"]
    assert (await http.get(f"/v1/volumes/{ATLAS}")).json()["title"] == "Small Atlas"


async def test_a_sentence_is_kept_and_cannot_be_preferred(http: httpx2.AsyncClient) -> None:
    assert (await claim(http, value=None, statement="one paper prints another title")).status_code == 204

    response = await prefer(http)

    assert response.status_code == 422
    assert [c["statement"] for c in await claims(http)] == ["one paper prints another title"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": "shelf"}, "kind"),
        ({"record": str(SECOND)}, "record"),
        ({"record": "no id"}, "record"),
        ({"field": "colour"}, "field"),
        ({"field": "printed_on", "value": "2018-02-30"}, "value"),
        ({"value": 7}, "value"),
        ({"value": None}, "value"),
        ({"confidence": "sure"}, "confidence"),
    ],
)
async def test_a_claim_that_cannot_be_is_refused(http: httpx2.AsyncClient, changed: dict[str, Any], field: str) -> None:
    response = await claim(http, **changed)

    assert response.status_code == 422, response.text
    assert field in str(response.json()["errors"])
    assert await claims(http) == []


async def test_a_claim_keeps_its_words(http: httpx2.AsyncClient, issuer: TestIssuer) -> None:
    await claim(http)

    changed = await claim(http, value="Small Atlas")
    unknown = await prefer(http, SECOND)
    visitor = await http.put(f"/v1/claims/{SECOND}", json={}, headers=issuer.bearer("nobody"))

    assert (changed.status_code, unknown.status_code, visitor.status_code) == (409, 404, 403)
