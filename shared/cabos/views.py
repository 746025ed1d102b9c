"""What queries answer with: rows as views, one or a page of them."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, func, literal, tuple_
from sqlalchemy.orm import defer
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from cabos.http import Page
from cabos.refusal import Invalid, NotFound


class View(BaseModel):
    """A response model that is read from a row by attribute names."""

    model_config = ConfigDict(from_attributes=True)


V = TypeVar("V", bound=View)


async def show(session: AsyncSession, table: type[Any], view: type[V], key: Any) -> V:
    """One row as its view; raises `NotFound`."""
    row = await session.get(table, key)
    if row is None:
        raise NotFound(f"No {table.__tablename__.replace('_', ' ')} {key}")
    return view.model_validate(row)


def page(rows: Iterable[Any], view: type[V], limit: int, key: str = "id") -> Page[V]:
    """The first `limit` rows as views, from a select ordered by `key` that asked for one more."""
    found = list(rows)
    items = [view.model_validate(row) for row in found[:limit]]
    return Page(items=items, next=str(getattr(items[-1], key)) if len(found) > limit else None)


async def listed(
    session: AsyncSession,
    table: type[Any],
    view: type[V],
    order: Sequence[str],
    limit: int,
    after: Any,
    *wanted: ColumnElement[bool],
    key: str = "id",
    without: Sequence[str] = (),
) -> Page[V]:
    """The rows behind the row `after`, by text columns and then by key, so that days may be shared or missing.

    A column with a minus before it (`-starts_on`) turns the whole order round. `table` may be what `as_known` gives.
    Columns that the view does not show may stay behind (`without`): documents take longer to read than all the rest.
    Raises `Invalid` when there is no row `after`.
    """
    backwards = bool(order) and order[0].startswith("-")
    names = [name.removeprefix("-") for name in order]
    keys = [*(func.coalesce(getattr(table, name), "") for name in names), getattr(table, key)]
    left = [defer(getattr(table, name)) for name in without]
    found = select(table).options(*left).where(*wanted).order_by(*(each.desc() if backwards else each for each in keys))
    if after is not None:
        last = (await session.exec(select(table).where(getattr(table, key) == after))).one_or_none()
        if last is None:
            raise Invalid(f"No item {after} to go on from", field="after")
        place = tuple_(*(literal(str(getattr(last, name) or "")) for name in names), literal(after))
        found = found.where(tuple_(*keys) < place if backwards else tuple_(*keys) > place)
    return page(await session.exec(found.limit(limit + 1)), view, limit, key)
