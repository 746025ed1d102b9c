"""After PostgreSQL was set back: the journal takes over what the stream knows, and a new epoch begins behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cabos_contracts.delivery import EpochBegun
from redis.asyncio import Redis
from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel.ext.asyncio.session import AsyncSession

from cabos.database import execute
from cabos.ids import uuid7
from cabos.partitions import NOW_MS, announce_at, newest_positions, stream_name
from cabos.schema import delivery, journal
from cabos.streams import BEGINNING, EntryId, close, last_entry, located, stream_key, writing_client
from cabos.trimming import reader_positions
from cabos.wire import Entry, entries

PAGE = 500


@dataclass(frozen=True, slots=True)
class Loss:
    """What the journal of one partition no longer knows, though it was announced.

    Up to `common` journal and stream agree. `entries` are what the stream still has after that, up to `newest`; some
    reader may have come as far as `lost_to`.
    """

    partition: int
    stream: str
    common: int
    newest: EntryId
    lost_to: int
    entries: Sequence[Entry]

    @property
    def hole(self) -> EntryId | None:
        """The last entry that can be had nowhere before those that can; None when all can be had."""
        if not self.entries:
            return self.newest
        first = self.entries[0].id
        return EntryId(first.ms, first.position - 1) if first.position > self.common + 1 else None


async def losses(session: AsyncSession, redis_url: str, source: str) -> list[Loss]:
    """Each partition of which the stream has entries that the journal does not know; nothing is changed."""
    partitions = (await execute(session, select(delivery.c.partitions))).scalar_one()
    found = [await _loss(session, redis_url, source, number) for number in range(partitions)]
    return [loss for loss in found if loss is not None]


async def reseed(session: AsyncSession, redis_url: str, source: str) -> list[Loss]:
    """Take over what is lost, and begin a new epoch behind it; in the caller's transaction.

    Positions that were ever announced are never given to something else. Rows that had got one of them since are
    announced anew, behind the `EpochBegun` that tells readers what happened. Without a loss nothing is done.
    """
    epoch = (await execute(session, select(delivery.c.epoch).with_for_update())).scalar_one() + 1
    found = await losses(session, redis_url, source)
    for loss in found:
        since = (journal.c.partition == loss.partition) & (journal.c.position > loss.common)
        await execute(session, update(journal).where(since).values(position=None, ms=None))
        for start in range(0, len(loss.entries), PAGE):
            await _take_over(session, loss, loss.entries[start : start + PAGE])
        begun = EpochBegun(
            service=source, epoch=epoch, lost_from=loss.common + 1, lost_to=loss.lost_to, known_to=loss.newest.position
        )
        end_of_hole = loss.hole
        if end_of_hole is not None:
            # For newcomers: without it they would wait for ever for what nobody has.
            told = {"lost_to": end_of_hole.position, "known_to": loss.common}
            await announce_at(
                session, begun.model_copy(update=told), loss.partition, end_of_hole.position, end_of_hole.ms
            )
        at = func.greatest(loss.newest.ms, NOW_MS)
        await announce_at(session, begun, loss.partition, loss.lost_to + 1, at)
    if found:
        await execute(session, update(delivery).values(epoch=epoch))
    return found


async def _loss(session: AsyncSession, redis_url: str, source: str, partition: int) -> Loss | None:
    stream = stream_name(source, partition)
    key = stream_key(stream)
    redis = writing_client(await located(redis_url, key))
    try:
        newest = await last_entry(redis, key)
        if newest == BEGINNING or await _known(session, partition, [newest]):
            return None
        lost, common = await _unknown(session, redis, key, partition)
        if common is None:
            written = (await newest_positions(session)).get(partition, (0, 0))[0]
            common = min(written, (lost[0].id.position if lost else newest.position) - 1)
        lost_to = max(newest.position, 0, *(await reader_positions(redis, key)).values())
        return Loss(partition, stream, common, newest, lost_to, lost)
    finally:
        await close(redis)


async def _unknown(session: AsyncSession, redis: Redis, key: str, partition: int) -> tuple[list[Entry], int | None]:
    """The newest entries back to the last one that the journal knows, in their order; and the position of that one."""
    found: list[Entry] = []
    before = "+"
    while True:
        raw: Any = await redis.xrevrange(key, before, "-", count=PAGE)
        page = entries({"message_ids": [id_ for id_, _ in raw], "data": [fields for _, fields in raw]})
        known = await _known(session, partition, [entry.id for entry in page])
        for entry in page:
            if entry.id in known:
                return found[::-1], entry.id.position
            found.append(entry)
        if len(page) < PAGE:
            return found[::-1], None
        before = f"({page[-1].id}"


async def _known(session: AsyncSession, partition: int, ids: Sequence[EntryId]) -> set[EntryId]:
    positions = [id_.position for id_ in ids]
    mine = select(journal.c.ms, journal.c.position).where(
        journal.c.partition == partition, journal.c.position.in_(positions)
    )
    return {EntryId(row.ms, row.position) for row in await execute(session, mine)} & set(ids)


async def _take_over(session: AsyncSession, loss: Loss, lost: Sequence[Entry]) -> None:
    row = insert(journal)
    # The very same fact may have been written down before the moment that PostgreSQL was set back to.
    placed = {name: row.excluded[name] for name in ("partition", "position", "ms")}
    statement = row.on_conflict_do_update(index_elements=["event_id"], set_=placed)
    await execute(session, statement, [_row(loss.partition, entry) for entry in lost])


def _row(partition: int, entry: Entry) -> dict[str, Any]:
    """The journal row that the entry was made from, as far as it says."""
    text = {name: (entry.text(name) or "").replace("\x00", "") for name in ("time", "dataschema", "data")}
    try:
        time = datetime.fromisoformat(text["time"])
    except ValueError:
        time = datetime.fromtimestamp(entry.id.ms / 1000, UTC)
    return {
        "event_id": entry.uuid("id") or uuid7(),
        "type": entry.event_type.replace("\x00", ""),
        "subject": entry.subject.replace("\x00", ""),
        "time": time,
        "dataschema": text["dataschema"],
        "correlation_id": entry.uuid("correlationid"),
        "causation_id": entry.uuid("causationid"),
        "traceparent": entry.text("traceparent"),
        "data": text["data"] or "{}",
        "partition": partition,
        "position": entry.id.position,
        "ms": entry.id.ms,
    }
