"""Which stories were built on something that is no longer so."""

from datetime import datetime
from uuid import UUID

from cabos.http import Page
from cabos.views import View, page
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from news.model.flag import Flag


class FlagSummary(View):
    id: UUID
    story_id: UUID
    kind: str
    record_id: UUID
    event_id: UUID
    changed: list[str]
    raised_at: datetime
    settled_at: datetime | None
    settled_by: str | None
    note: str | None


async def list_flags(
    session: AsyncSession, story_id: UUID | None, settled: bool | None, limit: int, after: UUID | None
) -> Page[FlagSummary]:
    found = select(Flag).order_by(col(Flag.id)).limit(limit + 1)
    if story_id is not None:
        found = found.where(Flag.story_id == story_id)
    if settled is not None:
        found = found.where(col(Flag.settled_at).is_not(None) if settled else col(Flag.settled_at).is_(None))
    if after is not None:
        found = found.where(col(Flag.id) > after)
    return page(await session.exec(found), FlagSummary, limit)
