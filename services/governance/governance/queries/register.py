"""What the register shows: regions, administrations on any day, and how many there are."""

from datetime import UTC, date, datetime
from typing import Any, Literal

from cabos.claims import ClaimSummary, claims_of
from cabos.history import as_known
from cabos.http import Page
from cabos.refusal import NotFound
from cabos.views import View, listed
from cabos_contracts.governance.register import OfficialNames
from cabos_contracts.types import PartialDate
from pydantic import BaseModel
from sqlalchemy import ColumnElement
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.model import Member, Region
from governance.model.member import Continued
from governance.model.standing import Since

MemberOrder = Literal["economy", "-economy", "name", "-name", "joined_on", "-joined_on"]
Membership = Literal["member", "akin_to_member", "non_member"]

RULE = (
    "Members and those with rights akin to membership (the European Union) are counted apart. On a day counts who had"
    " surely joined and not surely departed by then, in the region in which it surely was last; an imprecise day has"
    " surely come when it is over. Economies whose days on record leave it open are in `uncertain` and not counted."
)


class RegionSummary(View):
    code: str
    name: str
    names: OfficialNames | None
    meeting_name: str | None
    source: str | None
    confidence: str | None
    version: int


class MemberSummary(View):
    """`name`, `region` and `membership` are those of the day asked for; what may be otherwise is in `uncertain`."""

    economy: str
    name: str
    region: str
    membership: str
    kind: str
    joined_on: PartialDate | None
    joined_source: str | None
    joined_confidence: str | None
    territory_of: str | None
    continues: Continued | None
    founding_member: bool
    note: str | None
    source: str
    confidence: str | None
    version: int
    uncertain: tuple[str, ...] = ()


class MemberDetails(MemberSummary):
    """An administration with its whole history, and what sources say against each other today."""

    names: tuple[Since, ...]
    regions: tuple[Since, ...]
    memberships: tuple[Since, ...]
    claims: list[ClaimSummary] = []


class RegionCount(BaseModel):
    region: str
    members: int = 0
    akin_to_members: int = 0


class Counts(BaseModel):
    """How many belong to each region and to all; `rule` says how they were counted."""

    as_of: date
    regions: list[RegionCount]
    members: int
    akin_to_members: int
    uncertain: list[str]
    rule: str = RULE


def surely_by(column: Any, day: date) -> ColumnElement[bool]:
    """Whether an imprecise day in `column` has surely come by `day`; not when it is not known.

    Days are text, as precise as they are known, and sort as they stand: `2018` comes before `2018-04` and before
    `2018-04-16`. So `column <= '2018-04-16'` finds what may have come by then, which `2018` may; what surely has come
    leaves out the prefixes of that day, `2018` and `2018-04`, because they end later. Both can use an index.
    """
    text = PartialDate(day)
    open_ones = [prefix for prefix in (PartialDate(text[:4]), PartialDate(text[:7])) if prefix.latest > day]
    return (col(column) <= text) & col(column).not_in(open_ones)


async def list_regions(session: AsyncSession, known_at: datetime | None = None) -> list[RegionSummary]:
    regions = as_known(Region, known_at)
    found = await session.exec(select(regions).order_by(col(regions.code)))
    return [RegionSummary.model_validate(row) for row in found]


async def show_region(session: AsyncSession, code: str, known_at: datetime | None = None) -> RegionSummary:
    regions = as_known(Region, known_at)
    row = (await session.exec(select(regions).where(col(regions.code) == code))).one_or_none()
    if row is None:
        raise NotFound(f"No region {code}")
    return RegionSummary.model_validate(row)


async def list_members(
    session: AsyncSession,
    *,
    region: str | None,
    membership: Membership | None,
    as_of: date | None,
    possible: bool,
    known_at: datetime | None,
    sort: MemberOrder,
    limit: int,
    after: str | None,
) -> Page[MemberSummary]:
    """Administrations as they are on record, or as they stood on a day: then those that were Members, or as asked."""
    table = as_known(Member, known_at)
    if as_of is None:
        wanted = [] if region is None else [col(table.region) == region]
        wanted += [] if membership is None else [col(table.membership) == membership]
        return await listed(session, table, MemberSummary, (sort,), limit, after or None, *wanted, key="economy")
    stood = [each for each in await _on_day(session, as_of, known_at) if _stood(each, region, membership, possible)]
    return _page(stood, sort, limit, after or "")


async def show_member(
    session: AsyncSession, economy: str, as_of: date | None = None, known_at: datetime | None = None
) -> MemberDetails:
    table = as_known(Member, known_at)
    row = (await session.exec(select(table).where(col(table.economy) == economy))).one_or_none()
    if row is None:
        raise NotFound(f"No member {economy}")
    details = MemberDetails.model_validate(row)
    details.claims = await claims_of(session, "member", economy, known_at)
    return details.model_copy(update=dict(row.on(as_of, _today(known_at))))


async def count_members(session: AsyncSession, as_of: date | None, known_at: datetime | None) -> Counts:
    """Members and those akin, by region and in all."""
    day = as_of or _today(known_at)
    everyone = await _on_day(session, day, known_at)
    sure = [each for each in everyone if "membership" not in each.uncertain]
    count = {region.code: RegionCount(region=region.code) for region in await list_regions(session, known_at)}
    for each in sure:
        count[each.region].members += each.membership == "member"
        count[each.region].akin_to_members += each.membership == "akin_to_member"
    return Counts(
        as_of=day,
        regions=list(count.values()),
        members=sum(each.members for each in count.values()),
        akin_to_members=sum(each.akin_to_members for each in count.values()),
        uncertain=[each.economy for each in everyone if "membership" in each.uncertain],
    )


async def _on_day(session: AsyncSession, day: date, known_at: datetime | None) -> list[MemberSummary]:
    """Everyone as it stood on a day. ISO 3166-1 has 249 codes, so all of them are read in one go."""
    table = as_known(Member, known_at)
    rows = await session.exec(select(table).order_by(col(table.economy)))
    today = _today(known_at)
    return [MemberSummary.model_validate(row).model_copy(update=dict(row.on(day, today))) for row in rows]


def _stood(each: MemberSummary, region: str | None, membership: Membership | None, possible: bool) -> bool:
    if "membership" in each.uncertain:
        fits = possible
    else:
        fits = each.membership == membership if membership else each.membership != "non_member"
    return fits and (region in (None, each.region) or (possible and "region" in each.uncertain))


def _page(found: list[MemberSummary], sort: MemberOrder, limit: int, after: str) -> Page[MemberSummary]:
    name = sort.removeprefix("-")
    found.sort(key=lambda each: (getattr(each, name) or "", each.economy), reverse=sort.startswith("-"))
    start = next((at for at, each in enumerate(found, start=1) if each.economy == after), 0)
    items = found[start : start + limit]
    return Page(items=items, next=items[-1].economy if start + limit < len(found) else None)


def _today(known_at: datetime | None) -> date:
    return (known_at or datetime.now(UTC)).astimezone(UTC).date()
