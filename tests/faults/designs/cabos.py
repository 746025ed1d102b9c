"""Cabos itself: the journal, the relay and the readers, as a worker runs them."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from cabos.database import Database, execute
from cabos.hinting import Hinter, heed
from cabos.journal import publish
from cabos.reader import Reader
from cabos.relay import Relay
from cabos.schema import kit
from cabos.subscriptions import Subscriptions
from cabos_contracts.envelope import Event
from sqlalchemy import MetaData, insert
from sqlmodel.ext.asyncio.session import AsyncSession

from tests.faults.facts import SOURCE, Poison, TallyRaised, effect

RELAYS = True
SOURCE_TABLES: MetaData = kit
SERVICE_TABLES: MetaData = kit
CLOCK = "journal", "time"
"""The column whose default is the clock that the design goes by."""

DEAD = "SELECT (entry -> 'fields' ->> 'data')::json ->> 'fact' FROM parked WHERE state = 'dead'"

DELAYS_S = (0.1, 0.2, 0.4, 0.8)
"""As many attempts as by default, within 1.5 s instead of 2 minutes, so that a run ends soon."""

REPLAY_RESERVE = 2_000


@asynccontextmanager
async def announcing(redis_url: str) -> AsyncIterator[None]:
    """What a writer has beside its database: the hints."""
    async with Hinter(redis_url, SOURCE):
        yield


async def announce(session: AsyncSession, events: Sequence[Event]) -> None:
    publish(session, *events)


async def announced(events: Sequence[Event]) -> None:
    """Nothing is left to do after the commit."""


async def relay(database_url: str, redis_url: str) -> None:
    database = Database(database_url)
    relay = Relay(database.engine, redis_url, SOURCE, replay_reserve=REPLAY_RESERVE)
    await asyncio.gather(relay.run(), heed(redis_url, SOURCE, relay.wake.set))


async def read(service: str, name: str, database_url: str, redis_url: str) -> None:
    subscriptions = Subscriptions(service)

    @subscriptions.on(TallyRaised)
    async def write_down(event: TallyRaised, session: AsyncSession) -> None:
        if event.poison:
            raise Poison
        await execute(session, insert(effect).values(fact=event.fact))

    database = Database(database_url)
    reader: Any = Reader(database.engine, redis_url, subscriptions, SOURCE, delays=DELAYS_S)
    await reader.run()
