"""One upsert for each event, by the reader and as bare psycopg writes the same rows in batches."""

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import psycopg
from cabos.database import execute, upsert
from cabos.local import LocalServers
from cabos.subscriptions import Subscriptions
from cabos_contracts.governance import DecisionTaken
from sqlalchemy import Column, Integer, MetaData, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel.ext.asyncio.session import AsyncSession

from benchmarks.ground import Ground, Stopwatch, decisions, fill_quickly, fresh
from benchmarks.reading import from_the_beginning
from benchmarks.scale import Scale

BATCH = 500
known = Table(
    "known_decision",
    MetaData(),
    Column("decision_id", Uuid, primary_key=True),
    Column("region", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("version", Integer, nullable=False),
)
_row = insert(known)
UPSERT = _row.on_conflict_do_update(
    index_elements=["decision_id"],
    set_={name: _row.excluded[name] for name in ("region", "text", "version")},
)
BARE_UPSERT = """
    INSERT INTO known_decision (decision_id, region, text, version) VALUES (%s, %s, %s, %s)
    ON CONFLICT (decision_id) DO UPDATE
    SET region = excluded.region, text = excluded.text, version = excluded.version
"""


@dataclass(frozen=True, slots=True)
class Effects:
    """Events a second, each with its upsert committed."""

    one_by_one: float
    batched: float
    bare: float


def values(event: DecisionTaken) -> dict[str, Any]:
    return {
        "decision_id": event.decision_id,
        "region": event.region,
        "text": event.text,
        "version": event.version,
    }


async def measure(servers: LocalServers, scale: Scale) -> AsyncIterator[Effects]:
    async with fresh(servers) as ground:
        async with ground.database.engine.begin() as connection:
            await connection.run_sync(known.create)
        await fill_quickly(ground.database, 1, scale.effects)
        async with ground.relaying():
            await ground.until_announced(scale.effects)
        for _ in range(scale.rounds):
            yield Effects(
                await _one_by_one(ground, scale.effects),
                await _batched(ground, scale.effects),
                await _bare(ground, scale.effects),
            )


async def _one_by_one(ground: Ground, count: int) -> float:
    subscriptions = Subscriptions("benchmark")
    watch = Stopwatch(count, warm_up=count // 10)

    @subscriptions.on(DecisionTaken)
    async def know(event: DecisionTaken, session: AsyncSession) -> None:
        await execute(session, UPSERT, values(event))
        watch.count()

    return await _read(ground, subscriptions, watch)


async def _batched(ground: Ground, count: int) -> float:
    subscriptions = Subscriptions("benchmark")
    watch = Stopwatch(count, warm_up=count // 10)

    @subscriptions.on(DecisionTaken, batch=True)
    async def know(events: list[DecisionTaken], session: AsyncSession) -> None:
        await upsert(session, known, [values(event) for event in events])
        watch.count(len(events))

    return await _read(ground, subscriptions, watch)


async def _read(ground: Ground, subscriptions: Subscriptions, watch: Stopwatch) -> float:
    await _empty(ground)
    await from_the_beginning(ground)
    async with ground.listening(subscriptions):
        await watch.done.wait()
    return watch.per_second


async def _bare(ground: Ground, count: int) -> float:
    """The rows are made beforehand: this is the database's work and the driver's, and nothing else."""
    await _empty(ground)
    rows = [tuple(values(event).values()) for event in decisions(count)]
    url = ground.database_url.replace("+psycopg", "")
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        started = time.perf_counter()
        for start in range(0, count, BATCH):
            async with connection.transaction(), connection.cursor() as writing:
                await writing.executemany(BARE_UPSERT, rows[start : start + BATCH])
        return count / (time.perf_counter() - started)


async def _empty(ground: Ground) -> None:
    async with ground.database.engine.begin() as connection:
        await connection.execute(text("TRUNCATE known_decision"))
