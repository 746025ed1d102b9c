"""The service's own database: engine, sessions and the transaction that an edge commits."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import CursorResult, Executable
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

DATABASE_FAULTS = (OperationalError, InterfaceError, PoolTimeout)
"""The database is away, restarting or out of connections."""

# A machine that vanished without a word is noticed in seconds, not after the two hours that TCP allows by default.
_LIVENESS = {"connect_timeout": 5, "keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3}


# A source that gets more partitions gives every listener more readers, each of which holds a connection.
MOST_BEYOND = 64


class Database:
    """One service's PostgreSQL; `transaction()` commits when its block ends well and rolls back otherwise."""

    def __init__(self, url: str, *, pool_size: int = 5) -> None:
        self.engine: AsyncEngine = create_async_engine(
            url, pool_size=pool_size, max_overflow=MOST_BEYOND, pool_pre_ping=True, connect_args=_LIVENESS
        )

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        async with AsyncSession(self.engine, expire_on_commit=False) as session:
            yield session
            await session.commit()

    async def close(self) -> None:
        await self.engine.dispose()


def session_on(connection: AsyncConnection) -> AsyncSession:
    """A session whose statements run on this very connection, so that what guards the connection guards them."""
    return AsyncSession(connection, expire_on_commit=False)


async def execute(session: AsyncSession, statement: Executable, values: Any = None) -> CursorResult[Any]:
    """A Core statement in the session's transaction: set-based SQL, no ORM objects."""
    return await (await session.connection()).execute(statement, values)
