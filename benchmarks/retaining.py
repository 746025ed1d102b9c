"""What a million retained events change: the cost of the next one, and the memory of a relay and a reader."""

import asyncio
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from cabos.local import LocalServers
from cabos.schema import cursor
from cabos.subscriptions import Subscriptions
from cabos_contracts.governance import DecisionTaken
from sqlalchemy import select, text
from sqlmodel.ext.asyncio.session import AsyncSession

from benchmarks.ground import LOOK_EVERY_S, Ground, Stopwatch, fill_quickly, fresh
from benchmarks.guarded import HAS_PROC, parts, resident_mib
from benchmarks.scale import Scale

BURSTS = 5


@dataclass(slots=True)
class Retained:
    """Microseconds for each event behind few and behind many, and resident MiB at a tenth of the way and at its end."""

    relay_us: tuple[float, float] = (0.0, 0.0)
    reader_us: tuple[float, float] = (0.0, 0.0)
    resident: dict[str, tuple[float, float]] = field(default_factory=dict)


async def measure(servers: LocalServers, scale: Scale, folder: Path) -> Retained:
    async with fresh(servers) as ground:
        at = scale.few
        await fill_quickly(ground.database, 1, at)
        await _work_through(ground, folder, at, at)
        relay_few, reader_few = await _bursts(ground, scale, at)
        at += BURSTS * scale.burst
        await fill_quickly(ground.database, at + 1, scale.many)
        resident = await _work_through(ground, folder, at + (scale.many - at) // 10, scale.many)
        relay_many, reader_many = await _bursts(ground, scale, scale.many)
    return Retained((relay_few, relay_many), (reader_few, reader_many), resident)


async def _work_through(ground: Ground, folder: Path, first: int, last: int) -> dict[str, tuple[float, float]]:
    """A relay and a reader as processes, with their memory behind `first` events and behind `last`."""
    with parts(ground, folder, "relay", "reader") as running:
        looks = []
        for count in (first, last):
            await _until_read(ground, count)
            looks.append([resident_mib(part) for part in running.values()] if HAS_PROC else [])
    async with ground.database.engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(text("VACUUM ANALYZE journal"))
    return dict(zip(running, zip(*looks, strict=True), strict=False))


async def _until_read(ground: Ground, count: int) -> None:
    async with ground.database.engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        position = select(cursor.c.position)
        while ((await connection.execute(position)).scalar_one_or_none() or 0) < count:  # noqa: ASYNC110 - nobody tells it
            await asyncio.sleep(LOOK_EVERY_S)


async def _bursts(ground: Ground, scale: Scale, retained: int) -> tuple[float, float]:
    """Microseconds of the relay and of the reader for each event of a burst, medians."""
    relayed, read = [], []
    for number in range(BURSTS):
        start = retained + number * scale.burst
        await fill_quickly(ground.database, start + 1, start + scale.burst)
        relayed.append(await _relay(ground, start, scale.burst))
        read.append(await _reader(ground, start, scale.burst))
    return median(relayed), median(read)


async def _relay(ground: Ground, start: int, count: int) -> float:
    warm_up = count // 10
    async with ground.relaying():
        await ground.until_announced(start + warm_up)
        ahead, started = await ground.announced(), time.perf_counter()
        await ground.until_announced(start + count)
        return (time.perf_counter() - started) / (start + count - ahead) * 1e6


async def _reader(ground: Ground, start: int, count: int) -> float:
    subscriptions = Subscriptions("benchmark")
    watch = Stopwatch(count, warm_up=count // 10)

    @subscriptions.on(DecisionTaken)
    async def do_nothing(event: DecisionTaken, session: AsyncSession) -> None:
        watch.count()

    async with ground.listening(subscriptions):
        await watch.done.wait()
        # The last batch is being handled, and its cursor moves a moment later.
        await _until_read(ground, start + count)
    return 1e6 / watch.per_second
