"""The golden example of a contract is announced in the database of its own service."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest
import redis
from cabos.database import Database
from cabos.relay import Relay
from cabos.schema import journal, kit
from cabos.testing import eventually
from cabos.testing.stack import Stack
from cabos_contracts.catalogue import CATALOGUE
from sqlalchemy import create_engine, select

from tests.cabos.probe import SOURCE, Probe, cancelled
from tests.cli.conftest import Cabos

SIGNED = "aeo.agreement.signed.v1"


@pytest.fixture
def aeo(stack: Stack) -> Iterator[str]:
    """The address of a database that aeo has never announced anything in."""
    with stack.fresh_database("aeo") as url:
        engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
        kit.create_all(engine)
        engine.dispose()
        yield url


async def test_every_type_that_a_service_announces_has_an_example(cabos: Cabos) -> None:
    listed = await cabos("publish-example", "--list", "--json", DATABASE_URL=None)

    assert [row["type"] for row in listed.json] == sorted(
        type_ for type_ in CATALOGUE if not type_.startswith("cabos.")
    )


async def test_an_example_travels_like_any_event(
    cabos: Cabos, aeo: str, stack: Stack, wiped_redis: "redis.Redis[Any]"
) -> None:
    dry = await cabos("publish-example", SIGNED, DATABASE_URL=aeo)
    assert dry.out.endswith(" would be announced by aeo; --execute does it.\n")

    done = await cabos("publish-example", SIGNED, "--execute", "--json", DATABASE_URL=aeo)

    database = Database(aeo.replace("postgresql://", "postgresql+psycopg://"))
    relay = Relay(database.engine, stack.redis_url, "aeo", replay_reserve=10)
    relaying = asyncio.create_task(relay.run())
    try:
        await eventually(lambda: wiped_redis.xlen("events:{aeo}") == 1)
    finally:
        await cancelled(relaying)
        await relay.close()
        async with database.engine.connect() as connection:
            [row] = await connection.execute(select(journal))
        await database.close()
    [(_, fields)] = wiped_redis.xrange("events:{aeo}")
    event = CATALOGUE[SIGNED].model_validate(json.loads(fields[b"data"]))
    assert (str(row.event_id), row.subject) == (done.json["id"], event.subject)
    assert row.dataschema == event.dataschema
    assert row.correlation_id == row.event_id


async def test_a_second_example_follows_the_first(cabos: Cabos, aeo: str) -> None:
    first = await cabos("publish-example", SIGNED, "--execute", "--json", DATABASE_URL=aeo)
    second = await cabos("publish-example", SIGNED, "--execute", "--json", DATABASE_URL=aeo)

    assert (first.code, second.code) == (0, 0)
    assert first.json["id"] != second.json["id"]


async def test_a_service_announces_only_what_is_its_own(probe: Probe, cabos: Cabos) -> None:
    await probe.count("a", 1)

    refused = await cabos("publish-example", SIGNED, "--execute")

    assert refused.code == 1
    assert refused.err == f"cabos: This is the database of {SOURCE}: aeo announces what is its own.\n"
    assert len(await probe.rows(journal)) == 1


async def test_an_empty_journal_in_a_database_of_another_name_is_left_alone(probe: Probe, cabos: Cabos) -> None:
    refused = await cabos("publish-example", SIGNED, "--execute")

    assert (refused.code, refused.err.startswith("cabos: Nothing was announced here yet, and the")) == (1, True)
    assert await probe.rows(journal) == []


async def test_an_unknown_type_is_answered_with_those_that_are_close(cabos: Cabos) -> None:
    refused = await cabos("publish-example", "aeo.agreement.sined.v1")

    assert refused.code == 1
    assert f"There is no event type 'aeo.agreement.sined.v1'; close to it are {SIGNED}" in refused.err


@pytest.mark.parametrize("words", [(), (SIGNED, "--list")])
async def test_a_type_or_the_list_is_asked_for(cabos: Cabos, words: tuple[str, ...]) -> None:
    refused = await cabos("publish-example", *words)

    assert (refused.code, refused.err) == (2, "cabos: Name one type, or say --list.\n")
