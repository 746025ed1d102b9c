"""Effects that take many events at once: one statement for a batch, smaller ones when something in it fails."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import redis
from cabos.database import execute, upsert
from cabos.refusal import Refusal
from cabos.subscriptions import Subscriptions
from cabos.testing import eventually
from cabos_contracts.envelope import Envelope, Event
from sqlalchemy import Column, Date, Integer, MetaData, Table, Text, insert, select
from sqlmodel.ext.asyncio.session import AsyncSession

from tests.cabos.probe import NumberCounted, Probe, effect
from tests.cabos.test_reader import numbers

Redis = redis.Redis


class CounterReset(Event, type="probe.counter.reset.v1", subject="counter"):
    """Something else that happens to counters."""

    counter: str


class Unlucky(Refusal):
    """Thirteen is never written down."""


def together(sizes: list[int]) -> Subscriptions:
    subscriptions = Subscriptions("listener")

    @subscriptions.on(NumberCounted, batch=True)
    async def write_down(events: Sequence[NumberCounted], session: AsyncSession) -> None:
        rows = [{"reader": "listener", "counter": event.counter, "number": event.number} for event in events]
        await execute(session, insert(effect), rows)
        if any(event.number == 13 for event in events):
            raise Unlucky("13")
        sizes.append(len(events))

    return subscriptions


async def test_events_that_follow_each_other_are_one_call(probe: Probe) -> None:
    sizes: list[int] = []
    await probe.count("a", *range(100, 700))
    async with probe.relaying(), probe.reading(together(sizes)):
        await eventually(lambda: probe.counted(600))

    assert numbers(await probe.effects()) == list(range(100, 700))
    assert sum(sizes) == 600
    assert max(sizes) > 100


async def test_one_that_fails_is_parked_alone(probe: Probe) -> None:
    await probe.count("a", *range(1, 21))
    async with probe.relaying(), probe.reading(together([])):
        await eventually(lambda: probe.counted(19))
        await eventually(probe.dead_letters)

    assert numbers(await probe.effects()) == [n for n in range(1, 21) if n != 13]
    assert await probe.dead_letters() == [13]


async def test_another_type_in_between_ends_the_list_so_that_order_holds(
    probe: Probe, wiped_redis: "Redis[Any]"
) -> None:
    told: list[str] = []
    subscriptions = Subscriptions("listener")

    @subscriptions.on(NumberCounted, batch=True)
    async def write_down(events: Sequence[NumberCounted], session: AsyncSession, envelopes: Sequence[Envelope]) -> None:
        told.append("-".join(f"{e.number}@{envelope.sequence}" for e, envelope in zip(events, envelopes, strict=True)))

    @subscriptions.on(CounterReset)
    async def begin_anew(event: CounterReset, session: AsyncSession) -> None:
        told.append("reset")

    await probe.count("a", 1, 2)
    await probe.announce(CounterReset(counter="a"))
    await probe.count("a", 3)
    async with probe.relaying():
        await eventually(lambda: wiped_redis.xlen("events:{probe}") == 4)
        async with probe.reading(subscriptions):
            await eventually(lambda: len(told) == 3)

    assert told == ["1@1-2@2", "reset", "3@4"]


kept = Table(
    "kept",
    MetaData(),
    Column("counter", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("number", Integer),
)


async def test_many_rows_are_written_in_one_statement_and_the_last_of_a_key_counts(probe: Probe) -> None:
    async with probe.database.engine.begin() as connection:
        await connection.run_sync(kept.create)
    one, two = date(2018, 4, 16), date(2018, 4, 17)

    async with probe.database.transaction() as session:
        await upsert(
            session, kept, [{"counter": "a", "day": one, "number": 1}, {"counter": "a", "day": two, "number": 2}]
        )
        await upsert(session, kept, [{"counter": "a", "day": two, "number": n} for n in (3, None, 5)])
        await upsert(session, kept, [{"counter": "b", "day": one, "number": None}])
        await upsert(session, kept, [])

    async with probe.database.engine.connect() as connection:
        rows = (await connection.execute(select(kept).order_by("counter", "day"))).all()
    assert rows == [("a", one, 1), ("a", two, 5), ("b", one, None)]
