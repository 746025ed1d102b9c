"""AEO beside the governance that it learns from."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aeo.app import service as aeo_service
from cabos.testing import eventually
from cabos.testing.services import Running, running
from cabos.testing.stack import Stack
from cabos.testing.tokens import TestIssuer
from governance.app import service as governance_service

from tests.aeo.desk import Desk
from tests.governance.office import Office

NAMES = {"BR": "Brazil", "CL": "Chile", "MX": "Mexico"}


@asynccontextmanager
async def governance_at_work(stack: Stack, issuer: TestIssuer) -> AsyncIterator[Office]:
    """An officer of governance, where three members are registered."""
    async with running(governance_service, stack, issuer) as governance:
        governance.http.headers.update(governance.bearer("governance-officer"))
        office = Office(governance)
        await office.put("/v1/regions/AMS", name="Americas/Caribbean")
        for economy, name in NAMES.items():
            await office.put(f"/v1/members/{economy}", name=name, region="AMS", source="test")
        yield office


@asynccontextmanager
async def aeo_at_work(stack: Stack, issuer: TestIssuer) -> AsyncIterator[Running]:
    async with running(aeo_service, stack, issuer) as aeo:
        aeo.http.headers.update(aeo.bearer("aeo-officer"))
        yield aeo


async def informed(desk: Desk, members: int = len(NAMES)) -> Desk:
    """An officer of aeo, once aeo has heard of the members."""

    async def heard() -> bool:
        return len((await desk.get("/v1/members", limit=500))["items"]) == members

    await eventually(heard)
    return desk


@pytest.fixture
async def governance(stack: Stack, issuer: TestIssuer, wiped_redis: Any) -> AsyncIterator[Office]:
    async with governance_at_work(stack, issuer) as office:
        yield office


@pytest.fixture
async def aeo(stack: Stack, issuer: TestIssuer, wiped_redis: Any) -> AsyncIterator[Running]:
    async with aeo_at_work(stack, issuer) as aeo:
        yield aeo


@pytest.fixture
async def desk(aeo: Running, governance: Office) -> Desk:
    return await informed(Desk(aeo))
