"""The service's own database: engine, sessions and the transaction that an edge commits."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import ARRAY, CursorResult, Executable, Table, bindparam, func, select
from sqlalchemy.dialects.postgresql import Insert, insert
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


async def upsert(session: AsyncSession, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, or overwrite those of the same primary key: one statement, however many there are.

    All rows have the same columns. Of several with one key the last counts, as if they came one after the other.
    """
    if not rows:
        return
    key = [column.name for column in table.primary_key]
    last = {tuple(row[name] for name in key): row for row in rows}
    columns = {name: [row[name] for row in last.values()] for name in rows[0]}
    await execute(session, _upsert(table, tuple(columns)), columns)


@lru_cache
def _upsert(table: Table, names: tuple[str, ...]) -> Insert:
    # Arrays are sent as they are; many VALUES would be one parameter each, and executemany a round for each row.
    arrays = [bindparam(name, type_=ARRAY(table.c[name].type)) for name in names]
    rows = func.unnest(*arrays).table_valued(*names).render_derived()
    statement = insert(table).from_select(list(names), select(*(rows.c[name] for name in names)))
    key = list(table.primary_key)
    values = {name: statement.excluded[name] for name in names if table.c[name] not in key}
    if not values:
        return statement.on_conflict_do_nothing(index_elements=key)
    return statement.on_conflict_do_update(index_elements=key, set_=values)
