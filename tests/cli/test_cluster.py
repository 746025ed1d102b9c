"""The command in front of a Redis Cluster: it is told one server, and finds the others."""

import json
from dataclasses import replace
from pathlib import Path

from cabos.partitions import grow
from cabos.testing import eventually

from tests.cabos.probe import SOURCE, Probe
from tests.cabos.redis_cluster import redis_cluster
from tests.cabos.test_partitions import reading, relaying
from tests.cli.conftest import Cabos


async def test_every_stream_of_a_cluster_is_looked_at(probe: Probe, cabos: Cabos, tmp_path: Path) -> None:
    with redis_cluster(tmp_path) as cluster:
        await cluster.join()
        probe.stack = replace(probe.stack, redis_url=cluster.url)
        at = {"REDIS_URL": cluster.url}
        async with probe.database.transaction() as session:
            await grow(session, SOURCE, 6)
        async with relaying(probe), reading(probe):
            for number in range(12):
                await probe.count(f"counter {number}", number)
            await eventually(lambda: probe.counted(12))

            async def caught_up() -> bool:
                lag = await cabos("lag", "--json", **at)
                return [row["lag"] for row in lag.json] == [0] * 6

            await eventually(caught_up)
            status = await cabos("stream", "status", "--partition", "5", "--json", **at)
            tail = await cabos("tail", "--from-position", "1", "--source", SOURCE, "--limit", "1", "--json", **at)
            every = await cabos("tail", "--since", "1h", "--limit", "18", "--json", **at)
            timeline = await cabos("timeline", "counter 7", "--json", DATABASE_URL=None, **at)
            doctor = await cabos("doctor", "--json", **at)

    assert status.json["stream"] == "events:{probe.5}"
    assert (status.code, status.json["still_to_be_announced"]) == (0, 0)
    assert json.loads(tail.out)["type"] == "cabos.partitions.changed.v1"
    assert len(every.out.splitlines()) == 18
    assert [event["subject"] for event in timeline.json] == ["counter 7"]
    assert doctor.err == ""
    assert any(row["look"] == "Redis evicts nothing" and row["is"] == "well" for row in doctor.json)
