"""A program that only listens: for a service of your own that wants the events and keeps their effects."""

import asyncio

from cabos.broker import make_broker
from cabos.database import Database
from cabos.reader import Reader
from cabos.schema import kit
from cabos.subscriptions import Subscriptions


async def listen(subscriptions: Subscriptions, *, database_url: str, redis_url: str) -> None:
    """Read every source that is subscribed to, from its first event or from where the last run ended, until cancelled.

    The cursors, and what is parked, live in the database of the listener, in tables of the kit that are made when they
    are missing; effects written through the handler's session are therefore exactly once. Of several processes with
    the same subscriptions one reads each source, the others stand by.
    """
    database = Database(database_url, pool_size=len(subscriptions.sources) + 1)
    broker = make_broker(redis_url)
    try:
        async with database.engine.begin() as connection:
            await connection.run_sync(kit.create_all)
        readers = [Reader(database.engine, broker, subscriptions, source) for source in subscriptions.sources]
        async with asyncio.TaskGroup() as reading:
            for reader in readers:
                reading.create_task(reader.run())
    finally:
        await broker.stop()
        await database.close()
