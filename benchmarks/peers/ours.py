"""Cabos on the same job, whole: commit with the events, relay, reader with effect and cursor."""

import asyncio

from cabos import hints
from cabos.database import Database, upsert
from cabos.journal import publish as announce
from cabos.listening import listen
from cabos.relay import Relay
from cabos.schema import make_kit_tables
from cabos.subscriptions import Subscriptions
from cabos_contracts.governance import DecisionTaken
from sqlmodel.ext.asyncio.session import AsyncSession

from benchmarks.effects import known, values
from benchmarks.peers import job

URL = job.DATABASE_URL.replace("postgresql://", "postgresql+psycopg://")


async def publish(chunks: job.Chunks) -> None:
    """Publishes and relays, as a service's worker does."""
    database = Database(URL)
    async with database.engine.begin() as connection:
        await connection.run_sync(make_kit_tables)
    relay = Relay(database.engine, job.REDIS_URL, "governance", replay_reserve=10**9)
    hints.listen(relay.wake.set)
    relaying = asyncio.create_task(relay.run())
    while not relay.leading:  # noqa: ASYNC110 - it tells nobody
        await asyncio.sleep(0.01)
    job.wait_for_the_word()
    count = 0
    for events in chunks:
        async with database.transaction() as session:
            announce(session, *events)
        count += len(events)
    while await relay.redis.xlen(relay.key) < count:  # noqa: ASYNC110 - likewise
        await asyncio.sleep(0.01)
    job.say("published")
    await relaying


async def consume(effect: job.Effect) -> None:
    subscriptions = Subscriptions("benchmark")

    if effect.kind == "count":

        @subscriptions.on(DecisionTaken)
        async def count(event: DecisionTaken, session: AsyncSession) -> None:
            effect.counted(1)

    else:

        @subscriptions.on(DecisionTaken, batch=True)
        async def know(events: list[DecisionTaken], session: AsyncSession) -> None:
            await upsert(session, known, [values(event) for event in events])
            effect.counted(len(events))

    reading = asyncio.create_task(listen(subscriptions, database_url=URL, redis_url=job.REDIS_URL))
    job.say("ready")
    await reading


if __name__ == "__main__":
    job.main(publish, consume)
