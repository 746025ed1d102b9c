"""A source on several streams: order per subject holds while it grows, on one server and on a cluster of three."""

import asyncio
import math
import subprocess
import sys
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import redis
from cabos import hints
from cabos.announcing import Relays
from cabos.leadership import taken
from cabos.listening import Readers
from cabos.partitions import HASH, grow
from cabos.schema import cursor, delivery, journal
from cabos.streams import stream_key
from cabos.subscriptions import Subscriptions
from cabos.testing import eventually
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.cabos.probe import SOURCE, Probe, cancelled, counts
from tests.cabos.redis_cluster import RedisCluster, redis_cluster
from tests.cabos.test_parking import failing

Redis = redis.Redis
SUBJECTS = [f"counter {number}" for number in range(40)]


async def grown(probe: Probe, partitions: int) -> int:
    async with probe.database.transaction() as session:
        return await grow(session, SOURCE, partitions)


async def count_everywhere(probe: Probe, *numbers: int) -> None:
    for subject in SUBJECTS:
        await probe.count(subject, *numbers)


@asynccontextmanager
async def relaying(probe: Probe) -> AsyncIterator[Relays]:
    relays = Relays(probe.database.engine, probe.stack.redis_url, SOURCE, replay_reserve=10_000)
    unlisten = hints.listen(relays.wake)
    task = asyncio.create_task(relays.run())
    try:
        yield relays
    finally:
        unlisten()
        await cancelled(task)


@asynccontextmanager
async def reading(probe: Probe, subscriptions: Subscriptions | None = None) -> AsyncIterator[Readers]:
    readers = Readers(probe.database.engine, probe.stack.redis_url, subscriptions or counts())
    task = asyncio.create_task(readers.run())
    try:
        yield readers
    finally:
        await cancelled(task)


def by_subject(effects: list[tuple[str, int]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for subject, number in effects:
        found[subject].append(number)
    return found


async def test_a_source_grows_while_it_is_written_and_read_and_every_subject_keeps_its_order(
    probe: Probe, wiped_redis: "Redis[Any]"
) -> None:
    async with relaying(probe), reading(probe):
        await count_everywhere(probe, 1, 2, 3)
        writing = asyncio.create_task(count_everywhere(probe, 4, 5, 6))
        assert await grown(probe, 3) == 1
        await writing
        await count_everywhere(probe, 7)
        assert await grown(probe, 4) == 3
        await count_everywhere(probe, 8, 9)
        await eventually(lambda: probe.counted(9 * len(SUBJECTS)))

    assert by_subject(await probe.effects()) == {subject: list(range(1, 10)) for subject in SUBJECTS}
    assert len(wiped_redis.keys("events:*")) == 4
    for partition in range(4):
        positions = [row.position for row in await probe.rows(journal) if row.partition == partition]
        assert sorted(positions) == list(range(1, len(positions) + 1))


async def test_a_newcomer_reads_all_partitions_in_the_order_of_each_subject(
    probe: Probe, wiped_redis: "Redis[Any]"
) -> None:
    async with relaying(probe):
        await count_everywhere(probe, 1, 2)
        await grown(probe, 2)
        await count_everywhere(probe, 3, 4)
        await grown(probe, 5)
        await count_everywhere(probe, 5)
        await eventually(lambda: sum(map(wiped_redis.xlen, wiped_redis.keys("events:*"))) == 5 * len(SUBJECTS) + 7)
        async with reading(probe):
            await eventually(lambda: probe.counted(5 * len(SUBJECTS)))

    assert by_subject(await probe.effects()) == {subject: [1, 2, 3, 4, 5] for subject in SUBJECTS}


async def test_what_is_parked_is_not_overtaken_by_its_subject_on_another_stream(probe: Probe) -> None:
    subscriptions, _ = failing({1: 3})
    async with relaying(probe):
        await probe.count("a", 1)
        async with probe.reading(subscriptions, delays=(0.3, 0.3, 0.3, 0.3)):
            await eventually(probe.parked)
            await grown(probe, 8)
            await probe.count("a", 2)
            await eventually(lambda: probe.counted(1))
        async with reading(probe, subscriptions):
            await eventually(lambda: probe.counted(2))

    assert await probe.effects() == [("a", 1), ("a", 2)]


async def test_a_relay_that_knows_only_the_old_number_gives_no_position(probe: Probe) -> None:
    async with probe.stepping() as (stale, one):
        await probe.count("a", 1)
        await stale.sequence(one)
        await probe.count("a", 2)
        async with probe.database.engine.begin() as growing:
            # A growth that has not been committed yet.
            await growing.execute(text("SELECT FROM delivery FOR UPDATE"))
            waiting = asyncio.create_task(stale.sequence(one))
            await eventually(lambda: _somebody_waits(probe))
            await growing.execute(delivery.update().values(partitions=64))
        assert await waiting == 0
        assert [row.position for row in await probe.rows(journal)] == [1, None]

        # Now it looks with the new number, and the subject is no longer its own.
        assert await _place_of(probe, "a", 64) != 0
        assert await stale.sequence(one) == 0


async def _somebody_waits(probe: Probe) -> bool:
    async with probe.database.engine.connect() as connection:
        waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        return bool((await connection.execute(text(waiting))).scalar_one())


async def _place_of(probe: Probe, subject: str, partitions: int) -> int:
    async with probe.database.engine.connect() as connection:
        asked = text(f"SELECT ({HASH}) % :partitions FROM (SELECT CAST(:subject AS text) AS subject) AS one")
        return int((await connection.execute(asked, {"subject": subject, "partitions": partitions})).scalar_one())


@pytest.mark.parametrize("partitions", [0, 1, 257])
async def test_a_number_that_does_not_grow_is_refused(probe: Probe, partitions: int) -> None:
    with pytest.raises(ValueError, match="partitions must be more than the 1 there are, and at most 256"):
        await grown(probe, partitions)


async def test_a_stream_that_was_given_away_and_came_back_may_be_given_away_again(
    probe: Probe, monkeypatch: pytest.MonkeyPatch
) -> None:
    noticed = asyncio.Event()

    async def looking(engine: AsyncEngine, name: str, within_s: float) -> bool:
        found = await taken(engine, name, within_s)
        noticed.set()
        return found

    monkeypatch.setattr("cabos.reader.taken", looking)
    async with probe.reading() as giver:
        await eventually(lambda: giver.leading)
        async with probe.reading() as taker:
            giver.give_way()
            await eventually(lambda: taker.leading)
            await noticed.wait()
        await eventually(lambda: giver.leading)
        assert giver.taken_back_at == -math.inf


async def test_a_stream_that_nobody_took_is_known_to_have_no_takers(probe: Probe) -> None:
    async with probe.reading() as giver:
        await eventually(lambda: giver.leading)
        giver.give_way()
        await eventually(lambda: giver.taken_back_at > 0)
        await eventually(lambda: giver.leading)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[RedisCluster]:
    with redis_cluster(tmp_path) as servers:
        yield servers


@contextmanager
def listeners(probe: Probe, processes: int) -> Iterator[None]:
    url = probe.database.engine.url.render_as_string(hide_password=False)
    with ExitStack() as started:
        for number in range(processes):
            named = f"{url}{'&' if '?' in url else '?'}application_name=listener%20{number}"
            command = [sys.executable, "-m", "tests.cabos.listener_process", named, probe.stack.redis_url]
            process = started.enter_context(subprocess.Popen(command, stderr=subprocess.DEVNULL))
            started.callback(process.kill)
        yield


async def test_six_partitions_on_a_cluster_of_three_are_read_by_three_processes(
    probe: Probe, cluster: RedisCluster
) -> None:
    await cluster.join()
    probe.stack = replace(probe.stack, redis_url=cluster.url)
    await grown(probe, 6)

    async with relaying(probe) as relays:
        with listeners(probe, 3):
            await count_everywhere(probe, *range(1, 6))
            await eventually(lambda: probe.counted(5 * len(SUBJECTS)), 60)
            await eventually(lambda: _spread(probe), 60)
            await count_everywhere(probe, *range(6, 11))
            await eventually(lambda: probe.counted(10 * len(SUBJECTS)), 60)
        await eventually(lambda: not relays.faults)

    assert by_subject(await probe.effects()) == {subject: list(range(1, 11)) for subject in SUBJECTS}
    assert sorted(key for keys in cluster.streams() for key in keys) == sorted(
        stream_key(name) for name in ("probe", "probe.1", "probe.2", "probe.3", "probe.4", "probe.5")
    )
    assert sum(bool(keys) for keys in cluster.streams()) > 1
    assert len(await probe.rows(cursor)) == 6


async def _spread(probe: Probe) -> bool:
    """Whether each process reads two streams; their connections bear the process's name."""
    held = text("""
        SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)
        WHERE locktype = 'advisory' AND mode = 'ExclusiveLock' AND granted
          AND datname = current_database() AND application_name LIKE 'listener %'
        GROUP BY application_name
    """)
    async with probe.database.engine.connect() as connection:
        return list((await connection.execute(held)).scalars()) == [2, 2, 2]
