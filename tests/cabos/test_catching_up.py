"""A reader behind the trimmed stream, and where a newcomer begins."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import redis
import uvicorn
from cabos.feed import feed
from cabos.local.process import free_port
from cabos.reader import Reader
from cabos.schema import journal
from cabos.streams import EntryId, stream_key
from cabos.subscriptions import Start, Subscriptions
from cabos.testing import eventually
from fastapi import FastAPI

from tests.cabos.probe import SOURCE, Probe, cancelled, counts
from tests.cabos.test_reader import numbers

KEY = stream_key(SOURCE)
Redis = redis.Redis


@asynccontextmanager
async def serving(probe: Probe) -> AsyncIterator[str]:
    """The source's feed over HTTP; its address."""
    app, port = FastAPI(), free_port()
    app.state.database = probe.database
    app.include_router(feed(SOURCE))
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_config=None, lifespan="off"))
    server.install_signal_handlers = lambda: None
    task = asyncio.create_task(server.serve())
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await task


@asynccontextmanager
async def reading(
    probe: Probe, feed_url: str | None = None, start: Start = "beginning", subscriptions: Subscriptions | None = None
) -> AsyncIterator[Reader]:
    wanted = subscriptions or counts()
    wanted.start = start
    reader = Reader(probe.database.engine, probe.stack.redis_url, wanted, SOURCE, feed_url=feed_url)
    task = asyncio.create_task(reader.run())
    try:
        yield reader
    finally:
        await cancelled(task)


async def relayed(probe: Probe, client: "Redis[Any]", count: int) -> None:
    await probe.count("a", *range(1, count + 1))
    async with probe.relaying():
        await eventually(lambda: client.xlen(KEY) == count)


def trimmed(client: "Redis[Any]", keep: int) -> None:
    client.xtrim(KEY, maxlen=keep, approximate=False)


async def test_a_reader_behind_the_trimmed_stream_gets_the_rest_from_the_feed(
    probe: Probe, wiped_redis: "Redis[Any]"
) -> None:
    await relayed(probe, wiped_redis, 1_300)
    trimmed(wiped_redis, 10)

    async with serving(probe) as feed_url, reading(probe, feed_url):
        await eventually(lambda: probe.counted(1_300))
        await relayed_on(probe, wiped_redis)

    assert numbers(await probe.effects()) == list(range(1, 1_302))


async def relayed_on(probe: Probe, client: "Redis[Any]") -> None:
    """One more event, over the stream."""
    await probe.count("a", 1_301)
    async with probe.relaying():
        await eventually(lambda: probe.counted(1_301))


async def test_without_a_feed_it_says_what_it_needs_and_skips_nothing(probe: Probe, wiped_redis: "Redis[Any]") -> None:
    await relayed(probe, wiped_redis, 20)
    trimmed(wiped_redis, 5)

    async with reading(probe) as reader:
        await eventually(lambda: "CABOS_FEEDS" in (reader.fault or ""))

    assert await probe.effects() == []


async def test_a_feed_that_is_away_is_asked_again(probe: Probe, wiped_redis: "Redis[Any]") -> None:
    await relayed(probe, wiped_redis, 20)
    trimmed(wiped_redis, 5)
    nowhere = f"http://127.0.0.1:{free_port()}"

    async with reading(probe, nowhere) as reader:
        await eventually(lambda: "the feed of probe does not help" in (reader.fault or ""))
        async with serving(probe) as feed_url:
            reader.feed_url = feed_url
            await eventually(lambda: probe.counted(20))

    assert numbers(await probe.effects()) == list(range(1, 21))


async def test_a_newcomer_may_begin_now(probe: Probe, wiped_redis: "Redis[Any]") -> None:
    await relayed(probe, wiped_redis, 5)

    async with reading(probe, start="now") as reader:
        await eventually(lambda: reader.leading)
        await probe.count("a", 6)
        async with probe.relaying():
            await eventually(lambda: probe.counted(1))

    assert numbers(await probe.effects()) == [6]


async def test_a_newcomer_may_begin_behind_a_position(probe: Probe, wiped_redis: "Redis[Any]") -> None:
    await relayed(probe, wiped_redis, 5)

    async with reading(probe, start=3):
        await eventually(lambda: probe.counted(2))

    assert numbers(await probe.effects()) == [4, 5]


async def recorded_a_minute_apart(probe: Probe, client: "Redis[Any]") -> datetime:
    """Five events; the instant of the third."""
    first = datetime(2026, 1, 31, 9, tzinfo=UTC)
    for number in range(1, 6):
        await probe.count("a", number)
        async with probe.database.engine.begin() as connection:
            now = first + timedelta(minutes=number)
            await connection.execute(journal.update().where(journal.c.position.is_(None)).values(time=now))
        async with probe.stepping() as (relay, connection):
            await relay.sequence(connection)
            await relay.copy(connection)
    assert client.xlen(KEY) == 5
    return first + timedelta(minutes=3)


async def test_a_newcomer_may_begin_at_an_instant(probe: Probe, wiped_redis: "Redis[Any]") -> None:
    instant = await recorded_a_minute_apart(probe, wiped_redis)

    async with reading(probe, start=instant):
        await eventually(lambda: probe.counted(3))

    assert numbers(await probe.effects()) == [3, 4, 5]


async def test_an_instant_before_the_trimmed_stream_is_found_in_the_feed(
    probe: Probe, wiped_redis: "Redis[Any]"
) -> None:
    instant = await recorded_a_minute_apart(probe, wiped_redis)
    trimmed(wiped_redis, 1)

    async with reading(probe, start=instant) as reader:
        await eventually(lambda: "CABOS_FEEDS" in (reader.fault or ""))
        async with serving(probe) as feed_url:
            reader.feed_url = feed_url
            await eventually(lambda: probe.counted(3))

    assert numbers(await probe.effects()) == [3, 4, 5]


async def test_a_start_counts_only_the_first_time(probe: Probe, wiped_redis: "Redis[Any]") -> None:
    await relayed(probe, wiped_redis, 3)
    async with reading(probe):
        await eventually(lambda: probe.counted(3))
    await probe.count("a", 4)
    async with probe.relaying():
        await eventually(lambda: EntryId.parse(wiped_redis.xinfo_stream(KEY)["last-generated-id"]).position == 4)

    async with reading(probe, start="now"):
        await eventually(lambda: probe.counted(4))

    assert numbers(await probe.effects()) == [1, 2, 3, 4]


def test_an_instant_without_an_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="start must carry its offset"):
        Subscriptions("listener", start=datetime(2026, 1, 31, 9))
