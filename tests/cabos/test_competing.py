"""Competing consumers: an ordinary group on the same stream, for those without a database of their own."""

from typing import Any

import redis
from cabos.streams import EntryId, create_group, stream_key
from cabos.testing import eventually

from tests.cabos.probe import SOURCE, Probe

KEY = stream_key(SOURCE)
Redis = redis.Redis


def positions(answer: Any) -> list[int]:
    return [EntryId.parse(entry).position for _, entries in answer for entry, _ in entries]


async def test_a_group_begins_with_the_first_event_and_making_it_again_changes_nothing(
    probe: Probe, wiped_redis: "Redis[Any]"
) -> None:
    async with probe.relaying() as relay:
        await probe.count("a", 1, 2, 3)
        await eventually(lambda: wiped_redis.xlen(KEY) == 3)
        await create_group(relay.redis, KEY, "crew")
        taken = wiped_redis.xreadgroup("crew", "one", {KEY: ">"}, count=2)

        await create_group(relay.redis, KEY, "crew")
        rest = wiped_redis.xreadgroup("crew", "two", {KEY: ">"})

    assert positions(taken) == [1, 2]
    assert positions(rest) == [3]


async def test_nothing_is_trimmed_that_a_consumer_has_taken_and_not_acknowledged(
    probe: Probe, wiped_redis: "Redis[Any]"
) -> None:
    await probe.count("a", *range(10))
    async with probe.stepping(reserve=0) as (relay, connection):
        await relay.sequence(connection)
        await relay.copy(connection)
        await create_group(relay.redis, KEY, "crew")
        taken = wiped_redis.xreadgroup("crew", "one", {KEY: ">"})
        for entry, _ in taken[0][1][:4]:
            wiped_redis.xack(KEY, "crew", entry)

        await relay.trimmer.trim_now(connection)

    assert positions([(KEY, wiped_redis.xrange(KEY))]) == list(range(4, 11))
