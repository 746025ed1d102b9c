"""Events are followed as they come."""

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import redis
from cabos.local.process import free_port
from cabos.local.redis import LocalRedis
from cabos.streams import stream_key
from cabos.testing import eventually

from tests.cabos.probe import SOURCE, NumberCounted, Probe
from tests.cli.conftest import Cabos

EVER = "2020-01-01T00:00Z"
KEY = stream_key(SOURCE)


def numbers(out: str) -> list[int]:
    return [json.loads(line)["data"]["number"] for line in out.splitlines()]


@asynccontextmanager
async def following(redis_url: str, *words: str) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cabos", "tail", "--json", *words),
        env={"REDIS_URL": redis_url},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def next_number(process: asyncio.subprocess.Process) -> int:
    assert process.stdout is not None
    return numbers((await process.stdout.readline()).decode())[0]


async def test_what_came_since_then_is_told_one_event_a_line(probe: Probe, cabos: Cabos) -> None:
    await probe.count("a", 1)
    await probe.count("b", 2, 3)

    async with probe.relaying():
        told = await cabos("tail", "--since", EVER, "--subject", "b", "--type", "probe.*", "--limit", "2", "--json")

    events = [json.loads(line) for line in told.out.splitlines()]
    assert [event["data"] for event in events] == [{"counter": "b", "number": 2}, {"counter": "b", "number": 3}]
    assert {event["type"] for event in events} == {NumberCounted.type}
    assert told.code == 0


async def test_since_may_be_so_long_ago(cabos: Cabos, wiped_redis: "redis.Redis[Any]") -> None:
    seconds, _ = wiped_redis.time()
    for number, ago in ((1, 3600), (2, 60)):
        wiped_redis.xadd(KEY, {"data": json.dumps({"number": number})}, id=f"{(seconds - ago) * 1000}-{number}")

    told = await cabos("tail", "--since", "10m", "--limit", "1", "--json")

    assert numbers(told.out) == [2]


@pytest.mark.parametrize("position", [1, 3, 5])
async def test_a_position_is_found_on_the_stream(
    probe: Probe, cabos: Cabos, wiped_redis: "redis.Redis[Any]", position: int
) -> None:
    places = enumerate((1_000, 1_000, 1_000, 5_000, 900_000), start=1)
    for number, ms in places:
        wiped_redis.xadd(KEY, {"data": json.dumps({"number": number})}, id=f"{ms}-{number}")

    told = await cabos(
        *("tail", "--source", SOURCE, "--from-position", str(position), "--limit", str(6 - position), "--json")
    )

    assert numbers(told.out) == list(range(position, 6))


@pytest.mark.parametrize(
    ("position", "sentence"),
    [
        ("6", f"cabos: The stream of {SOURCE} ends with position 5: 6 is beyond it.\n"),
        ("3", f"cabos: The stream of {SOURCE} begins with position 4: what came before is trimmed.\n"),
    ],
)
async def test_a_position_that_the_stream_does_not_have_is_said(
    cabos: Cabos, wiped_redis: "redis.Redis[Any]", position: str, sentence: str
) -> None:
    for number in (4, 5):
        wiped_redis.xadd(KEY, {"data": "{}"}, id=f"1000-{number}")

    told = await cabos("tail", "--source", SOURCE, "--from-position", position)

    assert (told.code, told.err) == (1, sentence)


async def test_an_event_cannot_write_to_the_terminal(probe: Probe, cabos: Cabos) -> None:
    await probe.count("a\x1b[2J", 1)

    async with probe.relaying():
        told = await cabos("tail", "--since", EVER, "--limit", "1")

    assert r"a\x1b[2J" in told.out
    assert "\x1b" not in told.out


@pytest.mark.parametrize(
    "words",
    [
        ("--since", "yesterday"),
        ("--since", "10 minutes"),
        ("--from-position", "3"),
        ("--from-position", "0", "--source", SOURCE),
        ("--from-position", "3", "--source", SOURCE, "--since", "1h"),
        ("--from-position", "3", "--source", SOURCE, "--source", "aeo"),
    ],
)
async def test_a_place_that_is_none_is_wrong_use(cabos: Cabos, words: tuple[str, ...]) -> None:
    told = await cabos("tail", *words)

    assert (told.code, told.out, "Traceback" in told.err) == (2, "", False)


async def test_ctrl_c_ends_it_quietly(probe: Probe) -> None:
    await probe.count("a", 1)
    async with probe.relaying(), following(probe.stack.redis_url, "--since", EVER) as process:
        assert await next_number(process) == 1

        process.send_signal(signal.SIGINT)
        rest, said = await process.communicate()

    assert (process.returncode, rest, said) == (0, b"", b"")


async def test_a_server_that_comes_back_is_followed_without_a_hole_or_a_repeat(tmp_path: Path) -> None:
    port = free_port()
    server = LocalRedis(tmp_path, port, durable=False)
    try:
        add(server.url, 1)
        async with following(server.url, "--since", EVER, "--limit", "3") as process:
            assert await next_number(process) == 1
            server.stop()
            assert process.stderr is not None
            said = await process.stderr.readline()
            server = LocalRedis(tmp_path, port, durable=False)
            # Its relay brings back what was told before, with the same ids.
            add(server.url, 1, 2, 3)

            rest, _ = await process.communicate()
    finally:
        server.stop()
    assert said.startswith(b"cabos: Redis does not answer, and is waited for: ")
    assert (numbers(rest.decode()), process.returncode) == ([2, 3], 0)


def add(url: str, *positions: int) -> None:
    with redis.Redis.from_url(url) as client:
        for position in positions:
            client.xadd(KEY, {"data": json.dumps({"number": position})}, id=f"1600000000000-{position}")


async def test_a_reader_that_has_seen_enough_may_close_the_pipe(probe: Probe) -> None:
    await probe.count("a", *range(1, 2_000))
    async with probe.relaying(), following(probe.stack.redis_url, "--since", EVER) as process:
        assert await next_number(process) == 1
        process._transport.get_pipe_transport(1).close()  # type: ignore[attr-defined]

        await eventually(lambda: process.returncode is not None)

        assert process.stderr is not None
        assert b"Traceback" not in await process.stderr.read()
