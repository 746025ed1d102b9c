"""A Redis that goes away and comes back, empty or not: writes go on, and everything heals by itself."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import redis
from cabos.schema import kit
from cabos.streams import stream_key
from cabos.testing import eventually
from cabos.testing.stack import Stack
from prometheus_client import REGISTRY

from tests.cabos.mortal_redis import MortalRedis
from tests.cabos.probe import SOURCE, Probe, tables
from tests.cabos.test_parking import failing

KEY = stream_key(SOURCE)


@pytest.fixture
async def mortal(stack: Stack, tmp_path: Path) -> AsyncIterator[tuple[MortalRedis, Probe]]:
    server = MortalRedis(tmp_path)
    with stack.fresh_database("outage") as url:
        probe = Probe(
            replace(stack, redis_url=server.server.url), url.replace("postgresql://", "postgresql+psycopg://")
        )
        async with probe.database.engine.begin() as connection:
            await connection.run_sync(kit.create_all)
            await connection.run_sync(tables.create_all)
        yield server, probe
        await probe.database.close()
    server.stop()


async def test_a_redis_that_comes_back_empty_is_filled_again_and_nothing_happens_twice(
    mortal: tuple[MortalRedis, Probe],
) -> None:
    server, probe = mortal
    async with probe.relaying() as relay, probe.reading() as reader:
        await probe.count("a", *range(100))
        await eventually(lambda: probe.counted(100))

        server.stop()
        await probe.count("a", *range(100, 200))
        await eventually(lambda: relay.fault and reader.fault)
        server.start()
        await eventually(lambda: probe.counted(200))
        await eventually(lambda: relay.fault is None and reader.fault is None)

    assert server.positions() == list(range(1, 201))
    assert await probe.effects() == [("a", number) for number in range(200)]
    assert await probe.parked() == []


async def test_a_worker_that_starts_while_redis_is_away_begins_when_it_comes(mortal: tuple[MortalRedis, Probe]) -> None:
    server, probe = mortal
    server.stop()
    async with probe.relaying() as relay, probe.reading() as reader:
        await probe.count("a", 1, 2, 3)
        await eventually(lambda: relay.fault and reader.fault)

        server.start()
        await eventually(lambda: probe.counted(3))

    assert await probe.effects() == [("a", 1), ("a", 2), ("a", 3)]


async def test_what_is_parked_is_tried_again_while_redis_is_away(mortal: tuple[MortalRedis, Probe]) -> None:
    server, probe = mortal
    subscriptions, tried = failing({1: 4})
    async with probe.relaying(), probe.reading(subscriptions, delays=(0.5, 0.5, 0.5, 0.5)):
        await probe.count("a", 1)
        await eventually(probe.parked)
        server.stop()
        await eventually(lambda: probe.counted(1))
        server.start()

    assert await probe.effects() == [("a", 1)]
    assert tried == [1] * 5


async def test_a_full_redis_refuses_and_nothing_is_lost_when_it_has_room_again(
    mortal: tuple[MortalRedis, Probe],
) -> None:
    server, probe = mortal
    async with probe.relaying() as relay, probe.reading():
        await probe.count("a", 1)
        await eventually(lambda: probe.counted(1))

        with redis.Redis.from_url(server.server.url) as client:
            client.config_set("maxmemory", "1")
            await probe.count("a", *range(2, 1000))
            await eventually(lambda: "maxmemory" in (relay.fault or ""))
            client.config_set("maxmemory", "0")
        await eventually(lambda: probe.counted(999))

    assert server.positions() == list(range(1, 1000))
    assert await probe.effects() == [("a", number) for number in range(1, 1000)]


async def test_a_stream_that_stepped_back_is_counted(mortal: tuple[MortalRedis, Probe]) -> None:
    def counted() -> float:
        return REGISTRY.get_sample_value("cabos_stream_regressions_total", {"source": SOURCE}) or 0.0

    server, probe = mortal
    before = counted()
    async with probe.relaying():
        await probe.count("a", 1, 2, 3)
        await eventually(lambda: server.positions() == [1, 2, 3])
        assert counted() == before

        with redis.Redis.from_url(server.server.url) as client:
            client.delete(KEY)
        await eventually(lambda: server.positions() == [1, 2, 3])

    assert counted() == before + 1
