"""The ground that every measurement stands on: real servers, a fresh database, events of the published language."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

import psycopg
from cabos.database import Database
from cabos.journal import publish
from cabos.local import LocalServers
from cabos.schema import kit
from cabos_contracts.governance import DecisionTaken
from psycopg import sql
from redis.asyncio import Redis

SOURCE = "governance"
CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class Ground:
    """One measurement's own database and the wiped Redis."""

    database: Database
    redis: Redis
    redis_url: str


@asynccontextmanager
async def fresh(servers: LocalServers) -> AsyncIterator[Ground]:
    """An empty journal and an empty Redis until the block ends."""
    name = sql.Identifier("benchmark")
    with psycopg.connect(servers.database_url, autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        admin.execute(sql.SQL("CREATE DATABASE {}").format(name))
    base = servers.database_url.rsplit("/", 1)[0].replace("postgresql://", "postgresql+psycopg://")
    database = Database(f"{base}/benchmark")
    redis = Redis.from_url(servers.redis_url, protocol=2)
    await redis.flushall()
    async with database.engine.begin() as connection:
        await connection.run_sync(kit.create_all)
    try:
        yield Ground(database, redis, servers.redis_url)
    finally:
        await redis.aclose()
        await database.close()


def decisions(count: int) -> Iterator[DecisionTaken]:
    """Events as the conference makes them, each about another decision."""
    for number in range(1, count + 1):
        yield DecisionTaken(
            decision_id=UUID(int=number),
            conference_id=UUID(int=21),
            conference_name="Regional Conference of Customs Directors General for the Americas/Caribbean Region",
            region="AMS",
            kind="vice_chair_selection",
            text="The Dominican Republic is the next Vice-Chair of the Region.",
            taken_on="2018-04-17",
            effective="after the June 2018 Council sessions",
            version=1,
        )


async def fill_journal(database: Database, count: int) -> None:
    """Publish `count` decisions, a thousand in a transaction."""
    events = list(decisions(count))
    for start in range(0, count, CHUNK):
        async with database.transaction() as session:
            publish(session, *events[start : start + CHUNK])
