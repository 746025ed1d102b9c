"""The reader: every effect once, in order, whatever happens."""

import asyncio
from typing import Any

import pytest
import redis
from cabos.database import execute
from cabos.refusal import Refusal
from cabos.schema import cursor, parked
from cabos.streams import EntryId, stream_key
from cabos.subscriptions import Subscriptions
from cabos.testing import eventually
from sqlalchemy import insert, text, update
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


def numbers(effects: list[tuple[str, int]]) -> list[int]:
    return [number for _, number in effects]


async def test_every_event_has_its_effect_once_and_in_order(probe: Probe) -> None:
    async with probe.relaying(), probe.reading():
        for start in range(0, 1000, 100):
            await probe.count("a", *range(start, start + 100))

        await eventually(lambda: _count(probe, 1000))

    assert numbers(await probe.effects()) == list(range(1000))


async def _count(probe: Probe, n: int) -> bool:
    return len(await probe.effects()) >= n


async def test_a_flushed_redis_loses_nothing_and_doubles_nothing(probe: Probe, wiped_redis: "Redis[Any]") -> None:
    async with probe.relaying(), probe.reading():
        await probe.count("a", *range(300))
        await eventually(lambda: _count(probe, 100))
        wiped_redis.flushall()
        await probe.count("a", *range(300, 600))
        await eventually(lambda: _count(probe, 600))
        wiped_redis.flushall()
        await probe.count("a", 600)
        await eventually(lambda: _count(probe, 601))

    assert numbers(await probe.effects()) == list(range(601))


async def test_cursor_and_effect_are_one_transaction(probe: Probe) -> None:
    """A commit that fails takes the effect and the cursor with it; the next reader does both, once."""
    async with probe.database.engine.begin() as connection:
        await connection.execute(
            text(
                "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                " RAISE EXCEPTION USING ERRCODE = '57P01', MESSAGE = 'power cut at commit'; END $$"
            )
        )
        await connection.execute(
            text(
                "CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON effect DEFERRABLE INITIALLY DEFERRED"
                " FOR EACH ROW EXECUTE FUNCTION refuse()"
            )
        )
    async with probe.relaying(), probe.reading() as reader:
        await probe.count("a", 1, 2)
        await eventually(lambda: reader._failed is not None and reader._failed.done())
        assert await probe.effects() == []
        assert [row.position for row in await probe.rows(cursor)] == [0]

        async with probe.database.engine.begin() as connection:
            await connection.execute(text("DROP TRIGGER cut ON effect"))
        await eventually(lambda: _count(probe, 2))

    assert numbers(await probe.effects()) == [1, 2]
    assert await probe.parked() == []


async def test_two_readers_of_one_service_take_turns(probe: Probe) -> None:
    async with probe.relaying(), probe.reading() as survivor:
        async with probe.reading() as other:
            await probe.count("a", *range(50))
            await eventually(lambda: _count(probe, 50))
            assert [survivor.leading, other.leading].count(True) == 1
        await probe.count("a", *range(50, 100))
        await eventually(lambda: _count(probe, 100))
        assert survivor.leading

    assert numbers(await probe.effects()) == list(range(100))


async def test_a_standby_takes_over_when_the_leader_loses_its_connection(probe: Probe) -> None:
    async with probe.relaying(), probe.reading(), probe.reading():
        await probe.count("a", *range(50))
        await eventually(lambda: _count(probe, 50))
        async with probe.database.engine.connect() as connection:
            await connection.execute(
                text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted")
            )
            await connection.commit()
        await probe.count("a", *range(50, 100))
        await eventually(lambda: _count(probe, 100))

    assert numbers(await probe.effects()) == list(range(100))
    assert await probe.parked() == []


async def test_a_gap_is_waited_for_and_not_jumped(probe: Probe, wiped_redis: "Redis[Any]") -> None:
    await probe.count("a", 1, 2, 3)
    async with probe.relaying():
        await eventually(lambda: wiped_redis.xlen(KEY) == 3)
    second = wiped_redis.xrange(KEY)[1][0]
    wiped_redis.xdel(KEY, second)

    async with probe.reading() as reader:
        await eventually(lambda: _count(probe, 1))
        assert reader._handling is not None
        wiped_redis.flushall()
        async with probe.relaying():
            await eventually(lambda: _count(probe, 3))

    assert numbers(await probe.effects()) == [1, 2, 3]


async def test_a_handler_that_fails_twice_and_then_succeeds_has_one_effect(probe: Probe) -> None:
    subscriptions, tried = failing({2: 2})
    async with probe.relaying(), probe.reading(subscriptions):
        await probe.count("a", 1, 2)
        await eventually(lambda: _count(probe, 2))

    assert sorted(numbers(await probe.effects())) == [1, 2]
    assert tried.count(2) == 3
    assert await probe.parked() == []


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
        await eventually(lambda: _count(probe, 1))
        assert await probe.effects() == [("healthy", 3)]
        assert await probe.parked() == [("retrying", 1), ("waiting", 2)]

        healed.set()
        await eventually(lambda: _count(probe, 3))

    assert await probe.effects() == [("healthy", 3), ("poisoned", 1), ("poisoned", 2)]
    assert await probe.parked() == []


async def test_an_event_that_never_succeeds_is_a_dead_letter_after_five_attempts(probe: Probe) -> None:
    subscriptions, tried = failing({1: 99})
    async with probe.relaying(), probe.reading(subscriptions):
        await probe.count("a", 1, 2)
        await eventually(probe.dead_letters)
        await eventually(lambda: _count(probe, 1))

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
        await eventually(lambda: _count(probe, 1))

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
        await eventually(lambda: _count(probe, 1))

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
        await eventually(lambda: _count(probe, 1))

    assert await probe.effects() == [("a", 1)]
    assert await probe.parked() == []


async def test_a_reader_whose_cursor_was_moved_by_another_does_nothing_twice(probe: Probe) -> None:
    async with probe.relaying(), probe.reading() as reader:
        await probe.count("a", 1)
        await eventually(lambda: _count(probe, 1))
        assert reader._handling is not None
        async with probe.database.engine.begin() as connection:
            await connection.execute(update(cursor).values(position=2, ms=cursor.c.ms))
        await probe.count("a", 2)
        await probe.count("a", 3)
        await eventually(lambda: _count(probe, 2))

    assert numbers(await probe.effects()) == [1, 3]


async def test_a_reader_shows_its_position_as_a_group_of_its_name(probe: Probe, wiped_redis: "Redis[Any]") -> None:
    async with probe.relaying(), probe.reading():
        await probe.count("a", *range(10))

        def shown() -> bool:
            groups = wiped_redis.xinfo_groups(KEY) if wiped_redis.exists(KEY) else []
            return [(g["name"], EntryId.parse(g["last-delivered-id"]).position) for g in groups] == [(b"listener", 10)]

        await eventually(shown)
        assert wiped_redis.xinfo_groups(KEY)[0]["lag"] == 0
