"""The textbook: an outbox polled with SKIP LOCKED, consumer groups, an inbox, XAUTOCLAIM and a dead letter table."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from cabos_contracts.envelope import Event
from pydantic import ValidationError
from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError
from sqlalchemy import BigInteger, Column, DateTime, Identity, MetaData, Table, Text, delete, func, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from tests.faults.facts import SOURCE, TallyRaised, effect

RELAYS = True
SOURCE_TABLES = MetaData()
SERVICE_TABLES = MetaData()
CLOCK = "outbox", "at"
DEAD = "SELECT data::json ->> 'fact' FROM dead_letter"

BATCH = 100
POLL_S = 0.05
PAUSE_S = 0.2
TRIES = 5
CLAIM_AFTER_MS = 500

outbox = Table(
    "outbox",
    SOURCE_TABLES,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("data", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp()),
)
inbox = Table("inbox", SERVICE_TABLES, Column("message", Text, primary_key=True))
dead_letter = Table("dead_letter", SERVICE_TABLES, Column("message", Text, primary_key=True), Column("data", Text))


@asynccontextmanager
async def announcing(redis_url: str) -> AsyncIterator[None]:
    yield


async def announce(session: AsyncSession, events: Sequence[Event]) -> None:
    await (await session.connection()).execute(
        insert(outbox).values([{"data": event.model_dump_json()} for event in events])
    )


async def announced(events: Sequence[Event]) -> None:
    """Nothing is left to do after the commit."""


async def relay(database_url: str, redis_url: str) -> None:
    """Each relay takes a batch, adds it to the stream and removes it from the outbox, in one transaction."""
    engine, redis = create_async_engine(database_url, pool_pre_ping=True), Redis.from_url(redis_url)
    while True:
        try:
            async with engine.begin() as connection:
                waiting = select(outbox.c.id, outbox.c.data).order_by(outbox.c.id).limit(BATCH)
                rows = (await connection.execute(waiting.with_for_update(skip_locked=True))).all()
                for row in rows:
                    await redis.xadd(SOURCE, {"message": row.id, "data": row.data})
                await connection.execute(delete(outbox).where(outbox.c.id.in_([row.id for row in rows])))
        except (SQLAlchemyError, RedisError, OSError):
            await asyncio.sleep(PAUSE_S)
        else:
            if not rows:
                await asyncio.sleep(POLL_S)


async def read(service: str, name: str, database_url: str, redis_url: str) -> None:
    """First what is pending for this consumer, then what others left pending, then what is new."""
    engine = create_async_engine(database_url, pool_pre_ping=True)
    redis: Any = Redis.from_url(redis_url)
    while True:
        try:
            try:
                await redis.xgroup_create(SOURCE, service, "0", mkstream=True)
            except ResponseError as refused:
                if "BUSYGROUP" not in str(refused):
                    raise
            own = await redis.xreadgroup(service, name, {SOURCE: "0"}, count=BATCH)
            await _handle(engine, redis, service, own[0][1] if own else [])
            while True:
                stale = await redis.xautoclaim(SOURCE, service, name, CLAIM_AFTER_MS, count=BATCH)
                await _handle(engine, redis, service, stale[1])
                fresh = await redis.xreadgroup(service, name, {SOURCE: ">"}, count=BATCH, block=500)
                await _handle(engine, redis, service, fresh[0][1] if fresh else [])
        except (SQLAlchemyError, RedisError, OSError):
            await asyncio.sleep(PAUSE_S)


async def _handle(engine: AsyncEngine, redis: Any, service: str, entries: Sequence[Any]) -> None:
    for entry_id, fields in entries:
        if not fields:
            continue
        message, data = fields[b"message"].decode(), fields[b"data"].decode()
        try:
            event = TallyRaised.model_validate_json(data)
        except ValidationError:
            await _bury(engine, message, data)
        else:
            if event.poison:
                pending = await redis.xpending_range(SOURCE, service, entry_id, entry_id, 1)
                if not pending or pending[0]["times_delivered"] < TRIES:
                    # Left pending, it is claimed again later.
                    continue
                await _bury(engine, message, data)
            else:
                await _take(engine, message, event)
        await redis.xack(SOURCE, service, entry_id)


async def _take(engine: AsyncEngine, message: str, event: TallyRaised) -> None:
    """The effect and the mark in the inbox, in one transaction."""
    async with engine.begin() as connection:
        mark = upsert(inbox).values(message=message).on_conflict_do_nothing().returning(inbox.c.message)
        if (await connection.execute(mark)).first() is not None:
            await connection.execute(insert(effect).values(fact=event.fact))


async def _bury(engine: AsyncEngine, message: str, data: str) -> None:
    async with engine.begin() as connection:
        await connection.execute(upsert(dead_letter).values(message=message, data=data).on_conflict_do_nothing())
