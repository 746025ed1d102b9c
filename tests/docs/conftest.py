"""What the snippets run against: every source's golden examples, announced through its journal and its relay."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
import redis
from cabos.database import Database
from cabos.journal import publish
from cabos.relay import Relay
from cabos.schema import kit
from cabos.streams import stream_key
from cabos.testing import eventually
from cabos.testing.stack import Stack
from cabos_contracts.catalogue import CATALOGUE
from cabos_contracts.envelope import Event
from sqlalchemy import create_engine

from tests.docs.papers import ROOT

SOURCES = sorted({contract.source for contract in CATALOGUE.values()} - {"cabos"})


@pytest.fixture
async def shown(stack: Stack, wiped_redis: "redis.Redis[Any]") -> AsyncIterator[dict[str, str]]:
    """The environment of a snippet; `DATABASE_URL` is the database of governance, which also has cursors of its own."""
    with ExitStack() as databases:
        urls = {source: databases.enter_context(stack.fresh_database(source)) for source in SOURCES}
        for source, url in urls.items():
            await announce(source, url, stack.redis_url, wiped_redis)
        yield {"DATABASE_URL": urls["governance"], "REDIS_URL": stack.redis_url}


@pytest.fixture(scope="module")
def service_database(stack: Stack) -> Iterator[str]:
    """A database with the kit's tables, as every service has them."""
    with stack.fresh_database("papers") as url:
        engine = create_engine(url)
        kit.create_all(engine)
        engine.dispose()
        yield url


async def announce(source: str, database_url: str, redis_url: str, client: "redis.Redis[Any]") -> None:
    """Publish the source's examples in one transaction, and relay until the stream has them."""
    examples = [golden(contract) for contract in CATALOGUE.values() if contract.source == source]
    database = Database(database_url)
    async with database.engine.begin() as connection:
        await connection.run_sync(kit.create_all)
    async with database.transaction() as session:
        publish(session, *examples)
    relay = Relay(database.engine, redis_url, source, replay_reserve=len(examples))
    relaying = asyncio.create_task(relay.run())
    await eventually(lambda: client.xlen(stream_key(source)) == len(examples))
    relaying.cancel()
    await asyncio.gather(relaying, return_exceptions=True)
    await relay.close()
    await database.close()


def golden(contract: type[Event]) -> Event:
    example = ROOT / "contracts/cabos_contracts/examples" / f"{contract.type}.json"
    return contract.model_validate(json.loads(example.read_text(encoding="utf-8"))["data"])
