"""The routes of regions and administrations."""

from typing import Annotated

from cabos.http import Page, Session
from cabos.http.answering import Answer, AsOf, KnownAt, Limit
from cabos.http.matching import if_match
from cabos_contracts.types import EconomyCode, RegionCode
from fastapi import APIRouter, Query
from starlette.convertors import StringConvertor, register_url_convertor

from governance.api.officers import officer
from governance.commands import membership, register
from governance.model import Member, Region
from governance.model.region import SixRegions
from governance.queries import register as queries

router = APIRouter(prefix="/v1", tags=["register"])


class RegionPath(StringConvertor):
    """Whatever may be a region's code, so that their counts are not taken for a region."""

    regex = "(?!counts$)[^/]+"


register_url_convertor("region", RegionPath())

enters_region = [*officer, if_match(Region, "code")]
changes_member = [*officer, if_match(Member, "economy")]


@router.put("/regions/{code:region}", status_code=204, dependencies=enters_region, summary="Enter or name a region")
async def put_region(code: SixRegions, command: register.RegisterRegion, session: Session) -> None:
    await register.register_region(session, code.value, command)


@router.get("/regions", summary="The regions")
async def get_regions(session: Session, known_at: KnownAt = None) -> list[queries.RegionSummary]:
    return await queries.list_regions(session, known_at)


@router.get("/regions/counts", summary="How many Members, and how many akin to them, on a day")
async def get_counts(session: Session, as_of: AsOf = None, known_at: KnownAt = None) -> queries.Counts:
    return await queries.count_members(session, as_of, known_at)


@router.get("/regions/{code:region}", summary="One region")
async def get_region(
    code: RegionCode, session: Session, answer: Answer, known_at: KnownAt = None
) -> queries.RegionSummary:
    return answer.record(await queries.show_region(session, code, known_at))


@router.put(
    "/members/{economy}", status_code=204, dependencies=changes_member, summary="Enter or put right an administration"
)
async def put_member(economy: EconomyCode, command: register.RegisterMember, session: Session) -> None:
    await register.register_member(session, economy, command)


@router.put(
    "/members/{economy}/names",
    status_code=204,
    dependencies=changes_member,
    summary="It has another name from a day on",
)
async def put_name(economy: EconomyCode, command: membership.RenameMember, session: Session) -> None:
    await membership.rename_member(session, economy, command)


@router.put(
    "/members/{economy}/region",
    status_code=204,
    dependencies=changes_member,
    summary="It belongs to another region from a day on",
)
async def put_region_of_member(economy: EconomyCode, command: membership.TransferMember, session: Session) -> None:
    await membership.transfer_member(session, economy, command)


@router.put(
    "/members/{economy}/membership",
    status_code=204,
    dependencies=changes_member,
    summary="It joins, departs or returns on a day",
)
async def put_membership(economy: EconomyCode, command: membership.ChangeMembership, session: Session) -> None:
    await membership.change_membership(session, economy, command)


@router.get("/members", summary="Administrations, as they are or as they stood on a day")
async def get_members(
    session: Session,
    answer: Answer,
    region: RegionCode | None = None,
    membership: queries.Membership | None = None,
    as_of: AsOf = None,
    possible: Annotated[bool, Query(description="with as_of: also those whose days on record leave it open")] = False,
    known_at: KnownAt = None,
    sort: queries.MemberOrder = "economy",
    limit: Limit = 100,
    after: str = "",
) -> Page[queries.MemberSummary]:
    found = await queries.list_members(
        session,
        region=region,
        membership=membership,
        as_of=as_of,
        possible=possible,
        known_at=known_at,
        sort=sort,
        limit=limit,
        after=after,
    )
    return answer.page(found)


@router.get("/members/{economy}", summary="One administration, with its history")
async def get_member(
    economy: EconomyCode, session: Session, answer: Answer, as_of: AsOf = None, known_at: KnownAt = None
) -> queries.MemberDetails:
    return answer.record(await queries.show_member(session, economy, as_of, known_at))
