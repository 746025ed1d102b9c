"""The routes of regions and administrations."""

from datetime import date
from typing import Literal

from cabos.http import Page, Session
from cabos.http.answering import Limit
from cabos.views import show
from cabos_contracts.types import EconomyCode, RegionCode
from fastapi import APIRouter

from governance.api.officers import officer
from governance.commands import register
from governance.model import Member, Region
from governance.queries import register as queries

router = APIRouter(prefix="/v1", tags=["register"])


@router.put("/regions/{code}", status_code=204, dependencies=officer, summary="Enter a region")
async def put_region(code: RegionCode, command: register.RegisterRegion, session: Session) -> None:
    await register.register_region(session, code, command)


@router.get("/regions", summary="The regions")
async def get_regions(session: Session) -> list[queries.RegionSummary]:
    return await queries.list_regions(session)


@router.get("/regions/{code}", summary="One region")
async def get_region(code: RegionCode, session: Session) -> queries.RegionSummary:
    return await show(session, Region, queries.RegionSummary, code)


@router.put("/members/{economy}", status_code=204, dependencies=officer, summary="Enter or change an administration")
async def put_member(economy: EconomyCode, command: register.RegisterMember, session: Session) -> None:
    await register.register_member(session, economy, command)


@router.get("/members", summary="Administrations by code")
async def get_members(
    session: Session,
    region: RegionCode | None = None,
    membership: Literal["member", "akin_to_member"] | None = None,
    as_of: date | None = None,
    limit: Limit = 100,
    after: str = "",
) -> Page[queries.MemberSummary]:
    return await queries.list_members(session, region, membership, as_of, limit, after)


@router.get("/members/{economy}", summary="One administration")
async def get_member(economy: EconomyCode, session: Session) -> queries.MemberSummary:
    return await show(session, Member, queries.MemberSummary, economy)
