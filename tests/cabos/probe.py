"""The smallest service that announces and listens: the kit's own tests run on it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from cabos import hints, schema
from cabos.database import Database, execute
from cabos.journal import publish
from cabos.reader import Reader
from cabos.relay import Relay
from cabos.subscriptions import Subscriptions
from cabos.testing.stack import Stack
from cabos_contracts.envelope import Event
from sqlalchemy import BigInteger, Column, Identity, Integer, MetaData, Table, Text, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel.ext.asyncio.session import AsyncSession

SOURCE = "probe"


class NumberCounted(Event, type="probe.number.counted.v1", subject="counter"):
    """A counter of the tests has reached a number."""

    counter: str
    number: int


tables = MetaData()

effect = Table(
    "effect",
    tables,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("reader", Text, nullable=False),
    Column("counter", Text, nullable=False),
    Column("number", Integer, nullable=False),
)


def counts(reader: str = "listener") -> Subscriptions:
    """Subscriptions that write one effect row for each event."""
    subscriptions = Subscriptions(reader)

    @subscriptions.on(NumberCounted)
    async def write_down(event: NumberCounted, session: AsyncSession) -> None:
        await execute(session, insert(effect).values(reader=reader, counter=event.counter, number=event.number))

    return subscriptions


class Probe:
    """A source with its journal, and readers of it, all in one database of a test."""

    def __init__(self, stack: Stack, url: str) -> None:
        self.stack = stack
        self.database = Database(url, pool_size=10)

    async def count(self, counter: str, *numbers: int) -> None:
        await self.announce(*(NumberCounted(counter=counter, number=n) for n in numbers))

    async def announce(self, *events: Event) -> None:
        async with self.database.transaction() as session:
            publish(session, *events)

    async def effects(self, reader: str = "listener") -> list[tuple[str, int]]:
        async with self.database.engine.connect() as connection:
            rows = await connection.execute(
                select(effect.c.counter, effect.c.number).where(effect.c.reader == reader).order_by(effect.c.id)
            )
            return [(row.counter, row.number) for row in rows]

    async def counted(self, effects: int, reader: str = "listener") -> bool:
        """Whether so many effects are there, or more."""
        async with self.database.engine.connect() as connection:
            mine = select(func.count()).select_from(effect).where(effect.c.reader == reader)
            return bool((await connection.execute(mine)).scalar_one() >= effects)

    async def rows(self, table: Table) -> list[Any]:
        async with self.database.engine.connect() as connection:
            return list(await connection.execute(select(table).order_by(*table.primary_key.columns)))

    async def parked(self) -> list[tuple[str, int]]:
        return [(row.state, row.position) for row in await self.rows(schema.parked)]

    async def dead_letters(self) -> list[int]:
        return [position for state, position in await self.parked() if state == "dead"]

    def relay(self, *, reserve: int = 10_000) -> Relay:
        return Relay(self.database.engine, self.stack.redis_url, SOURCE, replay_reserve=reserve)

    @asynccontextmanager
    async def stepping(self, *, reserve: int = 10_000) -> AsyncIterator[tuple[Relay, AsyncConnection]]:
        """A relay that does single steps on the connection beside it, where each statement is its own transaction."""
        relay = self.relay(reserve=reserve)
        async with self.database.engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            yield relay, connection
        await relay.close()

    @asynccontextmanager
    async def relaying(self, *, hinted: bool = True) -> AsyncIterator[Relay]:
        """A running relay; `hinted` as in a worker, where it hears of the commits of its own process."""
        relay = self.relay()
        unlisten = hints.listen(relay.wake.set) if hinted else lambda: None
        task = asyncio.create_task(relay.run())
        try:
            yield relay
        finally:
            unlisten()
            await cancelled(task)
            await relay.close()

    @asynccontextmanager
    async def reading(
        self, subscriptions: Subscriptions | None = None, delays: tuple[float, ...] = (0.05, 0.05, 0.05, 0.05)
    ) -> AsyncIterator[Reader]:
        reader = Reader(self.database.engine, self.stack.redis_url, subscriptions or counts(), SOURCE, delays=delays)
        task = asyncio.create_task(reader.run())
        try:
            yield reader
        finally:
            await cancelled(task)


async def cancelled(task: "asyncio.Task[None]") -> None:
    """End a task that should still be running; what ended it before is raised."""
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
