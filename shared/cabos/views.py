"""What queries answer with: rows as views, one or a page of them."""

from collections.abc import Iterable
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict
from sqlmodel.ext.asyncio.session import AsyncSession

from cabos.http import Page
from cabos.refusal import NotFound


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
