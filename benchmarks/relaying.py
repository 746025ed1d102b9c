"""The relay's announcing rate against a bare pipelined XADD of the same entries."""

import asyncio
import time
from typing import Any

from cabos.local import LocalServers
from cabos.relay import BATCH, Relay
from cabos.streams import stream_key

from benchmarks.ground import SOURCE, Ground, fill_journal, fresh

EVENTS = 20_000
LOOK_EVERY_S = 0.005


async def measure(servers: LocalServers) -> tuple[float, float]:
    """Events a second: of the relay, from committed rows to the stream; and of redis-py's XADD alone."""
    async with fresh(servers) as ground:
        await fill_journal(ground.database, EVENTS)
        relayed = await _relay(ground)
        bare = await _bare(ground)
    return relayed, bare


async def _relay(ground: Ground) -> float:
    relay = Relay(ground.database.engine, ground.redis_url, SOURCE, replay_reserve=0)
    started = time.perf_counter()
    running = asyncio.create_task(relay.run())
    while await ground.redis.xlen(stream_key(SOURCE)) < EVENTS:  # noqa: ASYNC110 - nobody tells the onlooker
        await asyncio.sleep(LOOK_EVERY_S)
    seconds = time.perf_counter() - started
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await relay.close()
    return EVENTS / seconds


async def _bare(ground: Ground) -> float:
    entries: Any = await ground.redis.xrange(stream_key(SOURCE))
    assert len(entries) == EVENTS
    await ground.redis.flushall()
    started = time.perf_counter()
    for start in range(0, EVENTS, BATCH):
        async with ground.redis.pipeline(transaction=False) as pipe:
            for entry_id, fields in entries[start : start + BATCH]:
                pipe.xadd("bare", fields, id=entry_id)
            await pipe.execute()
    return EVENTS / (time.perf_counter() - started)
