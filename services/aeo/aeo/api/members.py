"""What aeo has learned of members, and whom it waits for."""

from typing import Annotated

from cabos.http import Page, Session
from cabos.http.answering import Answer, KnownAt, Limit
from cabos_contracts.types import RegionCode
from fastapi import APIRouter, Query

from aeo.queries import members as queries
from aeo.queries import pending

router = APIRouter(prefix="/v1", tags=["members"])

Behind = Annotated[str, Query(max_length=100, description="`next` of the page before")]


@router.get("/members", summary="The members that aeo has learned of")
async def get_members(
    session: Session,
    answer: Answer,
    region: RegionCode | None = None,
    known_at: KnownAt = None,
    limit: Limit = 100,
    after: Behind = "",
) -> Page[queries.KnownMember]:
    return answer.page(await queries.list_members(session, region, known_at, limit, after))


@router.get("/pending-economies", summary="Economies that records name and governance has not announced yet")
async def get_pending_economies(
    session: Session, answer: Answer, known_at: KnownAt = None, limit: Limit = 100, after: Behind = ""
) -> Page[pending.PendingEconomy]:
    return answer.page(await pending.list_pending(session, known_at, limit, after))
