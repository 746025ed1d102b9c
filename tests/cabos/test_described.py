"""What the OpenAPI description says of the ways in which a route may fail."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from cabos.testing.tokens import TestIssuer

from tests.cabos.probe import Probe
from tests.cabos.shelf import shelf


@pytest.fixture
async def http(probe: Probe, issuer: TestIssuer) -> AsyncIterator[httpx2.AsyncClient]:
    async with shelf(probe, issuer) as http:
        yield http


@pytest.mark.parametrize(
    ("method", "path", "failures"),
    [
        ("get", "/v1/volumes", {"422"}),
        ("get", "/v1/volumes/{volume_id}", {"404", "422"}),
        ("put", "/v1/volumes/{volume_id}", {"404", "409", "412", "422"}),
        ("put", "/v1/volumes/{volume_id}/title", {"401", "403", "404", "409", "422"}),
        ("get", "/v1/proposals", {"401", "403", "422"}),
        ("get", "/v1/events", {"422"}),
    ],
)
async def test_a_route_lists_the_problems_that_follow_from_what_it_depends_on(
    http: httpx2.AsyncClient, method: str, path: str, failures: set[str]
) -> None:
    described: dict[str, Any] = (await http.get("/openapi.json")).json()

    responses = described["paths"][path][method]["responses"]
    assert {status for status in responses if status[0] == "4"} == failures
    assert "default" in responses
    for status in failures:
        assert responses[status]["content"] == responses["default"]["content"]
        assert responses[status]["description"]
