"""The doctor tells what is ill, where the runbook has what to do, and that the rest is well."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import redis
from cabos import migrations, revisions, schema
from cabos.streams import stream_key
from cabos.testing import eventually
from cabos.testing.stack import Stack
from governance.app import service as governance
from sqlalchemy import create_engine, text, update

from tests.cabos.probe import SOURCE, Probe, counts
from tests.cli.conftest import Cabos

KEY = stream_key(SOURCE)
AN_HOUR_AGO = datetime.now(UTC) - timedelta(hours=1)
Redis = redis.Redis


async def looked(cabos: Cabos, *words: str, **environment: str | None) -> dict[str, dict[str, Any]]:
    return {finding["look"]: finding for finding in (await cabos("doctor", "--json", *words, **environment)).json}


def ill(findings: dict[str, dict[str, Any]]) -> dict[str, str]:
    """What is ill of a test's own servers, and where the remedy stands."""
    found = {look: finding["do"] for look, finding in findings.items() if finding["is"] == "ILL"}
    return {look: do for look, do in found.items() if look != "Redis keeps an append-only file"}


@pytest.fixture
async def read(probe: Probe, wiped_redis: "Redis[Any]") -> Probe:
    """A source that listens to itself under its own name, and has had all of its four events."""
    await probe.count("a", 1, 2, 3, 4)
    async with probe.relaying(), probe.reading(counts(SOURCE)):
        await eventually(lambda: probe.counted(4, SOURCE))
        await eventually(lambda: shown(wiped_redis) == wiped_redis.xinfo_stream(KEY)["last-generated-id"])
    return probe


def shown(client: "Redis[Any]") -> Any:
    groups = client.xinfo_groups(KEY)
    return groups[0]["last-delivered-id"] if groups else None


async def test_what_is_well_is_told(read: Probe, cabos: Cabos) -> None:
    findings = await looked(cabos)

    assert ill(findings) == {}
    assert findings[f"The reader of {SOURCE} shows where it is"]["found"] == f"{SOURCE} shows 4 of 4"
    assert findings[f"The stream of {SOURCE} has no hole"]["is"] == "well"
    # Nobody has installed a package of the probe's.
    assert findings["The schema is at its newest revision"]["is"] == "not seen"


async def test_a_stream_that_was_lost_is_ill(read: Probe, cabos: Cabos, wiped_redis: "Redis[Any]") -> None:
    wiped_redis.flushall()

    assert ill(await looked(cabos))[f"The cursor for {SOURCE} is not ahead of the stream"] == (
        "docs/runbook.md#redis-wiped-or-set-back"
    )


async def test_a_hole_in_the_stream_is_ill(read: Probe, cabos: Cabos, wiped_redis: "Redis[Any]") -> None:
    wiped_redis.xdel(KEY, wiped_redis.xrange(KEY)[1][0])

    findings = await looked(cabos)

    assert ill(findings) == {f"The stream of {SOURCE} has no hole": "docs/runbook.md#hole-in-a-stream"}
    assert findings[f"The stream of {SOURCE} has no hole"]["found"] == "1 missing"


async def test_a_journal_that_was_set_back_is_ill(read: Probe, cabos: Cabos) -> None:
    async with read.database.engine.begin() as connection:
        await connection.execute(schema.journal.delete().where(schema.journal.c.position == 4))

    assert ill(await looked(cabos)) == {
        f"The journal knows what the stream of {SOURCE} ends with": "docs/runbook.md#stream-ahead-of-its-journal"
    }


async def test_a_reader_that_shows_more_than_it_has_had_is_ill(
    read: Probe, cabos: Cabos, wiped_redis: "Redis[Any]"
) -> None:
    async with read.database.engine.begin() as connection:
        await connection.execute(update(schema.cursor).values(position=2, ms=0))

    assert ill(await looked(cabos)) == {f"The reader of {SOURCE} shows where it is": "docs/runbook.md#reader-lag"}


@pytest.mark.parametrize("position", [None, 5])
async def test_facts_that_wait_too_long_are_ill(read: Probe, cabos: Cabos, position: int | None) -> None:
    await read.count("a", 5)
    async with read.database.engine.begin() as connection:
        late = schema.journal.c.position.is_(None)
        given = None if position is None else 1
        await connection.execute(
            update(schema.journal).where(late).values(time=AN_HOUR_AGO, position=position, ms=given)
        )

    [remedy] = ill(await looked(cabos)).values()

    assert (
        remedy
        == f"docs/runbook.md#{'relay-not-leading' if position is None else 'relay-leads-and-nothing-is-published'}"
    )


@pytest.mark.parametrize(
    ("state", "look", "section"),
    [
        ("dead", "There are no dead letters", "dead-letters"),
        ("retrying", "Nothing is parked for over 300 s", "parked-events"),
    ],
)
async def test_what_is_dead_or_parked_for_long_is_ill(
    probe: Probe, cabos: Cabos, state: str, look: str, section: str
) -> None:
    letter = {"source": SOURCE, "position": 1, "type": "t", "subject": "s", "entry": {}, "state": state}
    due = {"parked_at": AN_HOUR_AGO, "next_attempt_at": None if state == "dead" else AN_HOUR_AGO}
    async with probe.database.engine.begin() as connection:
        await connection.execute(schema.parked.insert().values(letter | due))

    told = await cabos("doctor")

    assert told.code == 1
    [line] = [line for line in told.out.splitlines() if look in line]
    assert "ILL" in line
    assert re.search(r"\b1:\d\d:\d\d\b", line)
    assert line.rstrip().endswith(f"docs/runbook.md#{section}")


async def test_a_schema_that_is_behind_its_package_is_ill(cabos: Cabos, stack: Stack, probe: Probe) -> None:
    with stack.fresh_database("governance") as url:
        await cabos("publish-example", "governance.conference.held.v1", "--execute", DATABASE_URL=migrated(url))
        look = "The schema is at its newest revision"
        newest = revisions.newest(governance.migrations)
        assert (await looked(cabos, DATABASE_URL=url))[look]["found"] == f"{newest} of {newest}"

        at(url, "UPDATE alembic_version SET version_num = '0001'")

        assert ill(await looked(cabos, DATABASE_URL=url))[look] == "docs/runbook.md#schema-behind"


def migrated(url: str) -> str:
    migrations.migrate(governance.migrations, url.replace("postgresql://", "postgresql+psycopg://"))
    return url


def at(url: str, statement: str) -> None:
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


async def test_several_databases_are_looked_at(cabos: Cabos, stack: Stack, probe: Probe) -> None:
    with stack.fresh_database("governance") as url:
        ours = probe.database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        said = await cabos("doctor", "--json", "--database-url", migrated(url), "--database-url", ours)

        spaced = await cabos("doctor", "--json", DATABASE_URL=f"{url} {ours}")

    places = {finding["where"] for finding in said.json}
    assert len(places) == 3
    assert {finding["where"] for finding in spaced.json} == places
