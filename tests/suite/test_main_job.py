"""The main job, end to end, by the command that a person gives."""

import re
from collections.abc import Iterator

import psycopg
import pytest
import redis
from cabos.local import LocalServers
from cabos.testing.stack import psycopg_url
from main_job.los_cabos import TERM

from tests.pages import pages
from tests.suite.conftest import Start
from tests.suite.main_process import MainProcess

RECORDS = {
    "regions": 6,
    "members": 187,
    "council sessions": 10,
    "Vice-Chair terms": 21,
    "conferences": 1,
    "decisions": 1,
    "programmes": 69,
    "agreements": 102,
    "work plans": 8,
}


@pytest.fixture(scope="module")
async def done(tmp_path_factory: pytest.TempPathFactory) -> MainProcess:
    """A demo that has ended on a fresh folder, whose data remain."""
    main = MainProcess(tmp_path_factory.mktemp("demo") / "data", "demo")
    await main.ended()
    return main


def records(said: str) -> dict[str, tuple[int, int]]:
    """Of each kind: how many are on record, and how many of them are new."""
    found = re.findall(r"^ +(\d+)  (\w[\w -]+?) +(?:(\d+)|nothing) new$", said, re.MULTILINE)
    return {kind: (int(number), int(new or 0)) for number, kind, new in found}


async def test_the_demo_does_the_main_job_and_finds_everything_there(done: MainProcess) -> None:
    assert done.process.returncode == 0, done.said
    assert "Everything is there." in done.said
    assert "✗" not in done.said
    found = records(done.said)
    assert {kind: found[kind] for kind in RECORDS} == {kind: (number, number) for kind, number in RECORDS.items()}


async def test_the_demo_empties_its_redis_in_the_middle_and_nothing_changes(done: MainProcess) -> None:
    flushed, checked = done.said.index("FLUSHALL"), done.said.index("Checked")

    assert flushed < checked
    assert "✓ News drafted one story of each decision and each signed instrument, none twice" in done.said


async def test_every_page_comes_back_as_it_was_imported(done: MainProcess) -> None:
    returned = re.findall(r"✓ (\S+) comes back from (\S+) as it was imported", done.said)

    assert [name for name, _ in returned] == [page.name for page in pages()]


async def test_the_summary_names_every_address(done: MainProcess) -> None:
    for name in ("GOVERNANCE", "AEO", "NEWS"):
        assert f"http://127.0.0.1:{done.ports[name]}/docs" in done.said
        assert re.search(
            rf"postgresql://{name.lower()}:\S+@127.0.0.1:{done.ports['POSTGRES']}/{name.lower()}", done.said
        )
    assert f"redis://127.0.0.1:{done.ports['REDIS']}/0" in done.said


async def test_a_second_start_finds_everything_there_and_adds_nothing(done: MainProcess, start: Start) -> None:
    again = start("demo", folder=done.folder)

    assert await again.ended() == 0, again.said
    first, second = records(done.said), records(again.said)
    assert second == {kind: (number, 0) for kind, (number, _) in first.items()}
    assert len(re.findall(r", known already\)$", again.said, re.MULTILINE)) == len(pages())


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServers]:
    """Servers that somebody else has started and that hold somebody's data."""
    with (
        LocalServers(tmp_path_factory.mktemp("given"), durable=False) as given,
        redis.Redis.from_url(given.redis_url) as client,
    ):
        client.set("somebody's", "data")
        yield given


@pytest.fixture(scope="module")
async def done_on_given(given: LocalServers, tmp_path_factory: pytest.TempPathFactory) -> MainProcess:
    """A demo that has ended on the given servers."""
    folder = tmp_path_factory.mktemp("demo") / "data"
    main = MainProcess(folder, "demo", DATABASE_URL=given.database_url, REDIS_URL=given.redis_url)
    await main.ended()
    return main


async def test_servers_that_are_given_are_used_and_left_as_they_were(
    given: LocalServers, done_on_given: MainProcess
) -> None:
    assert done_on_given.process.returncode == 0, done_on_given.said
    assert "PostgreSQL: DATABASE_URL, Redis: REDIS_URL" in done_on_given.said
    assert "FLUSHALL" not in done_on_given.said
    with redis.Redis.from_url(given.redis_url) as client:
        assert client.get("somebody's") == b"data"


async def test_a_demo_that_finds_something_missing_names_it(
    given: LocalServers, done_on_given: MainProcess, start: Start
) -> None:
    with psycopg.connect(psycopg_url(given.database_url, "governance")) as governance:
        governance.execute("DELETE FROM journal WHERE type = 'governance.vice-chair-term.started.v1'")

    main = start("demo", DATABASE_URL=given.database_url, REDIS_URL=given.redis_url)

    assert await main.ended() == 1
    assert f"missing: governance.vice-chair-term.started.v1 of {TERM} was announced 0 times" in main.said
    assert main.said.endswith("cabos: missing: Each turn of the story was announced once\n")
