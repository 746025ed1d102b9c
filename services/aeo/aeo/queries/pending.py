"""Who is waited for: economies and conferences that records name and governance has not announced yet."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from cabos.database import execute
from cabos.history import as_known
from cabos.http import Page
from cabos.views import View
from cabos_contracts.types import PartialDate
from pydantic import BaseModel
from sqlalchemy import func, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.model import ConferenceProjection, MemberProjection
from aeo.model.waiting import waiting

MOST_SHOWN = 100


class WaitingRecord(View):
    """`kind` is programme, agreement or work_plan."""

    kind: str
    id: UUID


class PendingEconomy(BaseModel):
    """An economy, how many records wait for it, and the first of them."""

    economy: str
    waiting: int
    records: list[WaitingRecord]


class ConferenceDay(BaseModel):
    """A signature seen from the conference at which it was given.

    `pending` is a conference that governance has not announced yet; `outside` says why nothing was signed there on
    that day after all, should its days have turned out so.
    """

    pending: bool
    outside: str | None


async def list_pending(
    session: AsyncSession, known_at: datetime | None, limit: int, after: str
) -> Page[PendingEconomy]:
    named = waiting(known_at)
    counted = (
        select(named.c.economy, func.count().label("waiting"))
        .where(named.c.economy > after)
        .group_by(named.c.economy)
        .order_by(named.c.economy)
        .limit(limit + 1)
    )
    rows = (await execute(session, counted)).all()
    items = [
        PendingEconomy(economy=row.economy, waiting=row.waiting, records=await _records(session, row.economy, known_at))
        for row in rows[:limit]
    ]
    return Page(items=items, next=items[-1].economy if len(rows) > limit else None)


async def _records(session: AsyncSession, economy: str, known_at: datetime | None) -> list[WaitingRecord]:
    named = waiting(known_at, economy)
    found = select(named.c.kind, named.c.id).order_by(named.c.kind, named.c.id).limit(MOST_SHOWN)
    return [WaitingRecord.model_validate(row) for row in await execute(session, found)]


async def unknown_among(session: AsyncSession, economies: Collection[str], known_at: datetime | None) -> set[str]:
    """Those that governance has not announced."""
    members = as_known(MemberProjection, known_at)
    found = await execute(session, select(col(members.economy)).where(col(members.economy).in_(economies)))
    return set(economies).difference(found.scalars())


async def conference_days(
    session: AsyncSession, signed: Collection[tuple[UUID, PartialDate | None]], known_at: datetime | None
) -> dict[tuple[UUID, PartialDate | None], ConferenceDay]:
    """Conferences and the days on which something was signed at them, seen from what governance says of them."""
    table = as_known(ConferenceProjection, known_at)
    found = await execute(session, select(table).where(col(table.id).in_({id_ for id_, _ in signed})))
    known = {each.id: each for each in found.scalars()}
    return {
        (id_, day): ConferenceDay(
            pending=id_ not in known, outside=known[id_].outside(day) if id_ in known and day is not None else None
        )
        for id_, day in signed
    }
