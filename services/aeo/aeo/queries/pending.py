"""Who is waited for: economies and conferences that records name and governance has not announced yet."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from cabos.database import execute
from cabos.history import as_known
from cabos.http import Page
from cabos.views import View
from cabos_contracts.types import PartialDate
from pydantic import BaseModel, Field
from sqlalchemy import func, select
from sqlmodel import col
from sqlmodel import select as select_rows
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.model import Bloc, ConferenceProjection, MemberProjection
from aeo.model.waiting import declared, waiting

MOST_SHOWN = 100


class WaitingRecord(View):
    """`kind` is programme, agreement, work_plan, other_instrument or bloc."""

    kind: str
    id: str = Field(description="of a bloc its code")


class PendingEconomy(BaseModel):
    """An economy, how many records wait for it, and the first of them."""

    economy: str
    waiting: int
    records: list[WaitingRecord]


class Awaiting(View):
    """What parties have agreed on; `pending_economies` are those of them that are waited for."""

    id: UUID
    parties: list[str]
    pending_economies: list[str] = []


class Flagged(Awaiting):
    """What parties have agreed on and signed, with what governance has not announced yet or says otherwise.

    `pending_conference` is one that is waited for. `outside_conference` says why nothing was signed there on that day
    after all, should its days have turned out so; the signature stands.
    """

    signed_on: PartialDate | None
    conference_id: UUID | None
    pending_conference: bool = False
    outside_conference: str | None = None


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
    """Those that governance has not announced and that are no blocs."""
    unknown = set(economies)
    for key in (as_known(MemberProjection, known_at).economy, as_known(Bloc, known_at).code):
        unknown.difference_update((await execute(session, select(col(key)).where(col(key).in_(unknown)))).scalars())
    return unknown


async def flag(session: AsyncSession, table: type[Any], shown: Sequence[Flagged], known_at: datetime | None) -> None:
    """Flags what is shown of a table, which may be what `as_known` gives."""
    await flag_economies(session, table, shown, known_at)
    await _flag_conferences(session, [each for each in shown if each.conference_id is not None], known_at)


async def flag_economies(
    session: AsyncSession, table: type[Any], shown: Sequence[Awaiting], known_at: datetime | None
) -> None:
    unknown = await unknown_among(session, {party for each in shown for party in each.parties}, known_at)
    concerned = [each for each in shown if unknown.intersection(each.parties)]
    if concerned:
        strangers = declared(table).label("strangers")
        found = select(col(table.id), strangers).where(col(table.id).in_([each.id for each in concerned]))
        said = {row.id: row.strangers for row in await execute(session, found)}
        for each in concerned:
            each.pending_economies = sorted(unknown.intersection(each.parties).difference(said[each.id]))


async def _flag_conferences(session: AsyncSession, shown: Sequence[Flagged], known_at: datetime | None) -> None:
    if not shown:
        return
    table = as_known(ConferenceProjection, known_at)
    found = select_rows(table).where(col(table.id).in_({each.conference_id for each in shown}))
    known: dict[UUID | None, ConferenceProjection] = {each.id: each for each in await session.exec(found)}
    for each in shown:
        conference = known.get(each.conference_id)
        each.pending_conference = conference is None
        if conference is not None and each.signed_on is not None:
            each.outside_conference = conference.outside(each.signed_on)
