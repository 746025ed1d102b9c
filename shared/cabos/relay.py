"""The relay: gives committed rows their position and copies them to the stream under the guard of WATCH."""

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any

import structlog
from redis.asyncio import Redis
from redis.exceptions import MovedError, RedisError, WatchError
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from cabos import metrics
from cabos.database import DATABASE_FAULTS
from cabos.leadership import either, heed_cancellation, leading, side_by_side
from cabos.logs import first_line
from cabos.partitions import HASH, stream_name
from cabos.schema import journal
from cabos.streams import EntryId, HistoryRewritten, append, at_node, close, last_entry, stream_key, writing_client
from cabos.trimming import Trimmer
from cabos.wire import ROW, stream_entry

log = structlog.get_logger()

BATCH = 500
"""Entries in one transaction of Redis."""

SEQUENCE_BATCH = 2_000
"""Rows in one statement that gives positions: ahead of the copying, which would wait for each 500 otherwise."""

POLL_S = 1.0
"""The guarantee behind the hints: an idle relay looks this often."""

PAUSE_S = 0.1
"""The pause after a fault of the infrastructure."""

# Only rows that are committed are seen here, and only one relay of a partition gives positions: no gap, no late commit
# overtaken. The milliseconds never step back, whatever the clock does, because entry ids may only grow. A row that was
# meant for another number of partitions than there is now gets nothing: `agreed` is then empty.
SEQUENCE = text(f"""
    WITH agreed AS (
        SELECT FROM delivery WHERE partitions = :partitions FOR SHARE
    ), last AS (
        SELECT coalesce(max(position), 0) AS position, coalesce(max(ms), 0) AS ms
        FROM (SELECT position, ms FROM journal WHERE partition = :partition AND position IS NOT NULL
              ORDER BY position DESC LIMIT 1) AS newest
    ), fresh AS (
        SELECT id, time FROM journal
        WHERE position IS NULL AND (:partitions = 1 OR ({HASH}) % :partitions = :partition)
        ORDER BY id LIMIT :batch
    ), numbered AS (
        SELECT id, row_number() OVER (ORDER BY id) AS step,
               max((extract(epoch FROM time) * 1000)::bigint) OVER (ORDER BY id) AS ms
        FROM fresh
    ), given AS (
        UPDATE journal SET partition = :partition, position = last.position + numbered.step,
                           ms = greatest(last.ms, numbered.ms)
        FROM agreed, last, numbered WHERE journal.id = numbered.id
        RETURNING 1
    )
    SELECT (SELECT count(*) FROM given) AS given, (SELECT partitions FROM delivery) AS partitions
""")  # noqa: S608 - an expression of our own


class Relay:
    """Announces one partition of a service's journal; `run()` until cancelled, standing by while another process leads.

    It gives no position before it has seen the stream once since it leads, and none while `HistoryRewritten` holds.
    """

    def __init__(
        self, engine: AsyncEngine, redis_url: str, source: str, *, replay_reserve: int, partition: int = 0
    ) -> None:
        self.engine = engine
        self.source = source
        self.partition = partition
        self.name = stream_name(source, partition)
        self.key = stream_key(self.name)
        self.redis_url = redis_url
        self.redis: Redis = writing_client(redis_url)
        self.trimmer = Trimmer(self.redis, self.key, replay_reserve, partition)
        self.wake = asyncio.Event()
        self.leading = False
        self.fault: str | None = None
        self._sequenced = asyncio.Event()
        self._announced = 0
        self._partitions = 1
        self._ahead: Sequence[Any] = ()

    async def run(self) -> None:
        while True:
            try:
                async with leading(self.engine, f"relay:{self.name}") as connection, self.engine.connect() as reading:
                    await connection.execution_options(isolation_level="AUTOCOMMIT")
                    await reading.execution_options(isolation_level="AUTOCOMMIT")
                    self._show(leading=True)
                    self._ahead = ()
                    await self._see(reading)
                    # Two loops, so that a Redis that hangs keeps nobody from positions, nor the feed from its rows.
                    await side_by_side(self._keep_sequencing(connection), self._keep_copying(reading))
            except HistoryRewritten as rewritten:
                self._stumbled("relay stands still until cabos stream reseed", rewritten)
                await asyncio.sleep(POLL_S)
            except (*DATABASE_FAULTS, OSError) as fault:
                self._stumbled("relay lost its database", fault)
            finally:
                self._show(leading=False)
            heed_cancellation()
            await asyncio.sleep(PAUSE_S)

    async def _see(self, connection: AsyncConnection) -> None:
        """Copy a first time, whenever Redis answers: that shows whether the stream is of this journal."""
        while True:
            heed_cancellation()
            try:
                await self.copy(connection)
            except WatchError:
                continue
            except (RedisError, OSError) as fault:
                await self._lost_the_stream(fault)
            else:
                return

    async def _keep_sequencing(self, connection: AsyncConnection) -> None:
        while True:
            heed_cancellation()
            self.wake.clear()
            sequenced = await self.sequence(connection)
            if sequenced:
                self._sequenced.set()
            if sequenced < SEQUENCE_BATCH:
                await either(self.wake, POLL_S)

    async def _keep_copying(self, connection: AsyncConnection) -> None:
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
                await self._lost_the_stream(fault)
                continue
            self.fault = None
            if copied < BATCH:
                await either(self._sequenced, POLL_S)

    async def sequence(self, connection: AsyncConnection) -> int:
        """Give the next committed rows their positions; how many got one. One statement, committed by itself."""
        mine = {"batch": SEQUENCE_BATCH, "partition": self.partition, "partitions": self._partitions}
        row = (await connection.execute(SEQUENCE, mine)).one()
        if row.partitions != self._partitions:
            self._partitions = row.partitions
            return await self.sequence(connection)
        return int(row.given)

    async def copy(self, connection: AsyncConnection) -> int:
        """Add to the stream what follows the newest entry that Redis has; how many were added.

        Raises `WatchError` when another relay was faster, and `HistoryRewritten` when the newest entry is not of this
        journal: then nothing was added.
        """
        async with self.redis.pipeline() as guard:
            await guard.watch(self.key)
            last = await last_entry(guard, self.key)
            self._notice_step_back(last)
            rows = await self._rows_from(connection, last)
            metrics.stream_ahead.labels(self.name).set(0)
            if not rows:
                return 0
            entries = [stream_entry(self.source, row) for row in rows]
            adding = append(guard, self.key, entries)
            if len(rows) < BATCH:
                await adding
            else:
                await self._add_and_read_on(connection, adding, rows[-1])
        self._announced = rows[-1].position
        metrics.relay_published.labels(self.name).inc(len(rows))
        return len(rows)

    async def _rows_from(self, connection: AsyncConnection, last: EntryId) -> Sequence[Any]:
        """What comes after `last`, if that is of this journal: it is read once more, as the journal has it."""
        ahead, self._ahead = self._ahead, ()
        if ahead and (ahead[0].ms, ahead[0].position) == last:
            return ahead[1:]
        if not last.position:
            return await self._read(connection, await self.trimmer.forgotten(connection), BATCH)
        rows = await self._read(connection, last.position - 1, BATCH + 1)
        if not rows or (rows[0].ms, rows[0].position) != last:
            raise HistoryRewritten(await self._tell_what_is_lost(connection, last))
        return rows[1:]

    async def _read(self, connection: AsyncConnection, after: int, limit: int) -> Sequence[Any]:
        mine = select(*ROW).where(journal.c.partition == self.partition, journal.c.position > after)
        return (await connection.execute(mine.order_by(journal.c.position).limit(limit))).all()

    async def _add_and_read_on(self, connection: AsyncConnection, adding: Coroutine[Any, Any, None], at: Any) -> None:
        """While Redis adds what it was given, PostgreSQL tells what comes next."""
        reading = self._read(connection, at.position - 1, BATCH + 1)
        added, ahead = await asyncio.gather(adding, reading, return_exceptions=True)
        for result in (added, ahead):
            if isinstance(result, BaseException):
                raise result
        self._ahead = ahead

    def _notice_step_back(self, last: EntryId) -> None:
        if last.position < self._announced:
            metrics.stream_regressions.labels(self.name).inc()
            log.warning("stream stepped back", source=self.name, had=self._announced, has=last.position)
        self._announced = last.position

    async def _tell_what_is_lost(self, connection: AsyncConnection, last: EntryId) -> str:
        mine = select(func.max(journal.c.position)).where(journal.c.partition == self.partition)
        newest = (await connection.execute(mine)).scalar_one() or 0
        metrics.stream_ahead.labels(self.name).set(max(last.position - newest, 1))
        return f"the stream of {self.name} ends with {last}, which its journal (up to {newest}) does not know"

    async def _lost_the_stream(self, fault: Exception) -> None:
        self._stumbled("relay lost the stream", fault)
        # In a cluster the server says who has the stream; when that one is away, whoever was named to us is asked anew.
        url = at_node(self.redis_url, fault) if isinstance(fault, MovedError) else self.redis_url
        lost, self.redis = self.redis, writing_client(url)
        self.trimmer.redis = self.redis
        await close(lost)
        await asyncio.sleep(0 if isinstance(fault, MovedError) else PAUSE_S)

    def _show(self, *, leading: bool) -> None:
        self.leading = leading
        metrics.relay_leading.labels(self.name).set(int(leading))

    def _stumbled(self, what: str, fault: BaseException) -> None:
        # Told once for an outage, not ten times a second while it lasts.
        said = f"{what}: {first_line(fault)}"
        if self.fault is None and not isinstance(fault, MovedError):
            log.warning(what, source=self.name, error=first_line(fault))
        self.fault = said

    async def close(self) -> None:
        await close(self.redis)
