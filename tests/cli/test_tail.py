"""Events are followed as they come."""

import json

from tests.cabos.probe import NumberCounted, Probe
from tests.cli.conftest import Cabos

EVER = "2020-01-01T00:00Z"


async def test_what_came_since_then_is_told_one_event_a_line(probe: Probe, cabos: Cabos) -> None:
    await probe.count("a", 1)
    await probe.count("b", 2, 3)

    async with probe.relaying():
        told = await cabos("tail", "--since", EVER, "--subject", "b", "--type", "probe.*", "--limit", "2", "--json")

    events = [json.loads(line) for line in told.out.splitlines()]
    assert [event["data"] for event in events] == [{"counter": "b", "number": 2}, {"counter": "b", "number": 3}]
    assert {event["type"] for event in events} == {NumberCounted.type}
    assert told.code == 0


async def test_an_event_cannot_write_to_the_terminal(probe: Probe, cabos: Cabos) -> None:
    await probe.count("a\x1b[2J", 1)

    async with probe.relaying():
        told = await cabos("tail", "--since", EVER, "--limit", "1")

    assert r"a\x1b[2J" in told.out
    assert "\x1b" not in told.out


async def test_a_time_that_is_none_is_wrong_use(cabos: Cabos) -> None:
    told = await cabos("tail", "--since", "yesterday")

    assert (told.code, told.err.startswith("cabos: --since 'yesterday' is no instant")) == (2, True)
