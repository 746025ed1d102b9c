"""Delivery's own events: where a source's order continues on more streams, and where it was broken."""

import structlog
from cabos_contracts.delivery import EpochBegun, PartitionsChanged
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel.ext.asyncio.session import AsyncSession

from cabos import metrics
from cabos.database import execute
from cabos.partitions import source_and_partition, stream_name
from cabos.schema import cursor, parked
from cabos.wire import Entry, Undecodable

log = structlog.get_logger()

OWN = frozenset({PartitionsChanged.type, EpochBegun.type})


def bridges(entry: Entry, position: int) -> bool:
    """Whether the entry says that a reader at `position` misses nothing that could still be had before it."""
    if entry.event_type != EpochBegun.type:
        return False
    try:
        event = entry.decode(EpochBegun)
    except Undecodable:
        return False
    return isinstance(event, EpochBegun) and event.known_to <= position


async def may_pass(session: AsyncSession, entry: Entry) -> bool:
    """Whether everything that must be handled before this entry has been, on whichever stream."""
    event = _decoded(entry)
    if not isinstance(event, PartitionsChanged):
        return True
    for stream, position in event.after.items():
        at = select(cursor.c.position).where(cursor.c.source == stream)
        waiting = (
            select(func.count())
            .select_from(parked)
            .where(parked.c.source == stream, parked.c.state != "dead", parked.c.position <= position)
        )
        reached = (await execute(session, at)).scalar_one_or_none() or 0
        # Parked events would be overtaken by those of their subjects on another stream.
        if reached < position or (await execute(session, waiting)).scalar_one():
            return False
    return True


async def passed(session: AsyncSession, entry: Entry, listener: str) -> None:
    """What follows from the entry for its listener; in the transaction that moves the cursor behind it."""
    event = _decoded(entry)
    if isinstance(event, PartitionsChanged):
        streams = [{"source": stream_name(event.service, number)} for number in range(event.partitions)]
        await execute(session, insert(cursor).on_conflict_do_nothing(), streams)
        log.info("source has more partitions", source=event.service, partitions=event.partitions)
    elif isinstance(event, EpochBegun):
        metrics.reader_epochs.labels(listener, event.service).inc()
        log.warning(
            "source has lost facts whose events had their effects here",
            source=event.service,
            epoch=event.epoch,
            lost_from=event.lost_from,
            lost_to=event.lost_to,
        )


async def streams_of(session: AsyncSession, sources: list[str]) -> list[str]:
    """The streams that a listener of these sources reads: the first of each, and what it has learnt of since."""
    known = (await execute(session, select(cursor.c.source))).scalars()
    return sorted({*sources, *(name for name in known if source_and_partition(name)[0] in sources)})


def _decoded(entry: Entry) -> PartitionsChanged | EpochBegun | None:
    contract = PartitionsChanged if entry.event_type == PartitionsChanged.type else EpochBegun
    try:
        event = entry.decode(contract)
    except Undecodable as wrong:
        log.error("ignored an event of delivery", entry=str(entry.id), error=str(wrong))
        return None
    return event if isinstance(event, PartitionsChanged | EpochBegun) else None
