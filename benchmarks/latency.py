"""From the commit in one process to the committed effect in another, when nothing else is going on."""

import asyncio
import time
from dataclasses import dataclass
from statistics import median, quantiles

from cabos.broker import make_broker
from cabos.hinting import Hinter, heed
from cabos.journal import publish
from cabos.local import LocalServers
from cabos.reader import Reader
from cabos.relay import Relay
from cabos.schema import cursor
from cabos.subscriptions import Subscriptions
from cabos_contracts.governance import DecisionTaken
from sqlalchemy import select
from sqlmodel.ext.asyncio.session import AsyncSession

from benchmarks.ground import SOURCE, Ground, decisions, fresh

EVENTS = 300
WARM_UP = 20
PAUSE_S = 0.01
LOOK_EVERY_S = 0.0005


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds."""

    median: float
    p99: float


async def measure(servers: LocalServers) -> Latency:
    """One event at a time, hinted over Redis as from an API process, until an onlooker sees the cursor behind it."""
    async with fresh(servers) as ground:
        subscriptions = Subscriptions("benchmark")

        @subscriptions.on(DecisionTaken)
        async def do_nothing(event: DecisionTaken, session: AsyncSession) -> None: ...

        relay = Relay(ground.database.engine, ground.redis_url, SOURCE, replay_reserve=0)
        broker = make_broker(ground.redis_url)
        reader = Reader(ground.database.engine, broker, subscriptions, SOURCE)
        parts = [relay.run(), heed(relay.redis, SOURCE, relay.wake), reader.run()]
        running = [asyncio.create_task(part) for part in parts]
        async with Hinter(ground.redis_url, SOURCE):
            waits = await _one_by_one(ground)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await broker.stop()
        await relay.close()
    return Latency(median(waits), quantiles(waits, n=100)[-1])


async def _one_by_one(ground: Ground) -> list[float]:
    waits: list[float] = []
    async with ground.database.engine.connect() as onlooker:
        await onlooker.execution_options(isolation_level="AUTOCOMMIT")
        position = select(cursor.c.position)
        for number, event in enumerate(decisions(WARM_UP + EVENTS), 1):
            async with ground.database.transaction() as session:
                publish(session, event)
            committed = time.perf_counter()
            while (await onlooker.execute(position)).scalar_one_or_none() != number:  # noqa: ASYNC110 - nobody tells the onlooker
                await asyncio.sleep(LOOK_EVERY_S)
            waits.append((time.perf_counter() - committed) * 1000)
            await asyncio.sleep(PAUSE_S)
    return waits[WARM_UP:]
