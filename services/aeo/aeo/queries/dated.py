"""What has a stage, now and on any day: agreements and work plans alike."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from cabos.history import as_known
from cabos.http import Page
from cabos.refusal import Invalid, NotFound
from cabos.views import listed
from sqlalchemy import ColumnElement
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.model import StageOnDay
from aeo.queries.pending import Flagged, flag


class Dated(Flagged):
    """What has a stage; `on_day` is there when a day was asked for."""

    name: str
    stage: str
    instrument_kind: str
    signed_at: str | None
    version: int
    on_day: StageOnDay | None = None


D = TypeVar("D", bound=Dated)
Fits = Callable[[Any], bool]


async def row_as_known(session: AsyncSession, table: type[Any], key: UUID, known_at: datetime | None) -> Any:
    """The row as it was known at an instant; raises `NotFound`, also when nothing was known of it yet."""
    known = as_known(table, known_at)
    row = (await session.exec(select(known).where(known.id == key))).one_or_none()
    if row is None:
        then = f" was known at {known_at.isoformat()}" if known_at else ""
        raise NotFound(f"No {table.__tablename__.replace('_', ' ')} {key}{then}")
    return row


async def listed_on_day(
    session: AsyncSession,
    table: type[Any],
    view: type[D],
    *wanted: ColumnElement[bool],
    as_of: date | None,
    known_at: datetime | None,
    fits: Fits,
    sort: str | None,
    limit: int,
    after: UUID | None,
) -> Page[D]:
    """A page of what `table` (or what `as_known` gives of it) has; on a day, of the rows that fit on it."""
    order = [sort] if sort else []
    if as_of is None:
        found = await listed(session, table, view, order, limit, after, *wanted)
        await flag(session, table, found.items, known_at)
        return found
    # The rule for a day lives in the model, once; the world has a few hundred agreements.
    fitting = [row for row in (await session.exec(select(table).where(*wanted))).all() if fits(row)]
    rows = _behind(_sorted(fitting, sort), after)
    items = [view.model_validate(row).model_copy(update={"on_day": row.stage_on(as_of)}) for row in rows[:limit]]
    await flag(session, table, items, known_at)
    return Page(items=items, next=str(items[-1].id) if len(rows) > limit else None)


def between(table: type[Any], parties: Sequence[str]) -> list[ColumnElement[bool]]:
    return [col(table.parties).contains(list(parties))] if parties else []


def _sorted(rows: list[Any], sort: str | None) -> list[Any]:
    name = (sort or "id").removeprefix("-")
    return sorted(rows, key=lambda row: (str(getattr(row, name) or ""), row.id), reverse=(sort or "").startswith("-"))


def _behind(rows: list[Any], after: UUID | None) -> list[Any]:
    if after is None:
        return rows
    ids = [row.id for row in rows]
    if after not in ids:
        raise Invalid(f"No item {after} to go on from", field="after")
    return rows[ids.index(after) + 1 :]
