"""The ground that every measurement stands on: real servers, a fresh database, events of the published language."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

import psycopg
from cabos.database import Database
from cabos.journal import publish
from cabos.listening import listen
from cabos.local import LocalServers
from cabos.relay import Relay
from cabos.schema import make_kit_tables
from cabos.streams import stream_key
from cabos.subscriptions import Subscriptions
from cabos_contracts.governance import DecisionTaken
from psycopg import sql
from redis.asyncio import Redis
from sqlalchemy import text

SOURCE = "governance"
CHUNK = 1_000
LOOK_EVERY_S = 0.005
ALL = 10**9
"""The replay reserve here: nothing is trimmed while it is counted."""


@dataclass(frozen=True, slots=True)
class Ground:
    """One measurement's own database and the wiped Redis."""

    database: Database
    database_url: str
    redis: Redis
    redis_url: str

    async def announced(self) -> int:
        """Entries on the stream."""
        return await self.redis.xlen(stream_key(SOURCE))

    async def until_announced(self, count: int) -> None:
        while await self.announced() < count:  # noqa: ASYNC110 - nobody tells the onlooker
            await asyncio.sleep(LOOK_EVERY_S)

    @asynccontextmanager
    async def relaying(self) -> AsyncIterator[Relay]:
        """A relay that announces, until the block ends."""
        relay = Relay(self.database.engine, self.redis_url, SOURCE, replay_reserve=ALL)
        running = asyncio.create_task(relay.run())
        try:
            yield relay
        finally:
            await _end(running)
            await relay.close()

    @asynccontextmanager
    async def listening(self, subscriptions: Subscriptions) -> AsyncIterator[None]:
        """A reader with these subscriptions, until the block ends."""
        reading = listen(subscriptions, database_url=self.database_url, redis_url=self.redis_url)
        running = asyncio.create_task(reading)
        try:
            yield
        finally:
            await _end(running)


async def _end(running: "asyncio.Task[None]") -> None:
    failed = running.done()
    running.cancel()
    [how] = await asyncio.gather(running, return_exceptions=True)
    if failed and isinstance(how, BaseException):
        raise how


@asynccontextmanager
async def fresh(servers: LocalServers) -> AsyncIterator[Ground]:
    """An empty journal and an empty Redis until the block ends."""
    name = sql.Identifier("benchmark")
    with psycopg.connect(servers.database_url, autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        admin.execute(sql.SQL("CREATE DATABASE {}").format(name))
    base = servers.database_url.rsplit("/", 1)[0].replace("postgresql://", "postgresql+psycopg://")
    url = f"{base}/benchmark"
    database = Database(url)
    redis = Redis.from_url(servers.redis_url, protocol=2)
    await redis.flushall()
    async with database.engine.begin() as connection:
        await connection.run_sync(make_kit_tables)
    try:
        yield Ground(database, url, redis, servers.redis_url)
    finally:
        await redis.aclose()
        await database.close()


class Stopwatch:
    """Counts events from the first after the warm-up to the last: how a process starts is not what is measured."""

    def __init__(self, total: int, warm_up: int) -> None:
        self.total = total
        self.warm_up = warm_up
        self.seen = 0
        self.done = asyncio.Event()

    def count(self, events: int = 1) -> None:
        before, self.seen = self.seen, self.seen + events
        if before < self.warm_up <= self.seen:
            self._counted_from = self.seen
            self._started = time.perf_counter()
        if self.seen >= self.total and not self.done.is_set():
            self._ended = time.perf_counter()
            self.done.set()

    @property
    def per_second(self) -> float:
        return (self.total - self._counted_from) / (self._ended - self._started)


def decision(number: int) -> DecisionTaken:
    """An event as the conference makes them, each about another decision."""
    return DecisionTaken(
        decision_id=UUID(int=number),
        conference_id=UUID(int=21),
        conference_name="Regional Conference of Customs Directors General for the Americas/Caribbean Region",
        region="AMS",
        kind="vice_chair_selection",
        text="The Dominican Republic is the next Vice-Chair of the Region.",
        taken_on="2018-04-17",
        effective="after the June 2018 Council sessions",
        version=1,
    )


def decisions(count: int) -> Iterator[DecisionTaken]:
    return map(decision, range(1, count + 1))


async def fill_journal(database: Database, count: int) -> None:
    """Publish `count` decisions as a service does, a thousand in a transaction."""
    events = list(decisions(count))
    for start in range(0, count, CHUNK):
        async with database.transaction() as session:
            publish(session, *events[start : start + CHUNK])


_FILLER = text("""
    INSERT INTO journal (event_id, type, subject, dataschema, correlation_id, data)
    SELECT id, :type, id, :dataschema, id, replace(:data, :standing_in, id::text)
    FROM generate_series(CAST(:first AS bigint), CAST(:last AS bigint)) AS number,
         CAST(lpad(to_hex(number), 32, '0') AS uuid) AS id
    ORDER BY number
""")


async def fill_quickly(database: Database, first: int, last: int) -> None:
    """The same rows for decisions `first` to `last`, made by PostgreSQL itself, tidied as autovacuum would later."""
    example = decision(1)
    values = {
        "type": example.type,
        "dataschema": example.dataschema,
        "data": example.model_dump_json(),
        "standing_in": example.subject,
        "first": first,
        "last": last,
    }
    async with database.engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(_FILLER, values)
        await connection.execute(text("VACUUM ANALYZE journal"))
