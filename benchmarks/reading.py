"""The reader with typed events and a handler that does nothing against a bare XREAD and validation."""

import time
from collections.abc import AsyncIterator
from typing import Any

from cabos.local import LocalServers
from cabos.schema import cursor
from cabos.streams import stream_key
from cabos.subscriptions import Subscriptions
from cabos_contracts.governance import DecisionTaken
from sqlalchemy import delete
from sqlmodel.ext.asyncio.session import AsyncSession

from benchmarks.ground import SOURCE, Ground, Stopwatch, fill_quickly, fresh
from benchmarks.scale import Scale

BATCH = 500


async def measure(servers: LocalServers, scale: Scale) -> AsyncIterator[tuple[float, float]]:
    """Events a second: of the reader, effects and cursor committed; and of XREAD with `model_validate_json` alone."""
    async with fresh(servers) as ground:
        await fill_quickly(ground.database, 1, scale.read)
        async with ground.relaying():
            await ground.until_announced(scale.read)
        for _ in range(scale.rounds):
            await from_the_beginning(ground)
            yield await _reader(ground, scale.read), await _bare(ground, scale.read)


async def from_the_beginning(ground: Ground) -> None:
    async with ground.database.engine.begin() as connection:
        await connection.execute(delete(cursor))


async def _reader(ground: Ground, count: int) -> float:
    subscriptions = Subscriptions("benchmark")
    watch = Stopwatch(count, warm_up=count // 10)

    @subscriptions.on(DecisionTaken)
    async def do_nothing(event: DecisionTaken, session: AsyncSession) -> None:
        watch.count()

    async with ground.listening(subscriptions):
        await watch.done.wait()
    return watch.per_second


async def _bare(ground: Ground, count: int) -> float:
    key, last, seen = stream_key(SOURCE), b"0-0", 0
    started = time.perf_counter()
    while seen < count:
        answer: Any = await ground.redis.xread({key: last}, count=BATCH)
        [(_, entries)] = answer
        for _, fields in entries:
            DecisionTaken.model_validate_json(fields[b"data"])
        seen += len(entries)
        last = entries[-1][0]
    return count / (time.perf_counter() - started)
