"""The routes of flags, for the newsroom."""

from typing import Annotated
from uuid import UUID

from cabos.http import Page, Session
from cabos.http.answering import Answer, Limit
from fastapi import APIRouter, Query

from news.api.people import Newsroom
from news.commands import flags as commands
from news.queries import flags as queries

router = APIRouter(prefix="/v1", tags=["flags"])


@router.get("/flags", summary="Stories whose records were corrected, for the newsroom")
async def get_flags(
    session: Session,
    answer: Answer,
    _: Newsroom,
    story: Annotated[UUID | None, Query(description="of one story")] = None,
    settled: Annotated[bool | None, Query(description="those that somebody has looked at, or has not")] = None,
    limit: Limit = 100,
    after: Annotated[UUID | None, Query(description="`next` of the page before")] = None,
) -> Page[queries.FlagSummary]:
    return answer.page(await queries.list_flags(session, story, settled, limit, after))


@router.put("/flags/{flag_id}/settlement", status_code=204, summary="Say that somebody has looked at it")
async def put_settlement(flag_id: UUID, command: commands.SettleFlag, session: Session, who: Newsroom) -> None:
    await commands.settle_flag(session, flag_id, command, who.subject)
