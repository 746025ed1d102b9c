"""Parking: an event that cannot be handled now waits, and its followers of the same subject wait behind it."""

import random
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, insert, select, text, update
from sqlmodel.ext.asyncio.session import AsyncSession

from cabos.database import execute
from cabos.schema import parked
from cabos.wire import Entry

RETRY_DELAYS_S: Sequence[float] = (2, 8, 30, 80)
"""Waits between attempts, each ± 20 %: gives up after 5 attempts, about 2 minutes."""

ERROR_CHARS = 2_000


async def blocked_subjects(session: AsyncSession, source: str, subjects: Collection[str]) -> set[str]:
    """Which of these subjects have an event waiting, so that later ones must queue behind it."""
    rows = await execute(
        session,
        select(parked.c.subject)
        .where(parked.c.source == source, parked.c.state != "dead", parked.c.subject.in_(subjects))
        .distinct(),
    )
    return {row.subject for row in rows}


async def park(
    session: AsyncSession, source: str, entry: Entry, state: str, error: BaseException | None, delay_s: float | None
) -> None:
    """Keep the whole entry; `state` is `retrying`, `waiting` (behind another) or `dead` (no `delay_s`)."""
    await execute(
        session,
        insert(parked).values(
            source=source,
            position=entry.id.position,
            type=entry.event_type.replace("\x00", ""),
            subject=entry.subject.replace("\x00", ""),
            entry={"ms": entry.id.ms, "fields": entry.storable()},
            state=state,
            error=describe(error),
            attempts=0 if state == "waiting" else 1,
            next_attempt_at=None if delay_s is None else func.clock_timestamp() + _seconds(delay_s),
        ),
    )


# The head of each subject's queue, once its time has come: followers are not even looked at before it is gone.
_DUE = text("""
    SELECT id, position, type, subject, entry, attempts FROM parked
    WHERE source = :source AND state <> 'dead' AND next_attempt_at <= clock_timestamp()
      AND NOT EXISTS (SELECT 1 FROM parked AS ahead
                      WHERE ahead.source = parked.source AND ahead.subject = parked.subject
                        AND ahead.state <> 'dead' AND ahead.position < parked.position)
    ORDER BY position LIMIT 1 FOR UPDATE
""").bindparams(bindparam("source"))


async def next_due(session: AsyncSession, source: str) -> Row[Any] | None:
    return (await execute(session, _DUE, {"source": source})).one_or_none()


async def seconds_until_due(session: AsyncSession, source: str) -> float | None:
    """How long until something parked is due; None when nothing is parked."""
    due = select(func.extract("epoch", func.min(parked.c.next_attempt_at) - func.clock_timestamp())).where(
        parked.c.source == source, parked.c.state != "dead"
    )
    seconds = (await execute(session, due)).scalar_one()
    return None if seconds is None else max(float(seconds), 0.0)


async def release(session: AsyncSession, parked_id: int) -> None:
    await execute(session, delete(parked).where(parked.c.id == parked_id))


async def failed_again(
    session: AsyncSession, row: Row[Any], error: BaseException, delays: Sequence[float], *, final: bool
) -> str:
    """Count the attempt; the state that follows, `retrying` or `dead`."""
    attempts = row.attempts + 1
    dead = final or attempts > len(delays)
    await execute(
        session,
        update(parked)
        .where(parked.c.id == row.id)
        .values(
            attempts=attempts,
            error=describe(error),
            state="dead" if dead else "retrying",
            next_attempt_at=None if dead else func.clock_timestamp() + _seconds(jittered(delays[attempts - 1])),
        ),
    )
    return "dead" if dead else "retrying"


def jittered(delay_s: float) -> float:
    return delay_s * random.uniform(0.8, 1.2)  # noqa: S311 - spreads retries, guards nothing


def describe(error: BaseException | None) -> str | None:
    if error is None:
        return None
    return f"{type(error).__name__}: {error}".replace("\x00", "")[:ERROR_CHARS]


def _seconds(delay_s: float) -> Any:
    return func.make_interval(0, 0, 0, 0, 0, 0, delay_s)
