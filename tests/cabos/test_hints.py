"""Hints: a relay hears of a commit at once, in its own process and from another; the poll is only the guarantee."""

import asyncio
from typing import Any

import pytest
import redis
from cabos import hints, relay
from cabos.hinting import Hinter, heed
from cabos.streams import stream_key
from cabos.testing import eventually

from tests.cabos.probe import SOURCE, Probe, cancelled

KEY = stream_key(SOURCE)
Redis = redis.Redis


@pytest.fixture
def never_polling(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "POLL_S", 3600)


async def idle(probe: Probe, client: "Redis[Any]") -> None:
    """Come back when the relay has announced a first event and waits for the next."""
    await probe.count("a", 1)
    await eventually(lambda: client.xlen(KEY) == 1)


@pytest.mark.usefixtures("never_polling")
async def test_a_relay_hears_of_a_commit_in_its_own_process(probe: Probe, wiped_redis: "Redis[Any]") -> None:
    async with probe.relaying():
        await idle(probe, wiped_redis)

        await probe.count("a", 2)

        await eventually(lambda: wiped_redis.xlen(KEY) == 2)


@pytest.mark.usefixtures("never_polling")
async def test_a_relay_hears_of_a_commit_in_another_process(probe: Probe, wiped_redis: "Redis[Any]") -> None:
    async with probe.relaying(hinted=False) as active, Hinter(probe.stack.redis_url, SOURCE):
        listening = asyncio.create_task(heed(probe.stack.redis_url, SOURCE, active.wake.set))
        await idle(probe, wiped_redis)

        await probe.count("a", 2)

        await eventually(lambda: wiped_redis.xlen(KEY) == 2)
        await cancelled(listening)


async def test_without_any_hint_the_poll_finds_the_commit(probe: Probe, wiped_redis: "Redis[Any]") -> None:
    async with probe.relaying(hinted=False):
        await idle(probe, wiped_redis)

        await probe.count("a", 2)

        await eventually(lambda: wiped_redis.xlen(KEY) == 2)


async def test_a_hinter_ends_whatever_it_is_doing(probe: Probe) -> None:
    """redis-py loses a cancellation that comes while it connects, which is when a short-lived process ends."""
    async with asyncio.timeout(20):
        for turns in range(30):
            async with Hinter(probe.stack.redis_url, SOURCE):
                hints.after_commit()
                for _ in range(turns):
                    await asyncio.sleep(0)
