"""The relay's announcing rate against a bare pipelined XADD of the same entries."""

import time
from typing import Any

from cabos.local import LocalServers
from cabos.relay import BATCH
from cabos.streams import stream_key

from benchmarks.ground import SOURCE, Ground, fill_journal, fresh
from benchmarks.scale import Scale


async def measure(servers: LocalServers, scale: Scale) -> tuple[float, float]:
    """Events a second: of the relay, from committed rows to the stream; and of redis-py's XADD alone."""
    async with fresh(servers) as ground:
        await fill_journal(ground.database, scale.relayed)
        relayed = await _relay(ground, scale.relayed)
        bare = await _bare(ground, scale.relayed)
    return relayed, bare


async def _relay(ground: Ground, count: int) -> float:
    started = time.perf_counter()
    async with ground.relaying():
        await ground.until_announced(count)
        return count / (time.perf_counter() - started)


async def _bare(ground: Ground, count: int) -> float:
    entries: Any = await ground.redis.xrange(stream_key(SOURCE))
    assert len(entries) == count
    await ground.redis.flushall()
    started = time.perf_counter()
    for start in range(0, count, BATCH):
        async with ground.redis.pipeline(transaction=False) as pipe:
            for entry_id, fields in entries[start : start + BATCH]:
                pipe.xadd("bare", fields, id=entry_id)
            await pipe.execute()
    return count / (time.perf_counter() - started)
