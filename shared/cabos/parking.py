"""Parking: an event that cannot be handled now waits, and its followers of the same subject wait behind it."""

import random
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import ARRAY, Exists, Row, Text, any_, bindparam, delete, exists, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel.ext.asyncio.session import AsyncSession

from cabos.database import execute
from cabos.schema import parked
from cabos.wire import Entry

RETRY_DELAYS_S: Sequence[float] = (2, 8, 30, 80)
"""Waits between attempts, each ± 20 %: gives up after 5 attempts, about 2 minutes."""

ERROR_CHARS = 2_000
SUBJECT_CHARS = 500


def subject_of(entry: Entry) -> str:
    """The subject as a column and an index can hold it: an entry that nobody of us wrote may say anything."""
    return entry.subject.replace("\x00", "")[:SUBJECT_CHARS]


def anything_open(source: str) -> Exists:
    """Whether any event of this source waits, for a statement that is sent anyway."""
    return exists().where(parked.c.source == source, parked.c.state != "dead")


async def blocked_subjects(session: AsyncSession, source: str, entries: Iterable[Entry]) -> set[str]:
    """Which subjects of these entries have an event waiting, so that later ones must queue behind it."""
    subjects = bindparam("subjects", {subject_of(entry) for entry in entries}, ARRAY(Text))
    rows = await execute(
        session,
        select(parked.c.subject)
        .where(parked.c.source == source, parked.c.state != "dead", parked.c.subject == any_(subjects))
        .distinct(),
    )
    return set(rows.scalars())


async def park(
    session: AsyncSession, source: str, entry: Entry, state: str, error: BaseException | None, delay_s: float | None
) -> None:
    """Keep the whole entry; `state` is `retrying`, `waiting` (behind another) or `dead` (no `delay_s`).

    An entry that is parked already, because the source is read again, begins anew.
    """
    row = insert(parked).values(
        source=source,
        position=entry.id.position,
        type=entry.event_type.replace("\x00", ""),
        subject=subject_of(entry),
        entry={"ms": entry.id.ms, "fields": entry.storable()},
        state=state,
        error=describe(error),
        attempts=0 if state == "waiting" else 1,
        next_attempt_at=None if delay_s is None else func.clock_timestamp() + _seconds(delay_s),
        history=func.jsonb_build_array(*(() if error is None else (_told(error),))),
    )
    anew: dict[str, Any] = {
        name: row.excluded[name] for name in ("entry", "state", "error", "attempts", "next_attempt_at")
    }
    anew["history"] = parked.c.history + row.excluded.history
    await execute(session, row.on_conflict_do_update(constraint="parked_once", set_=anew))


# The head of each subject's queue: followers are not even looked at before it is gone.
_HEADS = """FROM parked WHERE source = :source AND state <> 'dead'
      AND NOT EXISTS (SELECT 1 FROM parked AS ahead
                      WHERE ahead.source = parked.source AND ahead.subject = parked.subject
                        AND ahead.state <> 'dead' AND ahead.position < parked.position)
"""
_DUE = text(f"""
    SELECT id, position, type, subject, entry, attempts {_HEADS}
      AND next_attempt_at <= clock_timestamp() ORDER BY position LIMIT 1 FOR UPDATE
""")
_UNTIL_DUE = text(f"SELECT date_part('epoch', min(next_attempt_at) - clock_timestamp()) {_HEADS}")


async def next_due(session: AsyncSession, source: str) -> Row[Any] | None:
    return (await execute(session, _DUE, {"source": source})).one_or_none()


async def seconds_until_due(session: AsyncSession, source: str) -> float | None:
    """How long until something parked may be tried; None when nothing is parked."""
    seconds = (await execute(session, _UNTIL_DUE, {"source": source})).scalar_one()
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
            history=parked.c.history + func.jsonb_build_array(_told(error)),
            state="dead" if dead else "retrying",
            next_attempt_at=None if dead else func.clock_timestamp() + _seconds(jittered(delays[attempts - 1])),
        ),
    )
    return "dead" if dead else "retrying"


class Overtaking(Exception):
    """An earlier dead letter of the same subject would be overtaken."""


Change = Callable[[AsyncSession, Iterable[int]], Awaitable[None]]
"""What may be done with dead letters, by their ids."""

_OVERTAKEN = text("""
    SELECT chosen.id AS chosen, ahead.id AS ahead
    FROM parked AS chosen JOIN parked AS ahead USING (source, subject)
    WHERE chosen.id = any(:ids) AND ahead.state = 'dead' AND NOT ahead.id = any(:ids)
      AND ahead.position < chosen.position
    ORDER BY ahead.position LIMIT 1
""")
_REPLAY = text("""
    UPDATE parked SET state = 'retrying', attempts = 0, next_attempt_at = clock_timestamp()
    WHERE state = 'dead' AND id = any(:ids)
""")


async def replay(session: AsyncSession, ids: Iterable[int]) -> None:
    """Put dead letters back, so that the running reader tries them from the first attempt, within about a second.

    They go to the head of their subjects' queues, in their order, and what follows waits behind them. Raises
    `Overtaking` when an earlier dead letter of the same subject is not among them.
    """
    chosen = {"ids": list(ids)}
    overtaken = (await execute(session, _OVERTAKEN, chosen)).first()
    if overtaken is not None:
        raise Overtaking(
            f"{overtaken.ahead} comes before {overtaken.chosen}, of the same subject: replay or discard it, too."
        )
    await execute(session, _REPLAY, chosen)


async def discard(session: AsyncSession, ids: Iterable[int]) -> None:
    """Forget dead letters for good: they will never have an effect."""
    await execute(session, delete(parked).where(parked.c.state == "dead", parked.c.id.in_(list(ids))))


def jittered(delay_s: float) -> float:
    return delay_s * random.uniform(0.8, 1.2)  # noqa: S311 - spreads retries, guards nothing


def describe(error: BaseException | None) -> str | None:
    if error is None:
        return None
    return f"{type(error).__name__}: {error}".replace("\x00", "")[:ERROR_CHARS]


def _told(error: BaseException) -> Any:
    return func.jsonb_build_object("at", func.clock_timestamp(), "error", describe(error))


def _seconds(delay_s: float) -> Any:
    return func.make_interval(0, 0, 0, 0, 0, 0, delay_s)
