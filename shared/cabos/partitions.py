"""Partitions: one source on several streams, by subject, so that each has its own positions, relay and readers."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from typing import Any

from cabos_contracts.delivery import PartitionsChanged
from cabos_contracts.envelope import Event
from sqlalchemy import func, insert, select, text, update
from sqlmodel.ext.asyncio.session import AsyncSession

from cabos.database import DATABASE_FAULTS, execute
from cabos.ids import uuid7
from cabos.leadership import heed_cancellation
from cabos.schema import delivery, journal

MOST = 256
"""Partitions that one source may have: each costs a relay and every listener a reader."""

LOOK_S = 1.0
"""How often a worker looks whether there are more."""

NOW_MS = func.floor(func.date_part("epoch", func.clock_timestamp()) * 1000)
"""The database's clock, which all milliseconds of entries come from."""


def stream_name(source: str, partition: int) -> str:
    """`aeo` for the first partition, `aeo.1`, `aeo.2` … for the others: a source that is not split keeps its name."""
    return f"{source}.{partition}" if partition else source


def source_and_partition(name: str) -> tuple[str, int]:
    """The two parts of a `stream_name`."""
    source, _, number = name.partition(".")
    return source, int(number or 0)


async def newest_positions(session: AsyncSession) -> dict[int, tuple[int, int]]:
    """Position and milliseconds of the newest row of each partition that has one."""
    newest = select(
        journal.c.partition, func.max(journal.c.position).label("position"), func.max(journal.c.ms).label("ms")
    )
    rows = await execute(session, newest.where(journal.c.position.is_not(None)).group_by(journal.c.partition))
    return {row.partition: (row.position, row.ms) for row in rows}


async def grow(session: AsyncSession, source: str, partitions: int) -> int:
    """Spread the source's subjects over more partitions, from the next event on; how many there were before.

    Every partition gets a `PartitionsChanged`, which holds its readers back until what came before it has been handled
    on all of them. Nothing that has a position changes. Raises `ValueError` when the number does not grow, or is more
    than `MOST`.
    """
    # Relays give positions while they share this row: whoever has it alone sees all that were ever given.
    before: int = (await execute(session, select(delivery.c.partitions).with_for_update())).scalar_one()
    if not before < partitions <= MOST:
        raise ValueError(f"partitions must be more than the {before} there are, and at most {MOST}, not {partitions}")
    newest = await newest_positions(session)
    after = {stream_name(source, number): newest.get(number, (0, 0))[0] for number in range(before)}
    fence = PartitionsChanged(service=source, partitions=partitions, after=after)
    for number in range(partitions):
        position, ms = newest.get(number, (0, 0))
        await announce_at(session, fence, number, position + 1, func.greatest(ms, NOW_MS))
    await execute(session, update(delivery).values(partitions=partitions))
    return before


async def announce_at(session: AsyncSession, event: Event, partition: int, position: int, ms: Any) -> None:
    """Write an event of delivery itself into the journal, with its position; only who has `delivery` alone may."""
    event_id = uuid7()
    row = {
        "event_id": event_id,
        "correlation_id": event_id,
        "type": event.type,
        "subject": event.subject,
        "dataschema": event.dataschema,
        "data": event.model_dump_json(),
        "partition": partition,
        "position": position,
        "ms": ms,
    }
    await execute(session, insert(journal).values(row))


async def one_each(
    names: Callable[[], Awaitable[Iterable[str]]], begin: Callable[[str], Coroutine[Any, Any, None]]
) -> None:
    """Run `begin(name)` for every name that `names()` gives, now or later; when one ends, all end and it is raised."""
    running: dict[str, asyncio.Task[None]] = {}
    try:
        while True:
            heed_cancellation()
            try:
                for name in await names():
                    if name not in running:
                        running[name] = asyncio.create_task(begin(name), name=name)
            except DATABASE_FAULTS:
                pass  # those that run tell it
            if not running:
                await asyncio.sleep(LOOK_S)
                continue
            ended, _ = await asyncio.wait(running.values(), timeout=LOOK_S, return_when=asyncio.FIRST_COMPLETED)
            for task in ended:
                return task.result()
    finally:
        for task in running.values():
            task.cancel()
        await asyncio.gather(*running.values(), return_exceptions=True)


# The same in every version of PostgreSQL, which its own hash functions are not.
HASH = "get_byte(sha256(convert_to(subject, 'UTF8')), 0) * 256 + get_byte(sha256(convert_to(subject, 'UTF8')), 1)"
"""The number of a subject, 0 to 65535, in SQL; its remainder by the number of partitions is where it belongs."""

PARTITIONS = text("SELECT partitions FROM delivery")
