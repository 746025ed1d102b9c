"""The relay: gives committed rows their position and copies them to the stream under the guard of WATCH."""

import asyncio

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError, WatchError
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from cabos import metrics
from cabos.database import DATABASE_FAULTS
from cabos.leadership import either, heed_cancellation, leading, side_by_side
from cabos.logs import first_line
from cabos.schema import journal
from cabos.streams import EntryId, append, last_entry, stream_key, writing_client
from cabos.trimming import Trimmer
from cabos.wire import ROW, stream_entry

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
        self.fault: str | None = None
        self._sequenced = asyncio.Event()
        self._announced = 0

    async def run(self) -> None:
        while True:
            try:
                async with leading(self.engine, f"relay:{self.source}") as connection, self.engine.connect() as reading:
                    self._show(leading=True)
                    # Two loops, so that a Redis that hangs keeps nobody from positions, nor the feed from its rows.
                    await side_by_side(self._keep_sequencing(connection), self._keep_copying(reading))
            except (*DATABASE_FAULTS, OSError) as fault:
                self._stumbled("relay lost its database", fault)
            finally:
                self._show(leading=False)
            heed_cancellation()
            await asyncio.sleep(PAUSE_S)

    async def _keep_sequencing(self, connection: AsyncConnection) -> None:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        while True:
            heed_cancellation()
            self.wake.clear()
            sequenced = await self.sequence(connection)
            if sequenced:
                self._sequenced.set()
            if sequenced < BATCH:
                await either(self.wake, POLL_S)

    async def _keep_copying(self, connection: AsyncConnection) -> None:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        while True:
            heed_cancellation()
            self._sequenced.clear()
            try:
                copied = await self.copy(connection)
                await self.trimmer.trim(connection)
            except WatchError:
                # Somebody else moved the stream: look again at what it has.
                continue
            except (RedisError, OSError) as fault:
                # redis-py's faults are not SQLAlchemy's: those leave this loop together with the lock.
                self._stumbled("relay lost the stream", fault)
                await asyncio.sleep(PAUSE_S)
                continue
            self.fault = None
            if copied < BATCH:
                await either(self._sequenced, POLL_S)

    async def sequence(self, connection: AsyncConnection) -> int:
        """Give the next committed rows their positions; how many got one. One statement, committed by itself."""
        return (await connection.execute(SEQUENCE, {"batch": BATCH})).rowcount

    async def copy(self, connection: AsyncConnection) -> int:
        """Add to the stream what follows the newest entry that Redis has; how many were added.

        Raises `WatchError` when another relay was faster: then nothing was added.
        """
        async with self.redis.pipeline() as guard:
            await guard.watch(self.key)
            last = await last_entry(guard, self.key)
            self._notice_step_back(last)
            after = last.position or await self.trimmer.forgotten(connection)
            rows = (
                await connection.execute(
                    select(*ROW).where(journal.c.position > after).order_by(journal.c.position).limit(BATCH)
                )
            ).all()
            if not rows:
                await self._notice_lead_of_stream(connection, last)
                return 0
            await append(guard, self.key, [stream_entry(self.source, row) for row in rows])
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

    def _show(self, *, leading: bool) -> None:
        self.leading = leading
        metrics.relay_leading.labels(self.source).set(int(leading))

    def _stumbled(self, what: str, fault: BaseException) -> None:
        # Told once for an outage, not ten times a second while it lasts.
        if self.fault is None:
            log.warning(what, source=self.source, error=first_line(fault))
        self.fault = f"{what}: {first_line(fault)}"

    async def close(self) -> None:
        await self.redis.aclose()
