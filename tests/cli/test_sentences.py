"""Whatever goes wrong is one sentence and an exit code, never a traceback."""

import asyncio
import os
import pty
import re
import sys
from typing import Any

import pytest
import redis
from cabos.local.process import free_port
from cabos.testing.stack import Stack

from tests.cabos.probe import Probe
from tests.cli.conftest import Cabos, Said

PUT_BACK = ("replay", "--reader", "x", "--source", "probe", "--from-position", "1")

ASKING_REDIS = [
    ("lag",),
    ("tail",),
    ("tail", "--source", "probe"),
    ("timeline", "a"),
    ("doctor",),
    ("reader", "retire", "x"),
    ("stream", "status"),
    ("stream", "trim"),
    ("stream", "rebuild"),
    PUT_BACK,
]
ASKING_POSTGRES = [
    ("dlq", "list"),
    ("dlq", "show", "1"),
    ("dlq", "replay", "--all"),
    ("dlq", "discard", "1", "--json"),
    ("reader", "list"),
    ("reader", "retire", "x"),
    ("stream", "status"),
    ("stream", "trim"),
    ("stream", "rebuild"),
    ("timeline", "a"),
    ("doctor",),
    ("publish-example", "aeo.agreement.signed.v1"),
    PUT_BACK,
]


def address(probe: Probe) -> str:
    return probe.database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)


def one_sentence(said: Said) -> str:
    assert said.out == ""
    assert "Traceback" not in said.err
    [sentence] = said.err.splitlines()
    return sentence


@pytest.mark.parametrize("words", ASKING_REDIS)
async def test_a_redis_that_is_away_is_said(probe: Probe, cabos: Cabos, words: tuple[str, ...]) -> None:
    await probe.count("a", 1)

    said = await cabos(*words, REDIS_URL=f"redis://127.0.0.1:{free_port()}/0")

    assert (said.code, one_sentence(said)[:29]) == (3, "cabos: Redis does not answer:")


@pytest.mark.parametrize("words", ASKING_POSTGRES)
async def test_a_postgresql_that_is_away_is_said(cabos: Cabos, words: tuple[str, ...]) -> None:
    said = await cabos(*words, DATABASE_URL=f"postgresql://nobody@127.0.0.1:{free_port()}/none")

    assert (said.code, one_sentence(said)[:34]) == (3, "cabos: PostgreSQL does not answer:")


@pytest.mark.parametrize("words", ASKING_POSTGRES)
async def test_a_database_of_somebody_else_is_said(
    wiped_redis: "redis.Redis[Any]", cabos: Cabos, stack: Stack, words: tuple[str, ...]
) -> None:
    with stack.fresh_database("empty") as url:
        said = await cabos(*words, DATABASE_URL=url)

    assert said.code == 1
    assert one_sentence(said).startswith("cabos: This is no database of a service: relation")


@pytest.mark.parametrize(
    ("words", "environment"),
    [
        (("nonsense",), {}),
        (("dlq", "show", "the first"), {}),
        (("dlq", "replay"), {}),
        (("dlq", "discard", "1", "--all"), {}),
        (("stream", "trim", "--reserve", "-1"), {}),
        (("lag",), {"REDIS_URL": None}),
        (("lag",), {"REDIS_URL": "redis://127.0.0.1/0?decode_responses=true"}),
        (("lag",), {"REDIS_URL": "nowhere"}),
        (("lag",), {"REDIS_URL": "redis://127.0.0.1:port/0"}),
        (("lag",), {"REDIS_URL": "redis://127.0.0.1:6379/0?socket_timeout=soon"}),
        (("tail",), {"REDIS_URL": None}),
        (("doctor",), {"DATABASE_URL": None}),
        (("doctor", "--database-url", "mysql://127.0.0.1/none"), {}),
        (("replay", "--reader", "x"), {}),
        (("timeline",), {}),
        (("dlq", "list"), {"DATABASE_URL": None}),
        (("dlq", "list"), {"DATABASE_URL": "mysql://127.0.0.1/none"}),
        (("dlq", "list"), {"DATABASE_URL": "postgresql://127.0.0.1:port/none"}),
        (("dlq", "list"), {"DATABASE_URL": "postgresql://127.0.0.1/none?no_such_option=1"}),
    ],
)
async def test_wrong_use_is_refused(cabos: Cabos, words: tuple[str, ...], environment: dict[str, str | None]) -> None:
    said = await cabos(*words, **environment)

    assert said.code == 2
    assert said.err
    assert "Traceback" not in said.err


async def test_a_service_that_announced_nothing_has_neither_stream_nor_readers(cabos: Cabos) -> None:
    said = await cabos("stream", "status")

    assert (said.code, one_sentence(said)[:51]) == (1, "cabos: This service has announced nothing yet: it h")


async def test_the_exit_codes_are_said(cabos: Cabos) -> None:
    told = await cabos("--help", DATABASE_URL=None, REDIS_URL=None)

    assert told.code == 0
    codes = "Exit codes: 0 all is well, 1 something is wrong, 2 wrong use, 3 a server is away."
    assert codes in " ".join(told.out.split())


async def test_an_address_may_say_how_it_is_encrypted(probe: Probe, cabos: Cabos) -> None:
    url = address(probe)
    preferred, demanded = (f"{url}{'&' if '?' in url else '?'}sslmode={mode}" for mode in ("prefer", "require"))

    assert (await cabos("dlq", "list", DATABASE_URL=preferred)).code == 0
    said = await cabos("dlq", "list", DATABASE_URL=demanded)
    assert (said.code, one_sentence(said)[:34]) == (3, "cabos: PostgreSQL does not answer:")


async def test_a_terminal_gets_its_table_and_nothing_else_gets_colours(probe: Probe, cabos: Cabos) -> None:
    piped = await cabos("doctor")
    shown = await on_a_terminal("doctor", DATABASE_URL=address(probe), REDIS_URL=probe.stack.redis_url)

    assert "\x1b" not in piped.out
    assert "\x1b[" in shown
    assert re.sub(r"\x1b\[[0-9;]*m", "", shown).split()[:3] == piped.out.split()[:3]


async def on_a_terminal(*words: str, **environment: str) -> str:
    """What a terminal of 200 columns gets to show."""
    ours, its = pty.openpty()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cabos", *words),
        env={"TERM": "xterm-256color", "COLUMNS": "200", **environment},
        stdin=its,
        stdout=its,
        stderr=its,
    )
    os.close(its)
    shown = await asyncio.to_thread(read_all, ours)
    await process.wait()
    return shown


def read_all(terminal: int) -> str:
    shown = b""
    try:
        while part := os.read(terminal, 65536):
            shown += part
    except OSError:
        # Linux says so when nobody is left on the other side.
        pass
    os.close(terminal)
    return shown.decode()
