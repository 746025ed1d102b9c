"""The doctor tells what is ill, and that the rest is well."""

from typing import Any

import redis
from cabos import schema
from cabos.testing import eventually

from tests.cabos.probe import SOURCE, Probe
from tests.cli.conftest import Cabos


async def test_a_stream_that_was_lost_is_ill_and_a_live_one_well(
    probe: Probe, cabos: Cabos, wiped_redis: "redis.Redis[Any]"
) -> None:
    cursor = f"The cursor for {SOURCE} is not ahead of the stream"
    await probe.count("a", 1)
    async with probe.relaying(), probe.reading():
        await eventually(lambda: probe.counted(1))
    before = await looked(cabos)

    wiped_redis.flushall()

    assert (before[cursor], (await looked(cabos))[cursor]) == ("well", "ILL")


async def test_a_dead_letter_is_ill(probe: Probe, cabos: Cabos) -> None:
    assert (await looked(cabos))["There are no dead letters"] == "well"
    async with probe.database.engine.begin() as connection:
        letter = {"source": SOURCE, "position": 1, "type": "t", "subject": "s", "entry": {}, "state": "dead"}
        await connection.execute(schema.parked.insert().values(letter))

    told = await cabos("doctor")

    assert told.code == 1
    assert "ILL" in told.out


async def looked(cabos: Cabos) -> dict[str, str]:
    return {finding["look"]: finding["is"] for finding in (await cabos("doctor", "--json")).json}
