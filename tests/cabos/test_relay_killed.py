"""The relay killed with SIGKILL, as a process of its own: nothing is lost, doubled or reordered."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import redis
from cabos.streams import EntryId, stream_key
from cabos.testing import eventually

from tests.cabos.probe import SOURCE, Probe

KEY = stream_key(SOURCE)
Redis = redis.Redis


@contextmanager
def relay_process(probe: Probe, *words: str) -> Iterator["subprocess.Popen[bytes]"]:
    url = probe.database.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.cabos.relay_process", url, probe.stack.redis_url, *words]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.kill()


def positions(client: "Redis[Any]") -> list[int]:
    return [EntryId.parse(entry).position for entry, _ in client.xrange(KEY)]


async def test_a_relay_killed_between_the_copy_and_its_end_is_continued_by_the_next(
    probe: Probe, wiped_redis: "Redis[Any]"
) -> None:
    """Positions are committed before the copy, and nothing is written after it: Redis alone says how far it went."""
    await probe.count("a", *range(700))
    with relay_process(probe, "dies-after-exec") as killed:
        await eventually(lambda: killed.poll() is not None)
    assert killed.returncode == -signal.SIGKILL
    assert wiped_redis.xlen(KEY) > 0

    async with probe.relaying(), probe.reading():
        await eventually(lambda: wiped_redis.xlen(KEY) == 700)
        await eventually(lambda: probe.counted(700))

    assert positions(wiped_redis) == list(range(1, 701))
    assert await probe.effects() == [("a", number) for number in range(700)]


async def test_relays_killed_in_the_middle_of_their_work_lose_and_double_nothing(
    probe: Probe, wiped_redis: "Redis[Any]"
) -> None:
    written = 0
    async with probe.reading():
        for _ in range(3):
            await probe.count("a", *range(written, written + 1200))
            copied = wiped_redis.xlen(KEY)
            with relay_process(probe):
                await eventually(lambda copied=copied: wiped_redis.xlen(KEY) > copied)
            written += 1200
        async with probe.relaying():
            await eventually(lambda: probe.counted(written))

    assert positions(wiped_redis) == list(range(1, written + 1))
    assert await probe.effects() == [("a", number) for number in range(written)]
