"""What an operator decides about a source's order: a new epoch after its database was set back, and more streams."""

from typing import Any

import pytest
import redis
from cabos.schema import delivery, journal
from cabos.testing import eventually
from sqlalchemy import delete

from tests.cabos.probe import SOURCE, Probe
from tests.cli.conftest import Cabos

KEY = f"events:{{{SOURCE}}}"
Redis = redis.Redis


async def set_back(probe: Probe, client: "Redis[Any]", *, announced: int, to: int) -> None:
    """So many events on the stream, of which the journal knows only the first ones."""
    await probe.count("a", *range(announced))
    async with probe.relaying():
        await eventually(lambda: client.xlen(KEY) == announced)
    async with probe.database.engine.begin() as connection:
        await connection.execute(delete(journal).where(journal.c.position > to))


async def test_a_database_that_was_set_back_is_told_and_gone_on_from(
    probe: Probe, cabos: Cabos, wiped_redis: "Redis[Any]"
) -> None:
    await set_back(probe, wiped_redis, announced=10, to=7)

    status, rebuild = await cabos("stream", "status"), await cabos("stream", "rebuild", "--execute")
    shown = await cabos("stream", "reseed")
    done = await cabos("stream", "reseed", "--execute", "--json")

    assert status.code == 1
    assert (rebuild.code, "cabos stream reseed" in rebuild.err) == (1, True)
    assert shown.out == (
        "3 events of probe, after position 7, would be taken over from the stream, "
        "and a new epoch would begin at 11; --execute does it.\n"
    )
    assert done.json == {
        "what": "stream reseed",
        "source": SOURCE,
        "streams": [{"stream": SOURCE, "lost_from": 8, "lost_to": 10, "taken_over": 3, "goes_on_at": 11}],
        "executed": True,
    }
    async with probe.relaying():
        await eventually(lambda: wiped_redis.xlen(KEY) == 11)
    assert (await cabos("stream", "status")).code == 0
    assert (await cabos("stream", "reseed")).out == "The journal of probe knows all that its stream has.\n"


async def test_a_dry_run_changes_nothing(probe: Probe, cabos: Cabos, wiped_redis: "Redis[Any]") -> None:
    await set_back(probe, wiped_redis, announced=3, to=1)

    await cabos("stream", "reseed")
    split = await cabos("stream", "partitions", "4")

    assert split.out == "probe would have 4 partitions instead of 1; --execute does it.\n"
    assert [row.position for row in await probe.rows(journal)] == [1]
    assert [(row.partitions, row.epoch) for row in await probe.rows(delivery)] == [(1, 1)]


async def test_a_source_is_split_and_each_stream_has_its_status(
    probe: Probe, cabos: Cabos, wiped_redis: "Redis[Any]"
) -> None:
    await probe.count("a", 1)

    split = await cabos("stream", "partitions", "2", "--execute", "--json")
    async with probe.relaying():
        await eventually(lambda: wiped_redis.xlen(KEY) > 0)
    status = await cabos("stream", "status", "--partition", "1", "--json")

    assert split.json == {"what": "stream partitions", "source": SOURCE, "partitions": 2, "before": 1, "executed": True}
    assert (status.json["stream"], status.json["in_the_journal"]) == ("events:{probe.1}", 1)


@pytest.mark.parametrize("number", ["1", "0", "257"])
async def test_a_number_that_does_not_grow_is_wrong_use(probe: Probe, cabos: Cabos, number: str) -> None:
    await probe.count("a", 1)

    said = await cabos("stream", "partitions", number, "--execute")

    assert (said.code, said.out) == (2, "")
    assert said.err == f"cabos: partitions must be more than the 1 there are, and at most 256, not {number}.\n"


async def test_a_redis_that_is_away_is_a_sentence(probe: Probe, cabos: Cabos) -> None:
    await probe.count("a", 1)

    said = await cabos("stream", "reseed", REDIS_URL="redis://127.0.0.1:1/0")

    assert said.code == 3
    assert said.err.startswith("cabos: Redis does not answer")
