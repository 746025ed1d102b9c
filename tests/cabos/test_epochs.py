"""PostgreSQL set back to an earlier moment than the stream: found, told, and gone on from behind it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import redis
from cabos.reseeding import losses, reseed
from cabos.schema import cursor, delivery, journal
from cabos.streams import EntryId, HistoryRewritten, stream_key
from cabos.testing import eventually
from cabos_contracts.delivery import EpochBegun
from sqlalchemy import delete, update

from tests.cabos.probe import SOURCE, Probe, counts
from tests.cabos.test_reader import numbers

KEY = stream_key(SOURCE)
Redis = redis.Redis


async def set_back(probe: Probe, to: int) -> None:
    """What a restored backup looks like: the journal ends earlier, and counts from there."""
    async with probe.database.engine.begin() as connection:
        await connection.execute(delete(journal).where(journal.c.position > to))


async def reseeded(probe: Probe) -> list[Any]:
    async with probe.database.transaction() as session:
        return await reseed(session, probe.stack.redis_url, SOURCE)


@asynccontextmanager
async def announced(probe: Probe, count: int) -> AsyncIterator[None]:
    """So many events, announced and read; nothing runs any more."""
    async with probe.relaying(), probe.reading():
        await probe.count("a", *range(1, count + 1))
        await eventually(lambda: probe.counted(count))
    yield


@asynccontextmanager
async def newcomer(probe: Probe) -> AsyncIterator[None]:
    """A reader that has never read anything."""
    async with probe.database.engine.begin() as connection:
        await connection.execute(delete(cursor))
    async with probe.reading(counts("newcomer")):
        yield


def positions(client: "Redis[Any]") -> list[int]:
    return [EntryId.parse(entry).position for entry, _ in client.xrange(KEY)]


async def test_a_relay_stands_still_before_a_stream_that_knows_more_and_gives_no_position(
    probe: Probe, wiped_redis: "Redis[Any]"
) -> None:
    async with announced(probe, 10):
        await set_back(probe, 8)
        await probe.count("a", 99)

        async with probe.relaying() as relay:
            await eventually(lambda: "cabos stream reseed" in (relay.fault or ""))

    assert [row.position for row in await probe.rows(journal)] == [*range(1, 9), None]
    assert positions(wiped_redis) == list(range(1, 11))


async def test_a_position_that_was_given_to_something_else_meanwhile_is_noticed(
    probe: Probe, wiped_redis: "Redis[Any]"
) -> None:
    """The positions agree, the milliseconds do not."""
    async with announced(probe, 10):
        await set_back(probe, 8)
        await probe.count("a", 91, 92, 93)
        async with probe.stepping() as (relay, connection):
            await relay.sequence(connection)

            with pytest.raises(HistoryRewritten):
                await relay.copy(connection)

    assert positions(wiped_redis) == list(range(1, 11))


async def test_after_a_reseed_everything_goes_on_and_nobody_handles_anything_twice(
    probe: Probe, wiped_redis: "Redis[Any]"
) -> None:
    async with announced(probe, 10):
        await set_back(probe, 8)
        await probe.count("a", 11)

        [loss] = await reseeded(probe)
        async with probe.relaying(), probe.reading():
            await eventually(lambda: probe.counted(11))

    assert (loss.common, loss.newest.position, loss.lost_to) == (8, 10, 10)
    assert numbers(await probe.effects()) == list(range(1, 12))
    assert positions(wiped_redis) == list(range(1, 13))
    [_, (_, begun), _] = wiped_redis.xrange(KEY, "-", "+")[-3:]
    event = EpochBegun.model_validate_json(begun[b"data"])
    assert (event.epoch, event.lost_from, event.lost_to, event.known_to) == (2, 9, 10, 10)


async def test_what_was_announced_in_their_stead_is_announced_again_behind_the_new_epoch(
    probe: Probe, wiped_redis: "Redis[Any]"
) -> None:
    async with announced(probe, 10):
        await set_back(probe, 8)
        await probe.count("a", 91, 92, 93)
        async with probe.stepping() as (relay, connection):
            await relay.sequence(connection)

        await reseeded(probe)
        async with probe.relaying(), probe.reading():
            await eventually(lambda: probe.counted(13))
        async with newcomer(probe):
            await eventually(lambda: probe.counted(13, "newcomer"))

    assert numbers(await probe.effects()) == [*range(1, 11), 91, 92, 93]
    assert numbers(await probe.effects("newcomer")) == [*range(1, 11), 91, 92, 93]
    assert positions(wiped_redis) == list(range(1, 15))


async def test_what_redis_lost_as_well_is_stepped_over(probe: Probe, wiped_redis: "Redis[Any]") -> None:
    """The reader has handled ten, Redis still has nine, PostgreSQL seven: the tenth can be had nowhere."""
    async with announced(probe, 10):
        entries = wiped_redis.xrange(KEY)
        wiped_redis.flushall()
        for entry, fields in entries[:9]:
            wiped_redis.xadd(KEY, fields, entry)
        wiped_redis.xgroup_create(KEY, "listener", entries[9][0])
        await set_back(probe, 7)
        await probe.count("a", 11)

        [loss] = await reseeded(probe)
        async with probe.relaying(), probe.reading():
            await eventually(lambda: probe.counted(11))
        async with newcomer(probe):
            await eventually(lambda: probe.counted(10, "newcomer"))

    assert (loss.common, loss.newest.position, loss.lost_to) == (7, 9, 10)
    assert numbers(await probe.effects()) == list(range(1, 12))
    assert numbers(await probe.effects("newcomer")) == [*range(1, 10), 11]


async def test_what_stream_and_journal_both_lost_holds_no_newcomer_up(probe: Probe, wiped_redis: "Redis[Any]") -> None:
    async with announced(probe, 10):
        wiped_redis.xtrim(KEY, minid=wiped_redis.xrange(KEY)[8][0], approximate=False)
        await set_back(probe, 5)

        [loss] = await reseeded(probe)
        await probe.count("a", 11)
        async with probe.relaying(), probe.reading():
            await eventually(lambda: probe.counted(11))
            # Whole again, as after a loss of its volume.
            wiped_redis.delete(KEY)
            await eventually(lambda: positions(wiped_redis)[:1] == [1])
        async with newcomer(probe):
            await eventually(lambda: probe.counted(8, "newcomer"))

    assert (loss.common, loss.newest.position, loss.lost_to, len(loss.entries)) == (5, 10, 10, 2)
    assert positions(wiped_redis) == [1, 2, 3, 4, 5, 8, 9, 10, 11, 12]
    assert numbers(await probe.effects()) == list(range(1, 12))
    assert numbers(await probe.effects("newcomer")) == [1, 2, 3, 4, 5, 9, 10, 11]


async def test_a_stream_that_is_empty_still_knows_which_positions_it_has_had(
    probe: Probe, wiped_redis: "Redis[Any]"
) -> None:
    async with announced(probe, 10):
        wiped_redis.xtrim(KEY, maxlen=0, approximate=False)
        await set_back(probe, 5)

        [loss] = await reseeded(probe)
        await probe.count("a", 11)
        async with probe.relaying(), probe.reading():
            await eventually(lambda: probe.counted(11))

    assert (loss.common, loss.newest.position, loss.lost_to, loss.entries) == (5, 10, 10, [])
    assert [row.position for row in await probe.rows(journal)] == [1, 2, 3, 4, 5, 10, 11, 12]
    assert positions(wiped_redis) == [11, 12]


async def test_a_healthy_source_has_nothing_to_reseed(probe: Probe, wiped_redis: "Redis[Any]") -> None:
    async with announced(probe, 3):
        assert await reseeded(probe) == []
        assert await reseeded(probe) == []
        async with probe.database.transaction() as session:
            assert await losses(session, probe.stack.redis_url, SOURCE) == []

    assert [row.epoch for row in await probe.rows(delivery)] == [1]
    assert positions(wiped_redis) == [1, 2, 3]


async def test_a_reader_that_meets_a_rewritten_stream_handles_nothing_and_says_so(
    probe: Probe, wiped_redis: "Redis[Any]"
) -> None:
    """Redis was lost together with the newest facts: the stream is filled from the journal, and only readers know."""
    async with announced(probe, 10):
        wiped_redis.flushall()
        await set_back(probe, 8)
        await probe.count("a", 91, 92, 93)

        async with probe.relaying(), probe.reading() as reader:
            await eventually(lambda: "has the entry" in (reader.fault or ""))

    assert numbers(await probe.effects()) == list(range(1, 11))


async def test_the_milliseconds_of_a_rewritten_history_do_not_matter_to_a_cursor_set_by_hand(
    probe: Probe, wiped_redis: "Redis[Any]"
) -> None:
    async with announced(probe, 5):
        async with probe.database.engine.begin() as connection:
            await connection.execute(update(cursor).values(position=3, ms=0))

        async with probe.relaying(), probe.reading():
            await eventually(lambda: probe.counted(7))

    assert numbers(await probe.effects()) == [1, 2, 3, 4, 5, 4, 5]
    assert wiped_redis.xlen(KEY) == 5
