"""However it ends, nothing of it is left."""

import os
import signal

import httpx2
import pytest

from tests.suite.conftest import Start

SERVING = "Serving until Ctrl-C"


async def test_what_runs_serves_until_ctrl_c(start: Start) -> None:
    main = start("run")
    await main.until_said(SERVING)
    for name in ("GOVERNANCE", "AEO", "NEWS"):
        for path in ("livez", "readyz", "docs", "v1/events"):
            assert httpx2.get(f"http://127.0.0.1:{main.ports[name]}/{path}").status_code == 200, path
    family = main.family()
    second = start("demo", folder=main.folder)
    assert await second.ended() == 1

    main.tell(signal.SIGINT)

    assert await main.ended() == 0, main.said
    await main.nothing_is_left(family)
    assert second.said == f"cabos: Cabos already runs on the data in {main.folder}: stop it first (Ctrl-C there).\n"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
async def test_a_start_can_be_broken_off(start: Start, number: signal.Signals) -> None:
    main = start("run")
    await main.until_said("Migrating")
    family = main.family()

    main.tell(number)

    assert await main.ended() == 130
    await main.nothing_is_left(family)
    assert main.said.endswith("the next start goes on from here\n")


async def test_it_stops_when_whoever_started_it_is_gone(start: Start) -> None:
    main = start("run", under=("sh", "-c", '"$@"; true', "sh"))
    await main.until_said("Migrating")
    family = main.family()
    assert len(family) > 3

    main.tell(signal.SIGKILL)

    await main.ended()
    await main.nothing_is_left(family)


async def test_a_service_that_dies_is_reported_with_its_last_words(start: Start) -> None:
    main = start("run")
    await main.until_said(SERVING)
    family = main.family()

    os.kill(main.part("-m", "governance", "worker"), signal.SIGKILL)

    assert await main.ended() == 1
    assert "governance worker has ended. Its last words" in main.said
    await main.nothing_is_left(family)


async def test_a_killed_main_process_takes_everything_with_it_and_the_next_start_finishes_the_job(start: Start) -> None:
    killed = start("run")
    await killed.until_said("Vice-Chair terms")
    family = killed.family()

    killed.tell(signal.SIGKILL)

    await killed.ended()
    await killed.no_process_is_left(family)
    following = start("demo", folder=killed.folder, ports=killed.ports)
    assert await following.ended() == 0, following.said
    await following.nothing_is_left(family)
