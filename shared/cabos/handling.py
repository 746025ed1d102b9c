"""Effects and cursor in one transaction: what makes a redelivered event harmless."""

from collections.abc import Awaitable, Callable, Collection, Sequence

import structlog
from sqlalchemy import bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel.ext.asyncio.session import AsyncSession

from cabos import metrics, order, parking
from cabos.database import DATABASE_FAULTS, execute, session_on
from cabos.effects import Effects
from cabos.refusal import Refusal
from cabos.schema import cursor
from cabos.streams import EntryId, HistoryRewritten
from cabos.subscriptions import Subscriptions
from cabos.wire import Entry, Undecodable, stored_entry

log = structlog.get_logger()

FINAL = (Refusal, Undecodable)
"""What no repetition mends."""


class CursorMoved(Exception):
    """Somebody else moved this reader's cursor: what was read belongs to the past."""


class Requeued(Exception):
    """Somebody has put a dead letter back since the last batch: whether this one follows it must be asked."""


class Handling:
    """Handles one source's entries for one service, on the connection that holds the reader's lock."""

    def __init__(
        self,
        connection: AsyncConnection,
        subscriptions: Subscriptions,
        source: str,
        delays: Sequence[float] = parking.RETRY_DELAYS_S,
    ) -> None:
        self.connection = connection
        self.subscriptions = subscriptions
        self.source = source
        self.delays = delays
        self.at = EntryId(0, 0)
        # Whether the last batch ended at an entry that waits for other streams.
        self.held = False
        self._effects = Effects(subscriptions)
        # What the last move of the cursor has seen: while nothing is parked, nobody is asked before the next batch.
        self.parked = True
        self._move_cursor = (
            update(cursor)
            .where(cursor.c.source == source, cursor.c.position == bindparam("at"))
            .values(position=bindparam("to_position"), ms=bindparam("to_ms"), moved_at=func.clock_timestamp())
            .returning(parking.anything_open(source))
        )
        self._labels = (subscriptions.service, source)

    async def load_cursor(self, beginnings: Callable[[], Awaitable[dict[str, EntryId]]]) -> EntryId:
        """Where this listener has come to; on the first time all, it is where `beginnings` says, by stream."""
        mine = select(cursor.c.ms, cursor.c.position).where(cursor.c.source == self.source)
        async with session_on(self.connection) as session:
            row = (await execute(session, mine)).one_or_none()
            await session.commit()
            if row is None:
                rows = [{"source": s, "position": at.position, "ms": at.ms} for s, at in (await beginnings()).items()]
                await execute(session, insert(cursor).on_conflict_do_nothing(), rows)
                row = (await execute(session, mine)).one()
                await session.commit()
        self.at = EntryId(row.ms, row.position)
        return self.at

    async def handle(self, batch: Sequence[Entry]) -> bool:
        """Handle what follows the cursor without a gap; False when the batch holds a gap (the rest must be read again).

        Raises one of `DATABASE_FAULTS`, `ConnectionError`, `CursorMoved` or `HistoryRewritten` with nothing done.
        """
        self.held = False
        fresh, whole = self._following(batch)
        while fresh:
            ends = next((n for n, entry in enumerate(fresh) if entry.event_type in order.OWN), len(fresh))
            if ends:
                await self._all(fresh[:ends])
            elif not await self._pass(fresh[0]):
                self.held = True
                return False
            fresh = fresh[max(ends, 1) :]
        return whole

    def _following(self, batch: Sequence[Entry]) -> tuple[list[Entry], bool]:
        fresh: list[Entry] = []
        last = self.at
        for entry in batch:
            if entry.id.position <= last.position:
                # Ids grow in both parts. A cursor without milliseconds was set by hand, and knows only its position.
                if entry.id > last and last.ms:
                    raise HistoryRewritten(f"{self.source} has the entry {entry.id} after {last}")
                continue
            if entry.id.position > last.position + 1 and not order.bridges(entry, last.position):
                return fresh, False
            fresh.append(entry)
            last = entry.id
        return fresh, True

    async def _pass(self, entry: Entry) -> bool:
        """Handle an event of delivery itself, if it is its turn."""
        async with session_on(self.connection) as session:
            if not await order.may_pass(session, entry):
                return False
            await order.passed(session, entry, self.subscriptions.service)
            self.parked = True
            await self._move(session, entry.id)
        self.at = entry.id
        return True

    async def _all(self, fresh: Sequence[Entry]) -> None:
        await self._in_parts(fresh)
        metrics.reader_handled.labels(*self._labels).inc(len(fresh))
        metrics.reader_position.labels(*self._labels).set(self.at.position)

    async def _in_parts(self, batch: Sequence[Entry]) -> None:
        """In one transaction or, when something in it fails, by halves, until that stands alone.

        One by one all the others would pay for it: a reader with a backlog and a few bad events would never catch up.
        """
        try:
            await self._together(batch)
        except Exception as failure:
            self._raise_unless_its_own(failure)
            log.info("batch failed, taking it by halves", source=self.source, error=parking.describe(failure))
            half = (len(batch) + 1) // 2
            for part in (batch[:half], batch[half:]):
                if len(part) > 1:
                    await self._in_parts(part)
                elif part:
                    await self._alone(part[0])

    async def _together(self, batch: Sequence[Entry]) -> None:
        try:
            await self._in_one_transaction(batch)
        except Requeued:
            await self._in_one_transaction(batch)

    async def _in_one_transaction(self, batch: Sequence[Entry]) -> None:
        async with session_on(self.connection) as session:
            blocked = await parking.blocked_subjects(session, self.source, batch) if self.parked else ()
            free = batch
            if blocked:
                free = [entry for entry in batch if not self._waits(entry, blocked)]
                for entry in batch:
                    if self._waits(entry, blocked):
                        await parking.park(session, self.source, entry, "waiting", None, 0)
            await self._effects.of(free, session)
            await self._move(session, batch[-1].id)
        self.at = batch[-1].id

    def _waits(self, entry: Entry, blocked: Collection[str]) -> bool:
        return bool(self.subscriptions.handlers(entry.event_type)) and parking.subject_of(entry) in blocked

    async def _alone(self, entry: Entry) -> None:
        try:
            await self._together([entry])
        except Exception as failure:
            self._raise_unless_its_own(failure)
            final = isinstance(failure, FINAL)
            state = "dead" if final else "retrying"
            self.parked = True
            async with session_on(self.connection) as session:
                delay = None if final else parking.jittered(self.delays[0])
                await parking.park(session, self.source, entry, state, failure, delay)
                await self._move(session, entry.id)
            self.at = entry.id
            self._say_parked(state, entry.event_type, entry.id.position, failure)

    async def retry_next(self) -> float | None:
        """Try the parked event that is due first; seconds until there is one to try, None when none is parked."""
        async with session_on(self.connection) as session:
            row = await parking.next_due(session, self.source)
            if row is None:
                return await parking.seconds_until_due(session, self.source)
            entry = stored_entry(EntryId(row.entry["ms"], row.position), row.entry["fields"])
            try:
                await self._effects.of([entry], session)
                await parking.release(session, row.id)
                await session.commit()
            except Exception as failure:
                await session.rollback()
                self._raise_unless_its_own(failure)
                final = isinstance(failure, FINAL)
                state = await parking.failed_again(session, row, failure, self.delays, final=final)
                await session.commit()
                self._say_parked(state, row.type, row.position, failure)
        return 0.0

    def _raise_unless_its_own(self, failure: Exception) -> None:
        """Go on with what an event is to blame for; raise what the database or another process is."""
        if isinstance(failure, CursorMoved):
            raise failure
        if isinstance(failure, DATABASE_FAULTS) and not _exceeds_a_limit(failure):
            raise failure
        if self.connection.invalidated:
            # A handler has hidden that its connection broke. On a new one, nothing would prove that we still lead.
            raise ConnectionError("the connection broke while an event was handled") from failure

    async def _move(self, session: AsyncSession, to: EntryId) -> None:
        await session.flush()
        step = {"at": self.at.position, "to_position": to.position, "to_ms": to.ms}
        parked = (await execute(session, self._move_cursor, step)).scalar_one_or_none()
        if parked is None:
            raise CursorMoved(f"{self.source}: cursor is no longer at {self.at}")
        if parked and not self.parked:
            self.parked = True
            raise Requeued
        await session.commit()
        self.parked = parked

    def _say_parked(self, state: str, type_: str, position: int, failure: BaseException) -> None:
        metrics.reader_parked.labels(*self._labels, state).inc()
        log.warning(
            "event parked",
            source=self.source,
            position=position,
            type=type_,
            state=state,
            error=parking.describe(failure),
        )


def _exceeds_a_limit(failure: Exception) -> bool:
    """Whether the data were too much for PostgreSQL (class 54): told like an outage, but it never heals."""
    return (getattr(getattr(failure, "orig", None), "sqlstate", None) or "").startswith("54")
