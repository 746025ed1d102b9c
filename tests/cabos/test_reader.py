"""The reader: every effect once, in order, whatever happens."""

import asyncio
import gc
from collections.abc import Iterator
from typing import Any

import pytest
import redis
from cabos.schema import cursor
from cabos.streams import EntryId, located, stream_key
from cabos.testing import eventually
from sqlalchemy import text, update
from sqlmodel.ext.asyncio.session import AsyncSession

from tests.cabos.probe import SOURCE, NumberCounted, Probe, counts

KEY = stream_key(SOURCE)
Redis = redis.Redis
PATIENCE_S = 60


def numbers(effects: list[tuple[str, int]]) -> list[int]:
    return [number for _, number in effects]


async def test_every_event_has_its_effect_once_and_in_order(probe: Probe) -> None:
    async with probe.relaying(), probe.reading():
        for start in range(0, 1000, 100):
            await probe.count("a", *range(start, start + 100))

        await eventually(lambda: probe.counted(1000))

    assert numbers(await probe.effects()) == list(range(1000))


async def test_a_flushed_redis_loses_nothing_and_doubles_nothing(probe: Probe, wiped_redis: "Redis[Any]") -> None:
    async with probe.relaying(), probe.reading():
        await probe.count("a", *range(300))
        await eventually(lambda: probe.counted(100))
        wiped_redis.flushall()
        await probe.count("a", *range(300, 600))
        await eventually(lambda: probe.counted(600))
        wiped_redis.flushall()
        await probe.count("a", 600)
        await eventually(lambda: probe.counted(601))

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
        await eventually(lambda: reader.fault)
        assert await probe.effects() == []
        assert [row.position for row in await probe.rows(cursor)] == [0]

        async with probe.database.engine.begin() as connection:
            await connection.execute(text("DROP TRIGGER cut ON effect"))
        await eventually(lambda: probe.counted(2))

    assert numbers(await probe.effects()) == [1, 2]
    assert await probe.parked() == []


async def test_two_readers_of_one_service_take_turns(probe: Probe) -> None:
    async with probe.relaying(), probe.reading() as survivor:
        async with probe.reading() as other:
            await probe.count("a", *range(50))
            await eventually(lambda: probe.counted(50))
            assert [survivor.leading, other.leading].count(True) == 1
        await probe.count("a", *range(50, 100))
        await eventually(lambda: probe.counted(100))
        assert survivor.leading

    assert numbers(await probe.effects()) == list(range(100))


async def test_a_standby_takes_over_when_the_leader_loses_its_connection(probe: Probe) -> None:
    async with probe.relaying(), probe.reading(), probe.reading():
        await probe.count("a", *range(50))
        await eventually(lambda: probe.counted(50))
        async with probe.database.engine.connect() as connection:
            await connection.execute(
                text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted")
            )
            await connection.commit()
        await probe.count("a", *range(50, 100))
        await eventually(lambda: probe.counted(100))

    assert numbers(await probe.effects()) == list(range(100))
    assert await probe.parked() == []


async def test_a_leader_that_fails_with_batches_in_its_hands_lets_go_at_once(
    probe: Probe, wiped_redis: "Redis[Any]"
) -> None:
    """FastStream would wait for whoever hands over a batch, up to 15 s, while our lock keeps all others out."""
    subscriptions, opened, entered = counts(), asyncio.Event(), asyncio.Event()

    @subscriptions.on(NumberCounted)
    async def hold(event: NumberCounted, session: AsyncSession) -> None:
        entered.set()
        await opened.wait()

    await probe.count("a", *range(2000))
    async with probe.relaying():
        await eventually(lambda: wiped_redis.xlen(KEY) == 2000)
    wiped_redis.config_resetstat()
    async with probe.reading(subscriptions), probe.reading(subscriptions):
        await entered.wait()
        # One batch is handled, one waits for it, and one is handed over.
        await eventually(lambda: wiped_redis.info("commandstats")["cmdstat_xread"]["calls"] >= 3)
        async with probe.database.engine.begin() as admin:
            await admin.execute(
                text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted")
            )
        opened.set()

        await eventually(lambda: probe.counted(2000), patience_s=10)

    assert numbers(await probe.effects()) == list(range(2000))


async def test_a_gap_is_waited_for_and_not_jumped(probe: Probe, wiped_redis: "Redis[Any]") -> None:
    await probe.count("a", 1, 2, 3)
    async with probe.relaying():
        await eventually(lambda: wiped_redis.xlen(KEY) == 3)
    second = wiped_redis.xrange(KEY)[1][0]
    wiped_redis.xdel(KEY, second)

    async with probe.reading():
        await eventually(lambda: probe.counted(1))
        wiped_redis.flushall()
        async with probe.relaying():
            await eventually(lambda: probe.counted(3))

    assert numbers(await probe.effects()) == [1, 2, 3]


async def test_a_reader_whose_cursor_was_moved_by_another_does_nothing_twice(probe: Probe) -> None:
    async with probe.relaying(), probe.reading():
        await probe.count("a", 1)
        await eventually(lambda: probe.counted(1))
        async with probe.database.engine.begin() as connection:
            await connection.execute(update(cursor).values(position=2, ms=0))
        await probe.count("a", 2)
        await probe.count("a", 3)
        await eventually(lambda: probe.counted(2))

    assert numbers(await probe.effects()) == [1, 3]


async def test_a_reader_shows_its_position_as_a_group_of_its_name(probe: Probe, wiped_redis: "Redis[Any]") -> None:
    async with probe.relaying(), probe.reading():
        await probe.count("a", *range(10))

        def shown() -> bool:
            groups = wiped_redis.xinfo_groups(KEY) if wiped_redis.exists(KEY) else []
            return [(g["name"], EntryId.parse(g["last-delivered-id"]).position) for g in groups] == [(b"listener", 10)]

        await eventually(shown)
        assert wiped_redis.xinfo_groups(KEY)[0]["lag"] == 0


@pytest.fixture
def young_heap() -> Iterator[None]:
    """What other tests have left alive is not looked through again and again."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("young_heap")
async def test_a_reader_ends_whatever_it_is_doing_and_leaves_no_connection_open(probe: Probe) -> None:
    """What is left open is told by a warning when it is collected, and warnings are errors here."""
    await probe.count("a", 1)
    async with probe.relaying(), asyncio.timeout(PATIENCE_S):
        for turns in range(0, 120, 5):
            async with probe.reading():
                for _ in range(turns):
                    await asyncio.sleep(0)
            gc.collect()


@pytest.mark.usefixtures("young_heap")
async def test_who_is_stopped_while_it_looks_for_the_server_leaves_no_connection_open(probe: Probe) -> None:
    for turns in range(60):
        looking = asyncio.create_task(located(probe.stack.redis_url, KEY))
        for _ in range(turns):
            await asyncio.sleep(0)
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)
        gc.collect()
