"""The reader with typed events and a handler that does nothing against a bare XREAD and validation."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

from cabos.broker import make_broker
from cabos.local import LocalServers
from cabos.reader import Reader
from cabos.relay import Relay
from cabos.schema import cursor
from cabos.streams import stream_key
from cabos.subscriptions import Subscriptions
from cabos_contracts.governance import DecisionTaken
from sqlalchemy import delete
from sqlmodel.ext.asyncio.session import AsyncSession

from benchmarks.ground import SOURCE, Ground, fill_journal, fresh

EVENTS = 50_000
BARE_BATCH = 500


async def measure(servers: LocalServers, rounds: int) -> AsyncIterator[tuple[float, float]]:
    """Events a second: of the reader, effects and cursor committed; and of XREAD with `model_validate_json` alone."""
    async with fresh(servers) as ground:
        await fill_journal(ground.database, EVENTS)
        await _announce(ground)
        for _ in range(rounds):
            async with ground.database.engine.begin() as connection:
                await connection.execute(delete(cursor))
            yield await _reader(ground), await _bare(ground)


async def _announce(ground: Ground) -> None:
    relay = Relay(ground.database.engine, ground.redis_url, SOURCE, replay_reserve=0)
    async with ground.database.engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        while await relay.sequence(connection) + await relay.copy(connection):
            pass
    await relay.close()


async def _reader(ground: Ground) -> float:
    subscriptions = Subscriptions("benchmark")
    seen = 0
    done = asyncio.Event()

    @subscriptions.on(DecisionTaken)
    async def do_nothing(event: DecisionTaken, session: AsyncSession) -> None:
        nonlocal seen
        seen += 1
        if seen == EVENTS:
            done.set()

    broker = make_broker(ground.redis_url)
    reader = Reader(ground.database.engine, broker, subscriptions, SOURCE)
    started = time.perf_counter()
    running = asyncio.create_task(reader.run())
    await done.wait()
    seconds = time.perf_counter() - started
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await broker.stop()
    return EVENTS / seconds


async def _bare(ground: Ground) -> float:
    key, last, seen = stream_key(SOURCE), b"0-0", 0
    started = time.perf_counter()
    while seen < EVENTS:
        answer: Any = await ground.redis.xread({key: last}, count=BARE_BATCH)
        [(_, entries)] = answer
        for _, fields in entries:
            DecisionTaken.model_validate_json(fields[b"data"])
        seen += len(entries)
        last = entries[-1][0]
    return EVENTS / (time.perf_counter() - started)
