"""From the commit in one process to the committed effect in another, over a relay and a reader of their own."""

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from cabos.hinting import Hinter
from cabos.journal import publish
from cabos.local import LocalServers
from cabos.schema import cursor
from sqlalchemy import select

from benchmarks.ground import SOURCE, Ground, decision, fresh
from benchmarks.guarded import parts
from benchmarks.scale import Scale

AT_REST_S = 0.05
BUSY_S = 0.005
WARM_UP = 50
LOOK_EVERY_S = 0.0005


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds."""

    median: float
    p99: float


async def measure(servers: LocalServers, scale: Scale, folder: Path, every_s: float) -> Latency:
    """One commit every `every_s`, hinted over Redis as from an API process, until an onlooker sees the cursor move."""
    count = WARM_UP + (scale.paced if every_s < AT_REST_S else scale.paced // 3)
    async with fresh(servers) as ground:
        with parts(ground, folder, "relay", "reader"):
            async with Hinter(ground.redis_url, SOURCE):
                # The first one waits for the processes to start.
                await asyncio.gather(_write(ground, 1, 1, every_s), _look(ground, 1, 1))
                committed, seen = await asyncio.gather(_write(ground, 2, count, every_s), _look(ground, 2, count))
    waits = [(after - before) * 1000 for before, after in zip(committed, seen, strict=True)][WARM_UP - 1 :]
    return Latency(median(waits), quantiles(waits, n=100)[-1])


async def _write(ground: Ground, first: int, last: int, every_s: float) -> list[float]:
    """When each event was committed."""
    committed: list[float] = []
    started = time.perf_counter()
    for number in range(first, last + 1):
        # By the clock and not by pauses, so that a slow commit makes no gap for the next one.
        await asyncio.sleep(max(0.0, started + (number - first) * every_s - time.perf_counter()))
        async with ground.database.transaction() as session:
            publish(session, decision(number))
        committed.append(time.perf_counter())
    return committed


async def _look(ground: Ground, first: int, last: int) -> list[float]:
    """When each event was first seen behind the cursor."""
    seen: list[float] = []
    async with ground.database.engine.connect() as onlooker:
        await onlooker.execution_options(isolation_level="AUTOCOMMIT")
        position = select(cursor.c.position)
        while first + len(seen) <= last:
            at = (await onlooker.execute(position)).scalar_one_or_none() or 0
            seen += [time.perf_counter()] * (at - first + 1 - len(seen))
            await asyncio.sleep(LOOK_EVERY_S)
    return seen
