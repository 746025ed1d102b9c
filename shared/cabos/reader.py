"""The reader: FastStream reads a source's stream from our own cursor, and the cursor moves with the effects."""

import asyncio
import math
import time
from collections.abc import Callable, Sequence
from typing import Any

import structlog
from faststream.redis import RedisBroker, StreamSub
from faststream.redis.message import RedisBatchStreamMessage
from redis.asyncio import Redis
from redis.exceptions import MovedError, RedisError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from cabos import metrics, parking
from cabos.broker import make_broker
from cabos.catching_up import FEED_FAULTS, Feed, NoFeed, beginnings
from cabos.database import DATABASE_FAULTS
from cabos.handling import CursorMoved, Handling
from cabos.leadership import either, heed_cancellation, leading, side_by_side, taken
from cabos.logs import first_line
from cabos.partitions import source_and_partition
from cabos.streams import BEGINNING, BLOCK_MS, EntryId, HistoryRewritten, located, mirror, oldest_entry, stream_key
from cabos.subscriptions import Subscriptions
from cabos.wire import Entry, entries

log = structlog.get_logger()

BATCH = 500
"""Entries in one transaction."""

GAP_PAUSE_S = 0.05
FAULT_PAUSE_S = 0.1
IDLE_S = 1.0
"""How often a reader shows its position, and an idle one looks for parked events that others freed."""

OFFER_S = 2.0
"""How long a stream that was offered to other processes is theirs to take."""

SETTLE_S = 0.05
STOP_AGAIN_S = 0.1
MIRROR_TIMEOUT_S = 1.0

FAULTS = (*DATABASE_FAULTS, RedisError, CursorMoved, HistoryRewritten, NoFeed, OSError)


class Reader:
    """One service's reader of one stream; `run()` until cancelled, standing by while another process reads.

    `source` is the name of the stream: `aeo`, or `aeo.1` for another partition of it. `feed_url` is the address of the
    source's API, for what the stream no longer has.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        redis_url: str,
        subscriptions: Subscriptions,
        source: str,
        *,
        feed_url: str | None = None,
        middlewares: Sequence[Any] = (),
        delays: Sequence[float] = parking.RETRY_DELAYS_S,
        load: Callable[[], int] = lambda: 0,
    ) -> None:
        self.engine = engine
        self.redis_url = redis_url
        self.subscriptions = subscriptions
        self.source = source
        self.name = subscriptions.service
        self.key = stream_key(source)
        self.feed_url = feed_url
        self.middlewares = middlewares
        self.delays = delays
        self.load = load
        self.leading = False
        self.taken_back_at = -math.inf
        self.fault: str | None = None
        self._offered = asyncio.Event()
        self._turn = asyncio.Lock()
        self._settled = asyncio.Event()
        self._gap_after = -1

    async def run(self) -> None:
        lock = f"reader:{self.name}:{self.source}"
        while True:
            try:
                async with leading(self.engine, lock, load=self.load) as connection:
                    await self._lead(connection)
                if self._offered.is_set():
                    self._offered.clear()
                    if not await taken(self.engine, lock, OFFER_S):
                        self.taken_back_at = time.monotonic()
            except FAULTS as fault:
                metrics.reader_faults.labels(self.name, self.source).inc()
                self._stumbled(fault)
                if isinstance(fault, HistoryRewritten | NoFeed):
                    # Only people can mend that.
                    await asyncio.sleep(IDLE_S)
            heed_cancellation()
            await asyncio.sleep(FAULT_PAUSE_S)

    def give_way(self) -> None:
        """Leave the stream to another process, if there is one that takes it."""
        self._offered.set()

    async def _lead(self, connection: AsyncConnection) -> None:
        handling = Handling(connection, self.subscriptions, self.source, self.delays)
        at = await handling.load_cursor(self._beginnings)
        broker = make_broker(await located(self.redis_url, self.key), self.middlewares)
        ahead: asyncio.Queue[list[Entry]] = asyncio.Queue(maxsize=1)
        subscriber = self._subscribe(broker, at, ahead)
        try:
            redis = await broker.connect()
            await subscriber.start()
            self._show(leading=True)
            await side_by_side(
                self._work(handling, ahead, subscriber, redis), self._tend(handling, redis), self._until_given_away()
            )
        finally:
            self._show(leading=False)
            # FastStream waits up to 15 s for whoever hands over a batch; with our lock held, nobody else could lead.
            while not ahead.empty():
                ahead.get_nowait()
            await _stop_reading(subscriber)
            await broker.stop()

    async def _beginnings(self) -> dict[str, EntryId]:
        source, partition = source_and_partition(self.source)
        if partition:
            return {self.source: BEGINNING}
        try:
            return await beginnings(self.redis_url, source, self.subscriptions.start, self.feed_url)
        except FEED_FAULTS as fault:
            raise ConnectionError(f"cannot tell where to begin with {source}: {first_line(fault)}") from fault

    def _subscribe(self, broker: RedisBroker, at: EntryId, ahead: "asyncio.Queue[list[Entry]]") -> Any:
        # No group: a group would be created at `$` and lose history, and its pending list dies with a trim.
        # No reply: an entry with `reply_to` must not make us publish outside the journal.
        subscriber = broker.subscriber(
            stream=StreamSub(self.key, last_id=str(at), batch=True, max_records=BATCH, polling_interval=BLOCK_MS),
            parser=_parse,
            decoder=_decode,
            no_reply=True,
        )

        async def hand_over(batch: list[Entry]) -> None:
            # While one batch is handled FastStream reads the next, and no more than that.
            await ahead.put(batch)

        subscriber(hand_over)
        return subscriber

    async def _until_given_away(self) -> None:
        await self._offered.wait()

    async def _work(
        self, handling: Handling, ahead: "asyncio.Queue[list[Entry]]", subscriber: Any, redis: Redis
    ) -> None:
        """Handle what was read, until the reader fails."""
        while True:
            heed_cancellation()
            batch = await ahead.get()
            async with self._turn:
                whole = await handling.handle(batch)
            self._settled.set()
            if not whole:
                if handling.held or not await self._catch_up(handling, redis):
                    await asyncio.sleep(GAP_PAUSE_S)
                # FastStream would go on behind what it read; our cursor is the truth.
                subscriber.last_id = str(handling.at)

    async def _catch_up(self, handling: Handling, redis: Redis) -> bool:
        """Handle from the source's feed what the stream no longer has; False when it is only about to have it."""
        oldest = await oldest_entry(redis, self.key)
        if oldest is None or oldest.position <= handling.at.position + 1:
            self._notice_gap(handling.at)
            return False
        if self.feed_url is None:
            raise NoFeed(self.source, f"what follows position {handling.at.position}")
        log.info("catching up from the feed", source=self.source, after=handling.at.position, until=oldest.position)
        async with Feed(self.feed_url, self.source) as feed:
            while handling.at.position + 1 < oldest.position:
                heed_cancellation()
                try:
                    page = await feed.after(handling.at.position)
                except FEED_FAULTS as fault:
                    raise ConnectionError(f"the feed of {self.source} does not help: {first_line(fault)}") from fault
                async with self._turn:
                    whole = await handling.handle(page)
                self._settled.set()
                if not page or not whole:
                    return False
        return True

    async def _tend(self, handling: Handling, redis: Redis) -> None:
        """Retry what is parked and show the position, until the reader fails."""
        while True:
            heed_cancellation()
            settled = self._settled.is_set()
            self._settled.clear()
            async with self._turn:
                # A batch that has just been committed has seen whether anything is parked.
                due = None if settled and not handling.parked else await handling.retry_next()
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
        except MovedError:
            # The cluster has given the stream to another server: begin anew over there.
            raise
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


async def _stop_reading(subscriber: Any) -> None:
    """Return when nothing reads any more: FastStream only asks its task to end."""
    reading = set(subscriber.tasks)
    await subscriber.stop()
    while reading:
        # redis-py loses a cancellation that comes while it connects, so it is asked for again.
        for task in reading:
            task.cancel()
        _, reading = await asyncio.wait(reading, timeout=STOP_AGAIN_S)


async def _parse(raw: Any) -> RedisBatchStreamMessage:
    nobody: Any = None  # nothing is acknowledged without a group
    return RedisBatchStreamMessage(
        raw_message=raw, body=b"", consumer=nobody, group=None, headers={}, message_id="batch", correlation_id="batch"
    )


async def _decode(message: RedisBatchStreamMessage) -> list[Entry]:
    raw: Any = message.raw_message
    return entries(raw)
