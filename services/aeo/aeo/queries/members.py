"""The members that aeo has learned of."""

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


async def list_members(session: AsyncSession, region: str | None, limit: int, after: str) -> Page[KnownMember]:
    found = select(MemberProjection).where(col(MemberProjection.economy) > after)
    if region is not None:
        found = found.where(MemberProjection.region == region)
    return page(
        await session.exec(found.order_by(col(MemberProjection.economy)).limit(limit + 1)),
        KnownMember,
        limit,
        "economy",
    )
