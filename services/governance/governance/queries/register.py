"""What the register shows: regions, and administrations by code."""

from datetime import date

from cabos.http import Page
from cabos.views import View, page
from cabos_contracts.types import PartialDate
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.model import Member, Region


class RegionSummary(View):
    code: str
    name: str
    meeting_name: str | None


class MemberSummary(View):
    economy: str
    name: str
    region: str
    membership: str
    kind: str
    joined_on: PartialDate | None
    source: str


async def list_regions(session: AsyncSession) -> list[RegionSummary]:
    return [RegionSummary.model_validate(r) for r in await session.exec(select(Region).order_by(col(Region.code)))]


async def list_members(
    session: AsyncSession, region: str | None, membership: str | None, as_of: date | None, limit: int, after: str
) -> Page[MemberSummary]:
    """Administrations by code; `as_of` leaves out those that surely joined later."""
    found = select(Member).where(col(Member.economy) > after).order_by(col(Member.economy)).limit(limit + 1)
    if region is not None:
        found = found.where(Member.region == region)
    if membership is not None:
        found = found.where(Member.membership == membership)
    if as_of is not None:
        # An imprecise day is a prefix: 2018 is not after 2018-04-16, for it may have been before.
        text = as_of.isoformat()
        found = found.where(col(Member.joined_on).is_(None) | (col(Member.joined_on) <= text))
    return page(await session.exec(found), MemberSummary, limit, "economy")
