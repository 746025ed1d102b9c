"""The reader: FastStream reads a source's stream from our own cursor, and the cursor moves with the effects."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import structlog
from faststream.redis import RedisBroker, StreamSub
from faststream.redis.message import RedisBatchStreamMessage
from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from cabos import metrics, parking
from cabos.handling import INFRASTRUCTURE, CursorMoved, Handling
from cabos.leadership import heed_cancellation, leading
from cabos.streams import BEGINNING, BLOCK_MS, mirror, stream_key
from cabos.subscriptions import Subscriptions
from cabos.wire import Entry, entries

log = structlog.get_logger()

BATCH = 500
GAP_PAUSE_S = 0.05
FAULT_PAUSE_S = 0.1
IDLE_S = 1.0
"""How often an idle reader shows its position again and looks for parked events that others freed."""

FAULTS = (*INFRASTRUCTURE, RedisError, CursorMoved, TimeoutError)


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
        self._turn = asyncio.Lock()
        self._retry = asyncio.Event()
        self._handling: Handling | None = None
        self._failed: asyncio.Future[None] | None = None
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
                log.warning("reader starts over", source=self.source, error=_first_line(fault))
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
            self.leading = True
            metrics.reader_leading.labels(self.name, self.source).set(1)
            await self._tend(handling, failed, redis)
        finally:
            self.leading = False
            metrics.reader_leading.labels(self.name, self.source).set(0)
            self._handling = None
            await self._subscriber.stop()
            if failed.done() and not failed.cancelled():
                failed.exception()

    async def _tend(self, handling: Handling, failed: "asyncio.Future[None]", redis: Redis) -> None:
        """Retry what is parked and show the position, until the reader fails."""
        while not failed.done():
            async with self._turn:
                due = await handling.retry_due()
            with suppress(RedisError):
                # For the eyes of operators and the trimmer only: reading goes on without it.
                await mirror(redis, self.key, self.name, handling.at)
            heed_cancellation()
            self._retry.clear()
            woken = asyncio.ensure_future(self._retry.wait())
            ends: set[asyncio.Future[Any]] = {failed, woken}
            try:
                await asyncio.wait(
                    ends, timeout=IDLE_S if due is None else min(due, IDLE_S), return_when="FIRST_COMPLETED"
                )
            finally:
                woken.cancel()
        failed.result()

    async def _on_batch(self, batch: list[Entry]) -> None:
        handling, failed = self._handling, self._failed
        if handling is None or failed is None or failed.done():
            await asyncio.sleep(FAULT_PAUSE_S)
            return
        try:
            async with self._turn:
                whole = await handling.handle(batch)
        except Exception as fault:
            if not failed.done():
                failed.set_exception(fault)
            return
        finally:
            # FastStream would go on behind what it read; our cursor is the truth, also after a fault.
            self._subscriber.last_id = str(handling.at)
        self._retry.set()
        if not whole:
            metrics.reader_gaps.labels(self.name, self.source).inc()
            log.warning("gap in the stream", source=self.source, after=handling.at.position)
            await asyncio.sleep(GAP_PAUSE_S)


def _first_line(fault: BaseException) -> str:
    return (str(fault).splitlines() or [type(fault).__name__])[0]


async def _parse(raw: Any) -> RedisBatchStreamMessage:
    nobody: Any = None  # nothing is acknowledged without a group
    return RedisBatchStreamMessage(
        raw_message=raw, body=b"", consumer=nobody, group=None, headers={}, message_id="batch", correlation_id="batch"
    )


async def _decode(message: RedisBatchStreamMessage) -> list[Entry]:
    raw: Any = message.raw_message
    return entries(raw)
