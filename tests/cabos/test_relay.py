"""The relay: positions, entry ids and the guard."""

import asyncio
from typing import Any

import pytest
import redis
from cabos.schema import journal, registered_reader
from cabos.streams import EntryId, stream_key
from cabos.testing import eventually
from redis.exceptions import WatchError
from sqlalchemy import insert

from tests.cabos.probe import SOURCE, Probe, effect

KEY = stream_key(SOURCE)
Redis = redis.Redis


def ids(client: "Redis[Any]") -> list[EntryId]:
    return [EntryId.parse(entry) for entry, _ in client.xrange(KEY)]


async def test_committed_events_get_positions_without_gaps_and_ids_that_grow(
    probe: Probe, wiped_redis: "Redis[Any]"
) -> None:
    async with probe.relaying():
        await asyncio.gather(*(probe.count(f"c{i}", 1, 2, 3) for i in range(20)))
        await eventually(lambda: wiped_redis.xlen(KEY) == 60)

    entries = ids(wiped_redis)
    assert [entry.position for entry in entries] == list(range(1, 61))
    assert [entry.ms for entry in entries] == sorted(entry.ms for entry in entries)


async def test_an_entry_carries_the_cloudevents_attributes_flat(probe: Probe, wiped_redis: "Redis[Any]") -> None:
    await probe.count("mx", 7)
    async with probe.relaying():
        await eventually(lambda: wiped_redis.xlen(KEY) == 1)

    [(entry_id, fields)] = wiped_redis.xrange(KEY)
    assert fields[b"specversion"] == b"1.0"
    assert fields[b"type"] == b"probe.number.counted.v1"
    assert fields[b"source"] == b"/probe"
    assert fields[b"subject"] == b"mx"
    assert fields[b"sequence"] == b"00000000000000000001"
    assert fields[b"data"] == b'{"counter":"mx","number":7}'
    assert entry_id.endswith(b"-1")


async def test_publishing_again_after_a_lost_reply_adds_nothing(probe: Probe, wiped_redis: "Redis[Any]") -> None:
    await probe.count("a", 1, 2)
    async with probe.stepping() as (relay, one), probe.stepping() as (successor, two):
        await relay.sequence(one)
        assert await relay.copy(one) == 2
        # The relay died before it heard of its success; the next one knows only what Redis has.
        assert await successor.copy(two) == 0

    assert [entry.position for entry in ids(wiped_redis)] == [1, 2]


async def test_a_second_relay_that_moved_the_stream_makes_the_first_add_nothing(
    probe: Probe, wiped_redis: "Redis[Any]"
) -> None:
    await probe.count("a", 1, 2, 3)
    async with probe.stepping() as (zombie, one), probe.stepping() as (successor, two):
        await zombie.sequence(one)
        [first, *_] = await probe.rows(journal)
        watched = zombie._notice_step_back

        def overtaken(last: EntryId) -> None:
            watched(last)
            wiped_redis.xadd(KEY, {"data": "from the successor"}, id=f"{first.ms}-1")

        zombie._notice_step_back = overtaken  # type: ignore[method-assign]
        with pytest.raises(WatchError):
            await zombie.copy(one)
        assert await successor.copy(two) == 2

    assert [entry.position for entry in ids(wiped_redis)] == [1, 2, 3]


async def test_a_flushed_stream_is_rebuilt_with_the_very_same_ids(probe: Probe, wiped_redis: "Redis[Any]") -> None:
    async with probe.relaying():
        await probe.count("a", *range(1200))
        await eventually(lambda: wiped_redis.xlen(KEY) == 1200)
        before = wiped_redis.xrange(KEY)

        wiped_redis.flushall()

        await eventually(lambda: wiped_redis.xlen(KEY) == 1200)
        assert wiped_redis.xrange(KEY) == before


async def test_ids_never_step_back_when_the_clock_does(probe: Probe, wiped_redis: "Redis[Any]") -> None:
    await probe.count("a", 1)
    async with probe.relaying():
        await eventually(lambda: wiped_redis.xlen(KEY) == 1)
        async with probe.database.engine.begin() as connection:
            await connection.execute(journal.update().values(ms=journal.c.ms + 3_600_000, time=journal.c.time))
        wiped_redis.flushall()
        await probe.count("a", 2)
        await eventually(lambda: wiped_redis.xlen(KEY) == 2)

    first, second = ids(wiped_redis)
    assert second.ms >= first.ms
    assert second.position == first.position + 1


async def test_the_stream_is_trimmed_behind_the_slowest_registered_reader(
    probe: Probe, wiped_redis: "Redis[Any]"
) -> None:
    await probe.count("a", *range(100))
    async with probe.stepping(reserve=10) as (relay, connection):
        await relay.sequence(connection)
        await relay.copy(connection)
        every = ids(wiped_redis)
        wiped_redis.xgroup_create(KEY, "fast", str(every[99]))
        wiped_redis.xgroup_create(KEY, "slow", str(every[49]))

        trimmed = await relay.trimmer.trim_now(connection)

    assert trimmed == 39
    assert ids(wiped_redis)[0].position == 40


async def test_nothing_is_trimmed_while_a_known_reader_is_missing(probe: Probe, wiped_redis: "Redis[Any]") -> None:
    await probe.count("a", *range(100))
    async with probe.stepping(reserve=0) as (relay, connection):
        await relay.sequence(connection)
        await relay.copy(connection)
        await connection.execute(insert(registered_reader).values(name="away", position=3))
        wiped_redis.xgroup_create(KEY, "here", "$")

        assert await relay.trimmer.trim_now(connection) == 0

    assert wiped_redis.xlen(KEY) == 100


async def test_a_wiped_stream_is_rebuilt_from_what_the_slowest_reader_still_needs(
    probe: Probe, wiped_redis: "Redis[Any]"
) -> None:
    await probe.count("a", *range(100))
    async with probe.stepping(reserve=10) as (relay, connection):
        await relay.sequence(connection)
        await connection.execute(insert(registered_reader).values(name="slow", position=50))

        await relay.copy(connection)

    assert [entry.position for entry in ids(wiped_redis)] == list(range(40, 101))


async def test_two_relays_share_the_work_and_one_takes_over(probe: Probe, wiped_redis: "Redis[Any]") -> None:
    async with probe.relaying() as second_to_stop:
        async with probe.relaying():
            await probe.count("a", 1)
            await eventually(lambda: wiped_redis.xlen(KEY) == 1)
        await probe.count("a", 2)
        await eventually(lambda: wiped_redis.xlen(KEY) == 2)
        assert second_to_stop.leading

    assert [entry.position for entry in ids(wiped_redis)] == [1, 2]
    assert await probe.rows(effect) == []
