"""The routes of language versions: written, reviewed, approved, and what they said before."""

from typing import Annotated
from uuid import UUID

from cabos.http import Page, Session
from cabos.http.answering import Answer, Limit
from cabos_contracts.types import LanguageTag
from fastapi import APIRouter, Query

from news.api.people import Newsroom, Publisher
from news.api.stories import matching
from news.commands import version as commands
from news.queries import revisions

router = APIRouter(prefix="/v1/stories/{story_id}/versions/{language}", tags=["versions"])

Number = Annotated[int, Query(ge=1, le=1_000_000)]


@router.put("", status_code=204, dependencies=[matching], summary="Write the next text in a language")
async def put_version(
    story_id: UUID, language: LanguageTag, command: commands.WriteVersion, session: Session, who: Newsroom
) -> None:
    await commands.write_version(session, story_id, language, command, who.subject)


@router.delete("/correction", status_code=204, dependencies=[matching],
               summary="Discard the text that was to replace the one that is read")  # fmt: skip
async def delete_correction(story_id: UUID, language: LanguageTag, session: Session, who: Newsroom) -> None:
    await commands.discard_correction(session, story_id, language, who.subject)


@router.put("/review", status_code=204, dependencies=[matching], summary="Send its newest text to review")
async def put_review(story_id: UUID, language: LanguageTag, session: Session, who: Newsroom) -> None:
    await commands.submit_version(session, story_id, language, who.subject)


@router.put("/approval", status_code=204, dependencies=[matching],
            summary="Approve it, as a publisher who has not written it")  # fmt: skip
async def put_approval(story_id: UUID, language: LanguageTag, session: Session, who: Publisher) -> None:
    await commands.approve_version(session, story_id, language, who.subject)


@router.put("/return", status_code=204, dependencies=[matching], summary="Send it back to its writer")
async def put_return(
    story_id: UUID, language: LanguageTag, command: commands.ReturnVersion, session: Session, who: Publisher
) -> None:
    await commands.return_version(session, story_id, language, command, who.subject)


@router.get("/revisions", summary="Every text there was in a language, for the newsroom")
async def get_revisions(
    story_id: UUID,
    language: LanguageTag,
    session: Session,
    answer: Answer,
    _: Newsroom,
    limit: Limit = 100,
    after: Annotated[int, Query(ge=0, le=1_000_000, description="`next` of the page before")] = 0,
) -> Page[revisions.RevisionSummary]:
    return answer.page(await revisions.list_revisions(session, story_id, language, limit, after))


@router.get("/difference", summary="What changed between two texts of a language, for the newsroom")
async def get_difference(
    story_id: UUID, language: LanguageTag, session: Session, _: Newsroom, since: Number, until: Number
) -> revisions.Difference:
    return await revisions.compare(session, story_id, language, since, until)
