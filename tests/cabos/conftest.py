"""A fresh probe for every test of the kit."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import redis
from cabos.schema import kit
from cabos.testing.stack import Stack

from tests.cabos.probe import Probe, tables


@pytest.fixture
async def probe(stack: Stack, wiped_redis: "redis.Redis[Any]") -> AsyncIterator[Probe]:
    with stack.fresh_database("probe") as url:
        probe = Probe(stack, url.replace("postgresql://", "postgresql+psycopg://"))
        async with probe.database.engine.begin() as connection:
            await connection.run_sync(kit.create_all)
            await connection.run_sync(tables.create_all)
        yield probe
        await probe.database.close()
