"""The reader: FastStream reads a source's stream from our own cursor, and the cursor moves with the effects."""

import asyncio
from collections.abc import Sequence
from typing import Any

import structlog
from faststream.redis import RedisBroker, StreamSub
from faststream.redis.message import RedisBatchStreamMessage
from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from cabos import metrics, parking
from cabos.database import DATABASE_FAULTS
from cabos.handling import CursorMoved, Handling
from cabos.leadership import either, heed_cancellation, leading, side_by_side
from cabos.logs import first_line
from cabos.streams import BEGINNING, BLOCK_MS, EntryId, mirror, stream_key
from cabos.subscriptions import Subscriptions
from cabos.wire import Entry, entries

log = structlog.get_logger()

BATCH = 500
"""Entries in one transaction."""

GAP_PAUSE_S = 0.05
FAULT_PAUSE_S = 0.1
IDLE_S = 1.0
"""How often a reader shows its position, and an idle one looks for parked events that others freed."""

SETTLE_S = 0.05
STOP_AGAIN_S = 0.1
MIRROR_TIMEOUT_S = 1.0

FAULTS = (*DATABASE_FAULTS, RedisError, CursorMoved, OSError)


class Reader:
    """One service's reader of one source; `run()` until cancelled, standing by while another process reads."""

    def __init__(
        self,
        engine: AsyncEngine,
        broker: RedisBroker,
        subscriptions: Subscriptions,
        source: str,
        *,
        delays: Sequence[float] = parking.RETRY_DELAYS_S,
    ) -> None:
        self.engine = engine
        self.broker = broker
        self.subscriptions = subscriptions
        self.source = source
        self.name = subscriptions.service
        self.key = stream_key(source)
        self.delays = delays
        self.leading = False
        self.fault: str | None = None
        self._turn = asyncio.Lock()
        self._settled = asyncio.Event()
        self._ahead: asyncio.Queue[list[Entry]] | None = None
        self._gap_after = -1
        # No group: a group would be created at `$` and lose history, and its pending list dies with a trim.
        # No reply: an entry with `reply_to` must not make us publish outside the journal.
        self._subscriber = broker.subscriber(
            stream=StreamSub(
                self.key, last_id=str(BEGINNING), batch=True, max_records=BATCH, polling_interval=BLOCK_MS
            ),
            parser=_parse,
            decoder=_decode,
            no_reply=True,
        )
        self._subscriber(self._on_batch)

    async def run(self) -> None:
        while True:
            try:
                async with leading(self.engine, f"reader:{self.name}:{self.source}") as connection:
                    await self._lead(connection)
            except FAULTS as fault:
                metrics.reader_faults.labels(self.name, self.source).inc()
                self._stumbled(fault)
            heed_cancellation()
            await asyncio.sleep(FAULT_PAUSE_S)

    async def _lead(self, connection: AsyncConnection) -> None:
        handling = Handling(connection, self.subscriptions, self.source, self.delays)
        self._subscriber.last_id = str(await handling.load_cursor())
        ahead: asyncio.Queue[list[Entry]] = asyncio.Queue(maxsize=1)
        self._ahead = ahead
        try:
            redis = await self.broker.connect()
            await self._subscriber.start()
            self._show(leading=True)
            await side_by_side(self._work(handling, ahead), self._tend(handling, redis))
        finally:
            # What is still on its way from Redis belongs to whoever leads next; who waits to hand it over goes on.
            self._ahead = None
            while not ahead.empty():
                ahead.get_nowait()
            self._show(leading=False)
            await self._stop_reading()

    async def _stop_reading(self) -> None:
        """Return when nothing reads any more: FastStream only asks its task to end."""
        reading = set(self._subscriber.tasks)
        await self._subscriber.stop()
        while reading:
            # redis-py loses a cancellation that comes while it connects, so it is asked for again.
            for task in reading:
                task.cancel()
            _, reading = await asyncio.wait(reading, timeout=STOP_AGAIN_S)

    async def _on_batch(self, batch: list[Entry]) -> None:
        # While one batch is handled FastStream reads the next, and no more than that.
        if self._ahead is None:
            await asyncio.sleep(FAULT_PAUSE_S)
        else:
            await self._ahead.put(batch)

    async def _work(self, handling: Handling, ahead: "asyncio.Queue[list[Entry]]") -> None:
        """Handle what was read, until the reader fails."""
        while True:
            heed_cancellation()
            batch = await ahead.get()
            async with self._turn:
                whole = await handling.handle(batch)
            self._settled.set()
            if not whole:
                self._notice_gap(handling.at)
                await asyncio.sleep(GAP_PAUSE_S)
                # FastStream would go on behind what it read; our cursor is the truth.
                self._subscriber.last_id = str(handling.at)

    async def _tend(self, handling: Handling, redis: Redis) -> None:
        """Retry what is parked and show the position, until the reader fails."""
        while True:
            heed_cancellation()
            self._settled.clear()
            async with self._turn:
                due = await handling.retry_next()
            if due == 0:
                continue
            await self._mirror(redis, handling.at)
            await either(self._settled, IDLE_S if due is None else min(due, IDLE_S))
            # Once for a burst, not once for each of its batches.
            await asyncio.sleep(SETTLE_S)

    async def _mirror(self, redis: Redis, at: EntryId) -> None:
        """Show the position to operators and to the trimmer; reading itself goes on without it."""
        try:
            async with asyncio.timeout(MIRROR_TIMEOUT_S):
                await mirror(redis, self.key, self.name, at)
            self.fault = None
        except (RedisError, OSError) as fault:
            self._stumbled(fault)

    def _notice_gap(self, at: EntryId) -> None:
        # It is met again on every look until it is healed, and counted once.
        if self._gap_after != at.position:
            self._gap_after = at.position
            metrics.reader_gaps.labels(self.name, self.source).inc()
            log.warning("gap in the stream", source=self.source, after=at.position)

    def _show(self, *, leading: bool) -> None:
        self.leading = leading
        metrics.reader_leading.labels(self.name, self.source).set(int(leading))

    def _stumbled(self, fault: BaseException) -> None:
        # Told once for an outage, not ten times a second while it lasts.
        if self.fault is None:
            log.warning("reader stumbled", source=self.source, error=first_line(fault))
        self.fault = f"reader of {self.source}: {first_line(fault)}"


async def _parse(raw: Any) -> RedisBatchStreamMessage:
    nobody: Any = None  # nothing is acknowledged without a group
    return RedisBatchStreamMessage(
        raw_message=raw, body=b"", consumer=nobody, group=None, headers={}, message_id="batch", correlation_id="batch"
    )


async def _decode(message: RedisBatchStreamMessage) -> list[Entry]:
    raw: Any = message.raw_message
    return entries(raw)
