"""A relay or a reader as a process of its own: `python -m benchmarks.part relay|reader DATABASE_URL REDIS_URL`."""

import asyncio
import gc
import sys

from cabos.database import Database
from cabos.hinting import heed
from cabos.listening import listen
from cabos.relay import Relay
from cabos.subscriptions import Subscriptions
from cabos_contracts.governance import DecisionTaken
from sqlmodel.ext.asyncio.session import AsyncSession

from benchmarks.ground import ALL, SOURCE


async def relay(database_url: str, redis_url: str) -> None:
    database = Database(database_url)
    part = Relay(database.engine, redis_url, SOURCE, replay_reserve=ALL)
    await asyncio.gather(part.run(), heed(redis_url, SOURCE, part.wake.set))


async def reader(database_url: str, redis_url: str) -> None:
    subscriptions = Subscriptions("benchmark")

    @subscriptions.on(DecisionTaken)
    async def do_nothing(event: DecisionTaken, session: AsyncSession) -> None: ...

    await listen(subscriptions, database_url=database_url, redis_url=redis_url)


PARTS = {"relay": relay, "reader": reader}


def main() -> None:
    name, database_url, redis_url = sys.argv[1:]
    # As a worker does when it starts.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    asyncio.run(PARTS[name](database_url, redis_url))


if __name__ == "__main__":
    main()
