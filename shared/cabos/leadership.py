"""One active process: a session-level advisory lock, held on the connection that does the work."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from hashlib import blake2b
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

STANDBY_S = 0.2
"""How often a standby asks whether the lock is free, in seconds."""


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
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()


@asynccontextmanager
async def leading(engine: AsyncEngine, name: str) -> AsyncIterator[AsyncConnection]:
    """Wait until this process is the one for `name`, then lend the connection that proves it.

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
                await asyncio.sleep(STANDBY_S)
            await connection.commit()
            yield connection
        finally:
            # Back in the pool the connection would keep the lock: it is closed for good instead.
            await connection.invalidate()
