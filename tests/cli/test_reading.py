"""Who lags behind a stream, who is registered with its source, and the stream itself."""

from typing import Any

import redis
from cabos import schema
from cabos.testing import eventually

from tests.cabos.probe import SOURCE, Probe
from tests.cli.conftest import Cabos

KEY = f"events:{{{SOURCE}}}"
Redis = redis.Redis


async def read_to(probe: Probe, client: "Redis[Any]", *numbers: int) -> None:
    """Announce, and let the listener read and show itself, and the source take note of it."""
    await probe.count("a", *numbers)
    async with probe.relaying(), probe.reading():
        await eventually(lambda: probe.counted(len(numbers)))
        await eventually(lambda: [g["name"] for g in client.xinfo_groups(KEY)] == [b"listener"])
        await eventually(lambda: shown(client) == client.xinfo_stream(KEY)["last-generated-id"])
    async with probe.stepping(reserve=10_000) as (relay, connection):
        await relay.trimmer.trim_now(connection)


def shown(client: "Redis[Any]") -> Any:
    return client.xinfo_groups(KEY)[0]["last-delivered-id"]


async def test_a_reader_that_stands_still_lags(probe: Probe, cabos: Cabos, wiped_redis: "Redis[Any]") -> None:
    await read_to(probe, wiped_redis, 1, 2)
    await probe.count("a", 3, 4, 5)
    async with probe.relaying():
        await eventually(lambda: wiped_redis.xlen(KEY) == 5)

    lag = await cabos("lag", "--json")

    assert lag.code == 0
    assert lag.json == [{"source": SOURCE, "reader": "listener", "position": 2, "newest": 5, "lag": 3}]
    assert (await cabos("lag", "--at-most", "3")).code == 0
    assert (await cabos("lag", "--at-most", "2")).code == 1


async def test_what_goes_into_a_pipe_has_no_colours(probe: Probe, cabos: Cabos, wiped_redis: "Redis[Any]") -> None:
    await read_to(probe, wiped_redis, 1)

    lag = await cabos("lag")

    assert [line.split() for line in lag.out.splitlines()] == [
        ["source", "reader", "position", "newest", "lag"],
        [SOURCE, "listener", "1", "1", "0"],
    ]


async def test_a_source_that_nobody_knows_has_no_readers(cabos: Cabos) -> None:
    lag = await cabos("lag", "--source", "nobody")

    assert (lag.code, lag.out) == (0, "No reader has shown itself.\n")


async def test_a_reader_is_retired_only_when_it_is_said(probe: Probe, cabos: Cabos, wiped_redis: "Redis[Any]") -> None:
    await read_to(probe, wiped_redis, 1, 2)

    dry = await cabos("reader", "retire", "listener")

    assert dry.out == f"listener would be retired as a reader of {SOURCE}; --execute does it.\n"
    [reader] = (await cabos("reader", "list", "--json")).json
    assert (reader["reader"], reader["position"], reader["newest"], reader["on_the_stream"]) == (
        "listener",
        2,
        2,
        "yes",
    )

    done = await cabos("reader", "retire", "listener", "--execute")

    assert done.code == 0
    assert (await cabos("reader", "list", "--json")).json == []
    assert wiped_redis.xinfo_groups(KEY) == []
    again = await cabos("reader", "retire", "listener", "--execute")
    assert (again.code, again.err) == (1, f"cabos: {SOURCE} has no reader 'listener'.\n")


async def test_a_stream_with_a_hole_is_wrong(probe: Probe, cabos: Cabos, wiped_redis: "Redis[Any]") -> None:
    await read_to(probe, wiped_redis, 1, 2, 3)
    assert (await cabos("stream", "status")).code == 0

    wiped_redis.xdel(KEY, wiped_redis.xrange(KEY)[1][0])

    status = await cabos("stream", "status", "--json")
    assert (status.code, status.json["missing_between"], status.json["in_the_journal"]) == (1, 1, 3)


async def test_a_stream_is_trimmed_to_what_its_readers_need(
    probe: Probe, cabos: Cabos, wiped_redis: "Redis[Any]"
) -> None:
    await read_to(probe, wiped_redis, 1, 2, 3, 4)

    dry = await cabos("stream", "trim", "--reserve", "1")

    assert dry.out == f"2 entries of {SOURCE} would be removed; --execute does it.\n"
    assert wiped_redis.xlen(KEY) == 4

    done = await cabos("stream", "trim", "--reserve", "1", "--execute")

    assert done.out == f"2 entries of {SOURCE} removed.\n"
    assert wiped_redis.xlen(KEY) == 2


async def test_a_stream_that_is_built_anew_has_the_same_ids(
    probe: Probe, cabos: Cabos, wiped_redis: "Redis[Any]"
) -> None:
    await read_to(probe, wiped_redis, 1, 2, 3)
    before = wiped_redis.xrange(KEY)

    await cabos("stream", "rebuild")
    assert wiped_redis.xrange(KEY) == before
    await cabos("stream", "rebuild", "--execute")
    assert not wiped_redis.exists(KEY)

    async with probe.relaying():
        await eventually(lambda: wiped_redis.xrange(KEY) == before)


async def test_what_is_done_with_streams_and_readers_is_one_object(
    probe: Probe, cabos: Cabos, wiped_redis: "Redis[Any]"
) -> None:
    await read_to(probe, wiped_redis, 1, 2, 3, 4)

    trimmed = await cabos("stream", "trim", "--reserve", "1", "--execute", "--json")
    rebuilt = await cabos("stream", "rebuild", "--json")
    retired = await cabos("reader", "retire", "listener", "--execute", "--json")

    assert trimmed.json == {"what": "stream trim", "source": SOURCE, "count": 2, "executed": True}
    assert rebuilt.json == {"what": "stream rebuild", "source": SOURCE, "count": 2, "executed": False}
    assert retired.json == {"what": "reader retire", "reader": "listener", "source": SOURCE, "executed": True}


async def test_a_reader_is_retired_from_all_partitions(probe: Probe, cabos: Cabos, wiped_redis: "Redis[Any]") -> None:
    await probe.count("a", 1)
    rows = [{"partition": number, "name": "gone", "position": 1} for number in (0, 1)]
    async with probe.database.engine.begin() as connection:
        await connection.execute(schema.registered_reader.insert(), rows)
    for stream in (SOURCE, f"{SOURCE}.1"):
        wiped_redis.xgroup_create(f"events:{{{stream}}}", "gone", mkstream=True)
    assert [row["source"] for row in (await cabos("reader", "list", "--json")).json] == [SOURCE, f"{SOURCE}.1"]

    await cabos("reader", "retire", "gone", "--execute")

    assert (await cabos("reader", "list", "--json")).json == []
    assert wiped_redis.xinfo_groups(f"events:{{{SOURCE}.1}}") == []


async def test_a_stream_that_knows_more_than_its_journal_is_kept(
    probe: Probe, cabos: Cabos, wiped_redis: "Redis[Any]"
) -> None:
    await read_to(probe, wiped_redis, 1, 2)
    async with probe.database.engine.begin() as connection:
        await connection.execute(schema.journal.delete().where(schema.journal.c.position == 2))

    rebuild = await cabos("stream", "rebuild", "--execute")

    assert (rebuild.code, wiped_redis.xlen(KEY)) == (1, 2)
    assert (await cabos("stream", "status")).code == 1
