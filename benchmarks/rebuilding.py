"""Redis forgets everything: how long until the stream is whole again."""

import time

from cabos.local import LocalServers

from benchmarks.ground import fill_quickly, fresh
from benchmarks.scale import Scale


async def measure(servers: LocalServers, scale: Scale) -> float:
    """Seconds from FLUSHALL, while the relay is idle, until its stream has every event again."""
    async with fresh(servers) as ground:
        await fill_quickly(ground.database, 1, scale.rebuilt)
        async with ground.relaying():
            await ground.until_announced(scale.rebuilt)
            started = time.perf_counter()
            await ground.redis.flushall()
            await ground.until_announced(scale.rebuilt)
            return time.perf_counter() - started
