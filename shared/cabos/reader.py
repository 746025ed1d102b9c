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
from cabos.leadership import heed_cancellation, leading
from cabos.logs import first_line
from cabos.streams import BEGINNING, BLOCK_MS, EntryId, mirror, stream_key
from cabos.subscriptions import Subscriptions
from cabos.wire import Entry, entries

log = structlog.get_logger()

BATCH = 1_000
"""Entries in one transaction: more would only hold its locks for longer."""

GAP_PAUSE_S = 0.05
FAULT_PAUSE_S = 0.1
IDLE_S = 1.0
"""How often a reader shows its position, and an idle one looks for parked events that others freed."""

SETTLE_S = 0.05
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
        self._handling: Handling | None = None
        self._failed: asyncio.Future[None] | None = None
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
        at = await handling.load_cursor()
        self._handling = handling
        self._failed = failed = asyncio.get_running_loop().create_future()
        self._subscriber.last_id = str(at)
        try:
            redis = await self.broker.connect()
            await self._subscriber.start()
            self._show(leading=True)
            await self._tend(handling, failed, redis)
        finally:
            # What is still on its way from Redis belongs to whoever leads next.
            self._handling = None
            self._show(leading=False)
            await self._subscriber.stop()
            if failed.done() and not failed.cancelled():
                failed.exception()

    async def _tend(self, handling: Handling, failed: "asyncio.Future[None]", redis: Redis) -> None:
        """Retry what is parked and show the position, until the reader fails."""
        while not failed.done():
            heed_cancellation()
            async with self._turn:
                due = await handling.retry_next()
            if due == 0:
                continue
            await self._mirror(redis, handling.at)
            self._settled.clear()
            settled = asyncio.ensure_future(self._settled.wait())
            ends: set[asyncio.Future[Any]] = {failed, settled}
            try:
                pause = IDLE_S if due is None else min(due, IDLE_S)
                await asyncio.wait(ends, timeout=pause, return_when=asyncio.FIRST_COMPLETED)
                # Once for a burst, not once for each of its batches.
                await asyncio.wait({failed}, timeout=SETTLE_S)
            finally:
                settled.cancel()
        failed.result()

    async def _mirror(self, redis: Redis, at: EntryId) -> None:
        """Show the position to operators and to the trimmer; reading itself goes on without it."""
        try:
            async with asyncio.timeout(MIRROR_TIMEOUT_S):
                await mirror(redis, self.key, self.name, at)
            self.fault = None
        except (RedisError, OSError) as fault:
            self._stumbled(fault)

    async def _on_batch(self, batch: list[Entry]) -> None:
        handling, failed = self._handling, self._failed
        if handling is None or failed is None or failed.done():
            await asyncio.sleep(FAULT_PAUSE_S)
            return
        try:
            async with self._turn:
                if self._handling is not handling:
                    return
                whole = await handling.handle(batch)
        except Exception as fault:
            if not failed.done():
                failed.set_exception(fault)
            return
        finally:
            # FastStream would go on behind what it read; our cursor is the truth, also after a fault.
            self._subscriber.last_id = str(handling.at)
        self._settled.set()
        if not whole:
            self._notice_gap(handling.at)
            await asyncio.sleep(GAP_PAUSE_S)

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
