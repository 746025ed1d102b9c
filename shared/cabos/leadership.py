"""One active process: a session-level advisory lock, held on the connection that does the work."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from hashlib import blake2b
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

STANDBY_S = 0.2
"""How often a standby asks whether the lock is free, in seconds."""

LOOK_S = 0.05
"""How often whoever offered the lock looks whether it is taken, in seconds."""


def lock_key(name: str) -> int:
    """A 64-bit key for `pg_advisory_lock`, the same in every process."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big", signed=True)


def heed_cancellation() -> None:
    """Raise the `CancelledError` that was swallowed on the way here.

    On Python 3.11 `asyncio.wait_for`, which the PostgreSQL driver waits with, loses one that arrives together
    with the answer; the task still remembers that it was asked to end.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError


async def either(event: asyncio.Event, seconds: float) -> None:
    """Return when `event` is set or the time is over, whichever comes first."""
    with suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)
    heed_cancellation()


async def side_by_side(*works: Coroutine[Any, Any, None]) -> None:
    """Run them until one ends or fails, then end the others; what failed first is raised.

    On Python 3.11 an `asyncio.TaskGroup` leaves its task marked as cancelled after a failure, which
    `heed_cancellation` would obey.
    """
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        # Whoever lost its cancellation on the way here would wait for ever: the tasks know nothing of it.
        heed_cancellation()
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()


@asynccontextmanager
async def leading(
    engine: AsyncEngine, name: str, *, load: Callable[[], int] = lambda: 0
) -> AsyncIterator[AsyncConnection]:
    """Wait until this process is the one for `name`, then lend the connection that proves it.

    The more `load` it has already, the more seldom it asks for the lock, so that others get it first.

    PostgreSQL frees the lock when the connection ends, however it ends. Work that runs on the lent connection can
    therefore never be committed by a process that is no longer the leader.
    """
    async with engine.connect() as connection:
        try:
            while not (
                await connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": lock_key(name)})
            ).scalar_one():
                await connection.rollback()
                heed_cancellation()
                await asyncio.sleep(STANDBY_S * (1 + load()))
            await connection.commit()
            yield connection
        finally:
            # Back in the pool the connection would keep the lock: it is closed for good instead.
            await connection.invalidate()


async def taken(engine: AsyncEngine, name: str, within_s: float) -> bool:
    """Whether another process comes to lead for `name` within so many seconds; returns as soon as one does."""
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        deadline = time.monotonic() + within_s
        while not await _holders(connection, lock_key(name), "ExclusiveLock"):
            if time.monotonic() > deadline:
                return False
            heed_cancellation()
            await asyncio.sleep(LOOK_S)
    return True


class Presence:
    """How many processes there are for `name`, this one included: each shares an advisory lock while it lives."""

    def __init__(self, engine: AsyncEngine, name: str) -> None:
        self.engine = engine
        self.key = lock_key(name)
        self._connection: AsyncConnection | None = None

    @asynccontextmanager
    async def shown(self) -> AsyncIterator[AsyncConnection]:
        """The connection that shows this process, for a question; raises what the database raises, and begins anew."""
        if self._connection is None:
            self._connection = await self.engine.connect()
            await self._connection.execution_options(isolation_level="AUTOCOMMIT")
            await self._connection.execute(text("SELECT pg_advisory_lock_shared(:key)"), {"key": self.key})
        try:
            yield self._connection
        except BaseException:
            await self.end()
            raise

    async def count(self, connection: AsyncConnection) -> int:
        return await _holders(connection, self.key, "ShareLock")

    async def end(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            # Back in the pool it would go on showing a process that may be gone.
            await connection.invalidate()
            await connection.close()


async def _holders(connection: AsyncConnection, key: int, mode: str) -> int:
    parts = {"high": key >> 32 & 0xFFFFFFFF, "low": key & 0xFFFFFFFF, "mode": mode}
    return int((await connection.execute(_HOLDERS, parts)).scalar_one())


_HOLDERS = text("""
    SELECT count(*) FROM pg_locks
    WHERE locktype = 'advisory' AND mode = :mode AND granted AND objsubid = 1
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND classid::bigint = :high AND objid::bigint = :low
""")
