"""What has a stage, now and on any day: agreements and work plans alike."""

from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from cabos.http import Page
from cabos.views import View, page, show
from cabos_contracts.types import PartialDate
from sqlalchemy import ColumnElement
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.model import StageOnDay


class Dated(View):
    """What has a stage; `on_day` is there when a day was asked for."""

    id: UUID
    name: str
    parties: list[str]
    stage: str
    signed_on: PartialDate | None
    signed_at: str | None
    conference_id: UUID | None
    on_day: StageOnDay | None = None


D = TypeVar("D", bound=Dated)


async def show_on_day(session: AsyncSession, table: type[Any], view: type[D], key: UUID, as_of: date | None) -> D:
    """An agreement or a work plan, with its stage on `as_of`."""
    shown = await show(session, table, view, key)
    return on_day_of(shown, await session.get(table, key), as_of)


async def dated(session: AsyncSession, table: type[Any], party: str | None, after: UUID | None,
                 limit: int | None, *wanted: ColumnElement[bool]) -> list[Any]:  # fmt: skip
    found = select(table).where(*wanted).order_by(col(table.id)).limit(limit)
    if party is not None:
        found = found.where(col(table.parties).contains([party]))
    if after is not None:
        found = found.where(col(table.id) > after)
    return list((await session.exec(found)).all())


def page_on_day(rows: list[Any], view: type[D], limit: int, as_of: date | None) -> Page[D]:
    shown = page(rows, view, limit)
    for item, row in zip(shown.items, rows, strict=False):
        on_day_of(item, row, as_of)
    return shown


def on_day_of(shown: D, row: Any, as_of: date | None) -> D:
    if as_of is not None:
        shown.on_day = row.stage_on(as_of)
    return shown
