"""The relay: gives committed rows their position and copies them to the stream under the guard of WATCH."""

import asyncio
from contextlib import suppress

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError, WatchError
from sqlalchemy import func, select, text
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from cabos import metrics
from cabos.leadership import heed_cancellation, leading
from cabos.schema import journal
from cabos.streams import EntryId, last_entry, stream_key, writing_client
from cabos.trimming import Trimmer
from cabos.wire import ROW, entry_fields

log = structlog.get_logger()

BATCH = 500
"""Entries per transaction, on either side."""

POLL_S = 1.0
"""The guarantee behind the hints: an idle relay looks this often."""

PAUSE_S = 0.1
"""The pause after a fault of the infrastructure."""

# Only rows that are committed are seen here, and only one relay gives positions: no gap, no late commit overtaken.
# The milliseconds never step back, whatever the clock does, because entry ids may only grow.
SEQUENCE = text("""
    WITH last AS (
        SELECT coalesce(max(position), 0) AS position, coalesce(max(ms), 0) AS ms
        FROM (SELECT position, ms FROM journal WHERE position IS NOT NULL ORDER BY position DESC LIMIT 1) AS newest
    ), fresh AS (
        SELECT id, time FROM journal WHERE position IS NULL ORDER BY id LIMIT :batch
    ), numbered AS (
        SELECT id, row_number() OVER (ORDER BY id) AS step,
               max((extract(epoch FROM time) * 1000)::bigint) OVER (ORDER BY id) AS ms
        FROM fresh
    )
    UPDATE journal SET position = last.position + numbered.step, ms = greatest(last.ms, numbered.ms)
    FROM last, numbered WHERE journal.id = numbered.id
""")


class Relay:
    """Announces one service's journal; `run()` until cancelled, standing by while another process leads."""

    def __init__(self, engine: AsyncEngine, redis_url: str, source: str, *, replay_reserve: int) -> None:
        self.engine = engine
        self.source = source
        self.key = stream_key(source)
        self.redis: Redis = writing_client(redis_url)
        self.trimmer = Trimmer(self.redis, self.key, replay_reserve)
        self.wake = asyncio.Event()
        self.leading = False
        self._announced = 0

    async def run(self) -> None:
        while True:
            try:
                async with leading(self.engine, f"relay:{self.source}") as connection:
                    self.leading = True
                    metrics.relay_leading.labels(self.source).set(1)
                    await self._lead(connection)
            except (OperationalError, InterfaceError, OSError) as fault:
                log.warning("relay lost its database", source=self.source, error=str(fault).splitlines()[0])
                await asyncio.sleep(PAUSE_S)
            finally:
                self.leading = False
                metrics.relay_leading.labels(self.source).set(0)

    async def _lead(self, connection: AsyncConnection) -> None:
        while True:
            heed_cancellation()
            self.wake.clear()
            try:
                moved = await self.sequence(connection) + await self.copy(connection)
                if moved == 0:
                    await self.trimmer.trim(connection)
                    heed_cancellation()
                    with suppress(TimeoutError):
                        await asyncio.wait_for(self.wake.wait(), POLL_S)
            except WatchError:
                # Somebody else moved the stream: look again at what it has.
                await connection.rollback()
            except (RedisError, OSError) as fault:
                # redis-py's faults are not SQLAlchemy's: those leave this loop together with the lock.
                await connection.rollback()
                log.warning("relay lost the stream", source=self.source, error=str(fault))
                await asyncio.sleep(PAUSE_S)

    async def sequence(self, connection: AsyncConnection) -> int:
        """Give the next committed rows their positions; how many got one."""
        sequenced = (await connection.execute(SEQUENCE, {"batch": BATCH})).rowcount
        await connection.commit()
        return sequenced

    async def copy(self, connection: AsyncConnection) -> int:
        """Add to the stream what follows the newest entry that Redis has; how many were added.

        Raises `WatchError` when another relay was faster: then nothing was added.
        """
        async with self.redis.pipeline(transaction=True) as pipe:
            await pipe.watch(self.key)
            last = await last_entry(pipe, self.key)
            self._notice_step_back(last)
            rows = (
                await connection.execute(
                    select(*ROW).where(journal.c.position > last.position).order_by(journal.c.position).limit(BATCH)
                )
            ).all()
            if not rows:
                await self._notice_lead_of_stream(connection, last)
            await connection.commit()
            if not rows:
                return 0
            pipe.multi()  # type: ignore[no-untyped-call]  # redis-py has no annotation here
            for row in rows:
                pipe.execute_command("XADD", self.key, f"{row.ms}-{row.position}", *entry_fields(self.source, row))
            await pipe.execute()
        self._announced = rows[-1].position
        metrics.relay_published.labels(self.source).inc(len(rows))
        return len(rows)

    def _notice_step_back(self, last: EntryId) -> None:
        if last.position < self._announced:
            metrics.stream_regressions.labels(self.source).inc()
            log.warning("stream stepped back", source=self.source, had=self._announced, has=last.position)
        self._announced = last.position

    async def _notice_lead_of_stream(self, connection: AsyncConnection, last: EntryId) -> None:
        newest = (await connection.execute(select(func.max(journal.c.position)))).scalar_one() or 0
        ahead = last.position - newest
        metrics.stream_ahead.labels(self.source).set(max(ahead, 0))
        if ahead > 0:
            # PostgreSQL went back in time behind Redis: positions would be given a second time.
            log.error("stream is ahead of its journal", source=self.source, journal=newest, stream=last.position)

    async def close(self) -> None:
        await self.redis.aclose()
