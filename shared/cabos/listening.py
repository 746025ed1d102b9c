"""All readers of a listener, and a program that does nothing but listen."""

import math
import time
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from cabos.database import Database, session_on
from cabos.leadership import Presence
from cabos.order import streams_of
from cabos.partitions import one_each, source_and_partition
from cabos.reader import Reader
from cabos.schema import make_kit_tables
from cabos.subscriptions import Subscriptions

NO_TAKERS_S = 20.0
"""How long a stream is kept that was offered to other processes, and that none of them took."""


class Readers:
    """One reader for every stream of the sources that are subscribed to, also for those that appear later.

    Of several processes with the same subscriptions each comes to read its share: one that reads more gives a stream
    away each second, until it does not.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        redis_url: str,
        subscriptions: Subscriptions,
        *,
        feeds: Mapping[str, str] | None = None,
        middlewares: Sequence[Any] = (),
    ) -> None:
        self.engine = engine
        self.redis_url = redis_url
        self.subscriptions = subscriptions
        self.feeds = feeds or {}
        self.middlewares = middlewares
        self.readers: dict[str, Reader] = {}
        self._presence = Presence(engine, f"readers:{subscriptions.service}")

    async def run(self) -> None:
        try:
            await one_each(self._streams, self._read)
        finally:
            await self._presence.end()

    @property
    def faults(self) -> list[str]:
        return [reader.fault for reader in self.readers.values() if reader.fault]

    async def _streams(self) -> list[str]:
        if not self.readers:
            # Also when the database is away: its readers wait for it, and say so.
            return self.subscriptions.sources
        async with self._presence.shown() as connection:
            streams = await streams_of(session_on(connection), self.subscriptions.sources)
            self._give_away(math.ceil(len(streams) / await self._presence.count(connection)))
        return streams

    def _give_away(self, share: int) -> None:
        mine = [reader for reader in self.readers.values() if reader.leading]
        now = time.monotonic()
        if len(mine) > share and all(now - reader.taken_back_at > NO_TAKERS_S for reader in mine):
            mine[-1].give_way()

    def _load(self) -> int:
        return sum(reader.leading for reader in self.readers.values())

    async def _read(self, stream: str) -> None:
        source, _ = source_and_partition(stream)
        self.readers[stream] = Reader(
            self.engine,
            self.redis_url,
            self.subscriptions,
            stream,
            feed_url=self.feeds.get(source),
            middlewares=self.middlewares,
            load=self._load,
        )
        await self.readers[stream].run()


async def listen(
    subscriptions: Subscriptions, *, database_url: str, redis_url: str, feeds: Mapping[str, str] | None = None
) -> None:
    """Read every source that is subscribed to, from where `subscriptions` start or the last run ended, until cancelled.

    The cursors, and what is parked, live in the database of the listener, in tables of the kit that are made when they
    are missing; effects written through the handler's session are therefore exactly once. Of several processes with
    the same subscriptions one reads each stream, the others stand by. `feeds` are the addresses of the sources' APIs,
    by source, for events that are no longer on a stream.
    """
    database = Database(database_url, pool_size=len(subscriptions.sources) + 1)
    try:
        async with database.engine.begin() as connection:
            await connection.run_sync(make_kit_tables)
        await Readers(database.engine, redis_url, subscriptions, feeds=feeds).run()
    finally:
        await database.close()
