"""Governance with a register to work on."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from cabos.testing.services import Running, running
from cabos.testing.stack import Stack
from cabos.testing.tokens import TestIssuer
from governance.app import service

from tests.governance.office import Office

NAMES = {"CL": "Chile", "DO": "Dominican Republic", "MX": "Mexico", "GT": "Guatemala"}


@pytest.fixture
async def governance(stack: Stack, issuer: TestIssuer, wiped_redis: Any) -> AsyncIterator[Running]:
    async with running(service, stack, issuer) as governance:
        governance.http.headers.update(governance.bearer("governance-officer"))
        yield governance


@pytest.fixture
async def office(governance: Running) -> Office:
    """An officer at work in a register that has two regions and a few administrations."""
    office = Office(governance)
    for code, name in {"AMS": "Americas/Caribbean", "AP": "Asia/Pacific"}.items():
        await office.put(f"/v1/regions/{code}", name=name)
    for economy, name in NAMES.items():
        await office.put(f"/v1/members/{economy}", name=name, region="AMS", source="test")
    await office.put("/v1/members/JP", name="Japan", region="AP", source="test")
    return office


def problem(response: httpx2.Response) -> tuple[int, str]:
    assert response.headers["content-type"] == "application/problem+json", response.text
    return response.status_code, response.json()["detail"]
