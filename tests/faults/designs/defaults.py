"""What FastStream's documentation begins with: publish after the commit, a stream subscriber in a group."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

from cabos_contracts.envelope import Event
from faststream import FastStream
from faststream.redis import RedisBroker, StreamSub
from redis.exceptions import RedisError
from sqlalchemy import MetaData, insert
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from tests.faults.facts import SOURCE, Poison, TallyRaised, effect

RELAYS = False
SOURCE_TABLES = MetaData()
SERVICE_TABLES = MetaData()
CLOCK = None
DEAD = None

_broker: RedisBroker | None = None


@asynccontextmanager
async def announcing(redis_url: str) -> AsyncIterator[None]:
    global _broker
    _broker = RedisBroker(redis_url, logger=None)
    await _broker.connect()
    yield


async def announce(session: AsyncSession, events: Sequence[Event]) -> None:
    """Nothing is said before the commit, or what is rolled back would be announced."""


async def announced(events: Sequence[Event]) -> None:
    assert _broker is not None
    for event in events:
        # The request has been answered: nobody is left to whom a failure could be told.
        with suppress(RedisError, OSError):
            await _broker.publish(event, stream=SOURCE)


async def relay(database_url: str, redis_url: str) -> None:
    """There is none."""


async def read(service: str, name: str, database_url: str, redis_url: str) -> None:
    engine = create_async_engine(database_url, pool_pre_ping=True)
    broker = RedisBroker(redis_url, logger=None)

    @broker.subscriber(stream=StreamSub(SOURCE, group=service, consumer=name))
    async def write_down(event: TallyRaised) -> None:
        if event.poison:
            raise Poison
        async with engine.begin() as connection:
            await connection.execute(insert(effect).values(fact=event.fact))

    await FastStream(broker, logger=None).run()
