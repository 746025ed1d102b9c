"""What an address is asked for and does not know is refused by name, and changes nothing."""

from collections.abc import AsyncIterator

import httpx2
import pytest
from cabos.schema import journal
from cabos.testing.tokens import TestIssuer

from tests.cabos.edge import edge
from tests.cabos.probe import Probe


@pytest.fixture
async def http(probe: Probe, issuer: TestIssuer) -> AsyncIterator[httpx2.AsyncClient]:
    async with edge(probe, issuer) as http:
        http.headers.update(issuer.bearer("counter"))
        yield http


async def test_every_unknown_parameter_is_named_with_those_that_are_known(http: httpx2.AsyncClient) -> None:
    response = await http.get("/v1/events", params={"after": 0, "limt": 3, "as_of": "2015-01-01"})

    problem = response.json()
    assert (response.status_code, response.headers["content-type"]) == (422, "application/problem+json")
    assert problem["type"] == "urn:cabos:refusal:invalid"
    assert [error["field"] for error in problem["errors"]] == ["limt", "as_of"]
    assert all(
        error["rule"] == "unknown here; known are after, since, type, partition, limit, wait"
        for error in problem["errors"]
    )


async def test_what_is_known_is_answered(http: httpx2.AsyncClient) -> None:
    response = await http.get("/v1/events", params={"after": 0, "type": ["a", "b"], "limit": 3, "wait": 0})

    assert response.status_code == 200


async def test_parameters_of_dependencies_are_known(http: httpx2.AsyncClient) -> None:
    page = await http.get("/v1/shelf", params={"shelf": "top"})
    unknown = await http.get("/v1/shelf", params={"ledge": "top"})

    assert (page.status_code, page.json()) == (200, "top")
    assert [error["rule"] for error in unknown.json()["errors"]] == ["unknown here; known are shelf"]


async def test_a_write_with_an_unknown_parameter_changes_nothing(http: httpx2.AsyncClient, probe: Probe) -> None:
    for _ in range(2):
        response = await http.put("/v1/counters/mx", params={"dry_run": "true"}, json={"number": 7})

        assert response.status_code == 422
        assert response.json()["errors"] == [{"field": "dry_run", "rule": "unknown here, and so is every other"}]
    assert await probe.rows(journal) == []


async def test_pages_outside_of_the_api_take_what_others_add(http: httpx2.AsyncClient) -> None:
    response = await http.get("/livez", params={"utm_source": "a newsletter"})

    assert response.status_code == 200


async def test_an_address_that_is_none_stays_none(http: httpx2.AsyncClient) -> None:
    assert (await http.get("/v1/nothing", params={"x": 1})).status_code == 404
    assert (await http.delete("/v1/who", params={"x": 1})).status_code == 405
