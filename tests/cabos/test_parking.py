"""Parking: an event that cannot be handled waits or is laid aside, and keeps nobody else."""

import asyncio
import random
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
import redis
from cabos.database import execute
from cabos.parking import seconds_until_due
from cabos.refusal import Refusal
from cabos.schema import cursor, parked
from cabos.streams import stream_key
from cabos.subscriptions import Subscriptions
from cabos.testing import eventually
from sqlalchemy import func, insert, text, update
from sqlalchemy.exc import OperationalError
from sqlmodel.ext.asyncio.session import AsyncSession

from tests.cabos.probe import SOURCE, NumberCounted, Probe, effect

KEY = stream_key(SOURCE)
Redis = redis.Redis


class TheRuleForbids(Refusal):
    """The probe's rule forbids it."""


def failing(times: dict[int, int], refuse: bool = False) -> tuple[Subscriptions, list[int]]:
    """Subscriptions whose handler fails for a number as often as `times` says; and the numbers as they were tried."""
    subscriptions = Subscriptions("listener")
    tried: list[int] = []

    @subscriptions.on(NumberCounted)
    async def write_down(event: NumberCounted, session: AsyncSession) -> None:
        tried.append(event.number)
        await execute(session, insert(effect).values(reader="listener", counter=event.counter, number=event.number))
        if tried.count(event.number) <= times.get(event.number, 0):
            raise TheRuleForbids("not this one") if refuse else ValueError(f"no luck with {event.number}")

    return subscriptions, tried


async def test_a_handler_that_fails_twice_and_then_succeeds_has_one_effect(probe: Probe) -> None:
    subscriptions, tried = failing({2: 2})
    async with probe.relaying(), probe.reading(subscriptions):
        await probe.count("a", 1, 2)
        await eventually(lambda: probe.counted(2))

    assert sorted([number for _, number in await probe.effects()]) == [1, 2]
    assert tried.count(2) == 3
    assert await probe.parked() == []


async def test_a_bad_event_does_not_take_the_others_out_of_their_batch(probe: Probe, wiped_redis: "Redis[Any]") -> None:
    """One by one they would be as slow as their commits, and a reader that lags would never catch up."""
    subscriptions, _ = failing({150: 1_000})
    await probe.count("a", *range(150))
    await probe.count("bad", 150)
    await probe.count("a", *range(151, 300))
    async with probe.relaying():
        await eventually(lambda: wiped_redis.xlen(KEY) == 300)
    async with probe.reading(subscriptions):
        await eventually(lambda: probe.counted(299))

    async with probe.database.engine.connect() as connection:
        transactions = (await connection.execute(text("SELECT count(DISTINCT xmin::text) FROM effect"))).scalar_one()
    assert transactions <= 2 * 9  # halves of halves of 300


async def test_an_event_behind_a_poisoned_one_of_its_subject_waits_and_others_flow_on(probe: Probe) -> None:
    subscriptions, healed = Subscriptions("listener"), asyncio.Event()

    @subscriptions.on(NumberCounted)
    async def write_down(event: NumberCounted, session: AsyncSession) -> None:
        if event.number == 1 and not healed.is_set():
            raise ValueError("not yet")
        await execute(session, insert(effect).values(reader="listener", counter=event.counter, number=event.number))

    async with probe.relaying(), probe.reading(subscriptions, delays=(0.05,) * 1000):
        await probe.count("poisoned", 1)
        await probe.count("poisoned", 2)
        await probe.count("healthy", 3)
        await eventually(lambda: probe.counted(1))
        assert await probe.effects() == [("healthy", 3)]
        assert await probe.parked() == [("retrying", 1), ("waiting", 2)]

        healed.set()
        await eventually(lambda: probe.counted(3))

    assert await probe.effects() == [("healthy", 3), ("poisoned", 1), ("poisoned", 2)]
    assert await probe.parked() == []


async def test_an_event_that_never_succeeds_is_a_dead_letter_after_five_attempts(probe: Probe) -> None:
    subscriptions, tried = failing({1: 99})
    async with probe.relaying(), probe.reading(subscriptions):
        await probe.count("a", 1, 2)
        await eventually(probe.dead_letters)
        await eventually(lambda: probe.counted(1))

    [dead] = await probe.rows(parked)
    assert (dead.state, dead.position, dead.attempts) == ("dead", 1, 5)
    assert "no luck with 1" in dead.error
    assert dead.entry["fields"]["data"] == '{"counter":"a","number":1}'
    assert await probe.effects() == [("a", 2)]
    # Once in the batch that failed, and then five times alone.
    assert tried.count(1) == 6


async def test_a_refused_event_is_a_dead_letter_at_once(probe: Probe) -> None:
    subscriptions, _ = failing({1: 99}, refuse=True)
    async with probe.relaying(), probe.reading(subscriptions, delays=(60, 60, 60, 60)):
        await probe.count("a", 1, 2)
        await eventually(lambda: probe.counted(1))

    assert await probe.dead_letters() == [1]
    assert await probe.effects() == [("a", 2)]


@pytest.mark.parametrize(
    "fields",
    [
        {"type": NumberCounted.type, "subject": "a", "data": "{"},
        {"type": NumberCounted.type, "subject": "a", "data": b"\xff\x00"},
        {"type": NumberCounted.type, "subject": "a", "data": '{"counter":"a"}'},
        {"type": NumberCounted.type, "subject": "somebody else", "data": '{"counter":"a","number":1}'},
        {"type": NumberCounted.type, "subject": "a"},
        {"nothing": "at all"},
        {"type": NumberCounted.type, "subject": "a" * 10_000, "data": "{"},
        {"type": NumberCounted.type, "subject": b"\x00", "data": "{"},
    ],
)
async def test_an_undecodable_entry_is_a_dead_letter_at_once_and_others_flow_on(
    probe: Probe, wiped_redis: "Redis[Any]", fields: dict[Any, Any]
) -> None:
    wiped_redis.xadd(KEY, fields, id="1000-1")
    wiped_redis.xadd(
        KEY, {"type": NumberCounted.type, "subject": "a", "data": '{"counter":"a","number":2}'}, id="1000-2"
    )

    async with probe.reading(delays=(60, 60, 60, 60)):
        await eventually(lambda: probe.counted(1))

    assert await probe.dead_letters() == [1]
    assert await probe.effects() == [("a", 2)]


async def test_a_fault_of_the_database_is_no_attempt(probe: Probe) -> None:
    subscriptions = Subscriptions("listener")
    met: list[int] = []

    @subscriptions.on(NumberCounted)
    async def write_down(event: NumberCounted, session: AsyncSession) -> None:
        met.append(event.number)
        if len(met) <= 8:
            await execute(session, text("SELECT pg_terminate_backend(pg_backend_pid())"))
        await execute(session, insert(effect).values(reader="listener", counter=event.counter, number=event.number))

    async with probe.relaying(), probe.reading(subscriptions):
        await probe.count("a", 1)
        await eventually(lambda: probe.counted(1))

    assert await probe.effects() == [("a", 1)]
    assert await probe.parked() == []


async def test_followers_of_a_parked_event_keep_their_order_when_it_is_laid_aside(probe: Probe) -> None:
    subscriptions, _ = failing({1: 99})
    async with probe.relaying(), probe.reading(subscriptions):
        await probe.count("a", 1)
        await probe.count("a", 2)
        await probe.count("a", 3)
        await eventually(lambda: probe.counted(2))

    assert await probe.effects() == [("a", 2), ("a", 3)]
    assert await probe.parked() == [("dead", 1)]


async def test_who_waits_behind_a_parked_event_is_not_due_before_it(probe: Probe) -> None:
    subscriptions, _ = failing({1: 99})
    async with probe.relaying(), probe.reading(subscriptions, delays=(3600, 3600, 3600, 3600)):
        await probe.count("a", 1)
        await probe.count("a", 2)
        await eventually(lambda: _parked(probe, [("retrying", 1), ("waiting", 2)]))

        async with probe.database.transaction() as session:
            seconds = await seconds_until_due(session, SOURCE)

    assert seconds is not None
    assert seconds > 60


async def test_an_event_that_asks_too_much_of_the_database_is_parked_and_stops_nobody(probe: Probe) -> None:
    """PostgreSQL's class 54 comes as an operational error, like an outage; waiting would not mend it."""
    async with probe.database.engine.begin() as connection:
        await connection.execute(text("CREATE INDEX ON effect (counter)"))
    async with probe.relaying(), probe.reading():
        await probe.count(random.Random(1).randbytes(10_000).hex(), 1)
        await probe.count("a", 2)
        await eventually(lambda: probe.counted(1))
        await eventually(probe.dead_letters)

    assert await probe.effects() == [("a", 2)]
    assert await probe.dead_letters() == [1]


async def test_a_connection_that_a_handler_broke_and_hid_is_no_attempt(probe: Probe) -> None:
    subscriptions, met = Subscriptions("listener"), 0

    @subscriptions.on(NumberCounted)
    async def write_down(event: NumberCounted, session: AsyncSession) -> None:
        nonlocal met
        met += 1
        if met <= 3:
            with suppress(OperationalError):
                await execute(session, text("SELECT pg_terminate_backend(pg_backend_pid())"))
            raise ValueError("hidden")
        await execute(session, insert(effect).values(reader="listener", counter=event.counter, number=event.number))

    async with probe.relaying(), probe.reading(subscriptions, delays=(3600, 3600, 3600, 3600)):
        await probe.count("a", 1)
        await eventually(lambda: probe.counted(1))

    assert await probe.effects() == [("a", 1)]
    assert await probe.parked() == []


async def test_an_operating_system_error_of_a_handler_is_the_handlers_own(probe: Probe) -> None:
    subscriptions = Subscriptions("listener")

    @subscriptions.on(NumberCounted)
    async def write_down(event: NumberCounted, session: AsyncSession) -> None:
        raise FileNotFoundError("no such template")

    async with probe.relaying(), probe.reading(subscriptions):
        await probe.count("a", 1)
        await eventually(probe.dead_letters)


async def test_a_source_that_is_read_again_parks_anew_what_fails_again(probe: Probe) -> None:
    subscriptions, _ = failing({1: 99}, refuse=True)
    async with probe.relaying(), probe.reading(subscriptions):
        await probe.count("a", 1)
        await eventually(probe.dead_letters)
    async with probe.database.engine.begin() as connection:
        await connection.execute(update(cursor).values(position=0, ms=0))
        await connection.execute(update(parked).values(error="of the first reading"))

    async with probe.relaying(), probe.reading(subscriptions):
        await probe.count("b", 2)
        await eventually(lambda: probe.counted(1))

    [dead] = await probe.rows(parked)
    assert (dead.state, dead.position) == ("dead", 1)
    assert "not this one" in dead.error


async def test_a_dead_letter_that_is_put_back_is_not_overtaken_by_what_comes_after(probe: Probe) -> None:
    subscriptions, _ = failing({1: 99}, refuse=True)
    async with probe.relaying(), probe.reading(subscriptions):
        await probe.count("a", 1)
        await eventually(probe.dead_letters)
        await probe.count("b", 2)
        await eventually(lambda: probe.counted(1))

        async with probe.database.engine.begin() as connection:
            later = func.clock_timestamp() + timedelta(hours=1)
            await connection.execute(update(parked).values(state="retrying", next_attempt_at=later))
        await probe.count("a", 3)
        await probe.count("b", 4)
        await eventually(lambda: probe.counted(2))

    assert await probe.effects() == [("b", 2), ("b", 4)]
    assert await probe.parked() == [("retrying", 1), ("waiting", 3)]


async def _parked(probe: Probe, wanted: list[tuple[str, int]]) -> bool:
    return await probe.parked() == wanted
