"""The command itself, in a process of its own, beside a probe that announces and listens."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest
import redis
from cabos.schema import kit
from cabos.testing.stack import Stack

from tests.cabos.probe import Probe, tables


@dataclass(frozen=True, slots=True)
class Said:
    """What a command printed, and its exit code."""

    out: str
    err: str
    code: int

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Cabos = Callable[..., Awaitable[Said]]


@pytest.fixture
async def probe(stack: Stack, wiped_redis: "redis.Redis[Any]") -> AsyncIterator[Probe]:
    with stack.fresh_database("probe") as url:
        probe = Probe(stack, url.replace("postgresql://", "postgresql+psycopg://"))
        async with probe.database.engine.begin() as connection:
            await connection.run_sync(kit.create_all)
            await connection.run_sync(tables.create_all)
        yield probe
        await probe.database.close()


@pytest.fixture
def cabos(probe: Probe) -> Cabos:
    """`await cabos("dlq", "list")`; keywords change the environment, None takes a variable out."""
    addresses = {
        "DATABASE_URL": probe.database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False),
        "REDIS_URL": probe.stack.redis_url,
    }

    async def run(*words: str, **environment: str | None) -> Said:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "cabos", *words),
            env={name: value for name, value in (addresses | environment).items() if value is not None},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await process.communicate()
        return Said(out.decode(), err.decode(), process.returncode or 0)

    return run
