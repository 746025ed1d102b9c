"""A reader is set back, and handles again what it has had."""

from datetime import UTC, datetime
from typing import Any

import pytest
import redis
from cabos import schema
from cabos.streams import EntryId, stream_key
from cabos.testing import eventually
from sqlalchemy import func, update

from tests.cabos.probe import SOURCE, Probe
from tests.cli.conftest import Cabos

EVER = "2020-01-01T00:00Z"
OURS = ("--reader", "listener", "--source", SOURCE)
Redis = redis.Redis


@pytest.fixture
async def read(probe: Probe, wiped_redis: "Redis[Any]") -> Probe:
    """Four events that the listener has had, each in a millisecond of its own."""
    for number in (1, 2, 3, 4):
        await probe.count("a", number)
    async with probe.database.engine.begin() as connection:
        await connection.execute(
            update(schema.journal).values(time=func.to_timestamp(1_600_000_000 + schema.journal.c.id))
        )
    async with probe.relaying(), probe.reading():
        await eventually(lambda: probe.counted(4))
        await eventually(lambda: [group["name"] for group in wiped_redis.xinfo_groups(KEY)] == [b"listener"])
    return probe


KEY = stream_key(SOURCE)


async def cursor(probe: Probe) -> tuple[int, int]:
    [row] = await probe.rows(schema.cursor)
    return row.position, row.ms


async def test_an_idle_reader_handles_again_what_comes_from_the_position_on(read: Probe, cabos: Cabos) -> None:
    async with read.relaying(), read.reading():
        await eventually(lambda: reads(read))

        replayed = await cabos("replay", *OURS, "--from-position", "3", "--execute", "--json")

        await eventually(lambda: read.counted(6))
    assert [number for _, number in await read.effects()] == [1, 2, 3, 4, 3, 4]
    assert replayed.json == {
        "what": "replay",
        "reader": "listener",
        "source": SOURCE,
        "from_position": 3,
        "to_position": 4,
        "count": 2,
        "executed": True,
    }


async def reads(probe: Probe) -> bool:
    async with probe.database.engine.connect() as connection:
        locks = "SELECT count(*) FROM pg_locks JOIN pg_database ON oid = database WHERE datname = current_database()"
        held = await connection.exec_driver_sql(f"{locks} AND locktype = 'advisory' AND granted")
        return bool(held.scalar_one() == 2)


async def test_nothing_is_set_back_before_it_is_said(read: Probe, cabos: Cabos) -> None:
    before = await cursor(read)

    dry = await cabos("replay", *OURS, "--from-position", "2")

    assert dry.out == (
        f"listener would handle 3 events of {SOURCE} again, from position 2 to 4; "
        "its handlers must be able to take that; --execute does it.\n"
    )
    assert await cursor(read) == before


async def test_an_instant_is_looked_up_on_the_stream(read: Probe, cabos: Cabos) -> None:
    third = datetime.fromtimestamp(1_600_000_003, UTC).isoformat()

    replayed = await cabos("replay", *OURS, "--since", third, "--execute")

    assert replayed.out == f"listener handles 2 events of {SOURCE} again, from position 3 to 4.\n"
    assert await cursor(read) == (2, 0)


async def test_an_instant_that_was_trimmed_is_said(read: Probe, cabos: Cabos, wiped_redis: "Redis[Any]") -> None:
    wiped_redis.xtrim(KEY, minid=str(EntryId(1_600_000_003_000, 3)), approximate=False)

    since = await cabos("replay", *OURS, "--since", EVER)

    assert since.code == 1
    assert since.err == (
        f"cabos: The stream of {SOURCE} begins at 2020-09-13T12:26:43.000Z with position 3: "
        "what came before is trimmed; name a position.\n"
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((*OURS, "--from-position", "5"), f"listener has had {SOURCE} up to position 4: 5 is still to come."),
        ((*OURS, "--since", "1s"), f"Nothing has come from {SOURCE} since "),
        (
            ("--reader", "nobody", "--source", SOURCE, "--from-position", "1"),
            f"{SOURCE} has no reader 'nobody': it has ",
        ),
        (
            ("--reader", "listener", "--source", "aeo", "--from-position", "1"),
            "This listener has no cursor for aeo: it ",
        ),
    ],
)
async def test_what_cannot_be_handled_again_is_refused(
    read: Probe, cabos: Cabos, words: tuple[str, ...], sentence: str
) -> None:
    before = await cursor(read)

    refused = await cabos("replay", *words, "--execute")

    assert (refused.code, refused.err[: len(sentence) + 7]) == (1, f"cabos: {sentence}")
    assert await cursor(read) == before


async def test_another_reader_than_the_one_that_reads_here_is_refused(
    read: Probe, cabos: Cabos, wiped_redis: "Redis[Any]"
) -> None:
    wiped_redis.xgroup_create(KEY, "elsewhere")

    async with read.reading():
        await eventually(lambda: holds_one(read))
        refused = await cabos(
            "replay", "--reader", "elsewhere", "--source", SOURCE, "--from-position", "1", "--execute"
        )

    assert (refused.code, refused.err) == (1, "cabos: This database is listener's, not elsewhere's.\n")


async def holds_one(probe: Probe) -> bool:
    async with probe.database.engine.connect() as connection:
        locks = "SELECT count(*) FROM pg_locks JOIN pg_database ON oid = database WHERE datname = current_database()"
        held = await connection.exec_driver_sql(f"{locks} AND locktype = 'advisory' AND granted")
        return bool(held.scalar_one() == 1)


@pytest.mark.parametrize("words", [OURS, (*OURS, "--from-position", "1", "--since", EVER), (*OURS, "--since", "soon")])
async def test_one_place_to_begin_must_be_said(cabos: Cabos, words: tuple[str, ...]) -> None:
    refused = await cabos("replay", *words)

    assert refused.code == 2
    assert refused.err.startswith("cabos: ")
