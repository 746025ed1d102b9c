"""Trimming: the stream keeps what any registered reader still needs, and a reserve behind it."""

import time
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import ResponseError
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from cabos.schema import journal, registered_reader
from cabos.streams import EntryId

EVERY_S = 5.0
"""How often a relay looks whether there is something to trim."""


class Trimmer:
    """Trims behind the slowest of all readers that were ever seen.

    After Redis was wiped their groups are missing, and nothing is trimmed until each has shown its position again.
    """

    def __init__(self, redis: Redis, key: str, reserve: int, partition: int = 0) -> None:
        self.redis = redis
        self.key = key
        self.reserve = reserve
        self.partition = partition
        self._due = 0.0

    async def trim(self, connection: AsyncConnection) -> None:
        if time.monotonic() < self._due:
            return
        self._due = time.monotonic() + EVERY_S
        await self.trim_now(connection)

    async def trim_now(self, connection: AsyncConnection) -> int:
        """Remove entries that every registered reader has behind it by more than the reserve; how many went."""
        oldest = await self.keep_from(connection)
        await connection.commit()
        if oldest is None:
            return 0
        return int(await self.redis.xtrim(self.key, minid=str(oldest), approximate=False))

    async def keep_from(self, connection: AsyncConnection) -> EntryId | None:
        """The oldest entry that is still needed; None when that cannot be told, or everything is."""
        positions = await reader_positions(self.redis, self.key)
        if positions:
            seen = insert(registered_reader).values(
                [{"partition": self.partition, "name": n, "position": p} for n, p in positions.items()]
            )
            await connection.execute(
                seen.on_conflict_do_update(
                    index_elements=["partition", "name"], set_={"position": seen.excluded.position}
                )
            )
        names = select(registered_reader.c.name).where(registered_reader.c.partition == self.partition)
        registered = set((await connection.execute(names)).scalars())
        oldest = None
        if registered and registered <= set(positions):
            keep_from = min(positions.values()) - self.reserve
            oldest = (
                await connection.execute(
                    select(journal.c.ms, journal.c.position).where(
                        journal.c.partition == self.partition, journal.c.position == keep_from
                    )
                )
            ).one_or_none()
        return None if oldest is None else EntryId(*oldest)

    async def forgotten(self, connection: AsyncConnection) -> int:
        """Up to which position a wiped stream stays empty: what had been trimmed before is not needed now."""
        mine = select(func.min(registered_reader.c.position)).where(registered_reader.c.partition == self.partition)
        slowest = (await connection.execute(mine)).scalar_one()
        return max((slowest or 0) - self.reserve - 1, 0)


async def reader_positions(redis: Redis, key: str) -> dict[str, int]:
    """How far each group of the stream has come: up to there nothing is owed to it."""
    try:
        groups: list[dict[str, Any]] = await redis.xinfo_groups(key)
    except ResponseError as refused:
        if "no such key" not in str(refused):
            raise
        return {}
    positions = {}
    for group in groups:
        name = group["name"].decode()
        positions[name] = EntryId.parse(group["last-delivered-id"]).position
        if group["pending"]:
            # Competing consumers still owe an acknowledgement from here on.
            pending = await redis.xpending(key, name)
            positions[name] = min(positions[name], EntryId.parse(pending["min"]).position - 1)
    return positions
