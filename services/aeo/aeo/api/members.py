"""What aeo has learned of members."""

from cabos.http import Page, Session
from cabos.http.answering import Limit
from cabos_contracts.types import RegionCode
from fastapi import APIRouter

from aeo.queries import members as queries

router = APIRouter(prefix="/v1", tags=["members"])


@router.get("/members", summary="The members that aeo has learned of")
async def get_members(
    session: Session, region: RegionCode | None = None, limit: Limit = 100, after: str = ""
) -> Page[queries.KnownMember]:
    return await queries.list_members(session, region, limit, after)
