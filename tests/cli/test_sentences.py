"""Whatever goes wrong is one sentence and an exit code, never a traceback."""

import pytest
from cabos.local.process import free_port
from cabos.testing.stack import Stack

from tests.cabos.probe import Probe
from tests.cli.conftest import Cabos, Said

ASKING_REDIS = [("lag",), ("stream", "status"), ("stream", "rebuild")]
ASKING_POSTGRES = [("dlq", "list"), ("dlq", "replay", "--all"), ("reader", "retire", "x"), ("stream", "trim")]


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


async def test_a_database_of_somebody_else_is_said(cabos: Cabos, stack: Stack) -> None:
    with stack.fresh_database("empty") as url:
        said = await cabos("dlq", "list", DATABASE_URL=url)

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
        (("dlq", "list"), {"DATABASE_URL": None}),
        (("dlq", "list"), {"DATABASE_URL": "mysql://127.0.0.1/none"}),
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
