"""The members that aeo has learned of."""

from datetime import datetime

from cabos.history import as_known
from cabos.http import Page
from cabos.views import View, page
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.model import MemberProjection


class KnownMember(View):
    """A member as learned from governance, at the position `known_since` of its feed."""

    economy: str
    name: str
    region: str
    membership: str
    known_since: int


async def list_members(
    session: AsyncSession, region: str | None, known_at: datetime | None, limit: int, after: str
) -> Page[KnownMember]:
    table = as_known(MemberProjection, known_at)
    found = select(table).where(col(table.economy) > after)
    if region is not None:
        found = found.where(col(table.region) == region)
    return page(await session.exec(found.order_by(col(table.economy)).limit(limit + 1)), KnownMember, limit, "economy")
