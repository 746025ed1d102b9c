"""The routes of news."""

from typing import Annotated
from uuid import UUID

from cabos.http import Page, Principal, Session, requires, visitor
from cabos.http.negotiation import preferred
from cabos_contracts.types import LanguageTag
from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response

from news import commands, queries
from news.model import StoryState
from news.pages.addresses import path
from news.pages.reading import read_page
from news.pages.writing import html, plain_text

router = APIRouter(prefix="/v1")
newsroom = APIRouter(tags=["newsroom"])

Newsroom = Annotated[Principal, Depends(requires("editor", "publisher"))]
Visitor = Annotated[Principal | None, Depends(visitor)]
publisher = [Depends(requires("publisher"))]
Limit = Annotated[int, Query(ge=1, le=500)]

PAGE_TYPES = ("text/html", "text/plain", "application/json")


def sees_drafts(principal: Principal | None) -> bool:
    return principal is not None and not principal.roles.isdisjoint({"editor", "publisher"})


@router.post("/pages", status_code=201, dependencies=publisher, summary="Import a newsroom page as it stands",
             tags=["pages"], responses={200: {"description": "it is known already"}})  # fmt: skip
async def post_page(request: Request, response: Response, session: Session) -> dict[str, object]:
    media_type = request.headers.get("content-type", "text/plain").partition(";")[0]
    if media_type.strip().lower() != "text/plain":
        raise HTTPException(415, "Send the page as text/plain in UTF-8")
    page = read_page(await request.body())
    imported = await commands.import_page(session, page)
    address = path(page.requested, page.published_on, imported.story.slug)
    response.status_code = 201 if imported.created else 200
    response.headers["Location"] = address
    return {
        "story_id": imported.story.id,
        "path": address,
        "requested": page.requested,
        "served": page.served,
        "headline": page.headline,
        "published_on": page.published_on,
        "created": imported.created,
    }


@router.put("/stories/{story_id}", status_code=204, summary="Draft a story", tags=["stories"])
async def put_story(story_id: UUID, command: commands.DraftStory, session: Session, _: Newsroom) -> None:
    await commands.draft_story(session, story_id, command)


@router.put("/stories/{story_id}/versions/{language}", status_code=204, tags=["stories"],
            summary="Write the next text in a language")  # fmt: skip
async def put_version(
    story_id: UUID, language: LanguageTag, command: commands.WriteVersion, session: Session, who: Newsroom
) -> None:
    await commands.write_version(session, story_id, language, command, may_publish="publisher" in who.roles)


@router.put("/stories/{story_id}/publication", status_code=204, dependencies=publisher, summary="Publish a story",
            tags=["stories"])  # fmt: skip
async def put_publication(story_id: UUID, command: commands.PublishStory, session: Session) -> None:
    await commands.publish_story(session, story_id, command)


@router.get("/stories", summary="Stories; drafts are for the newsroom", tags=["stories"])
async def get_stories(
    session: Session,
    who: Visitor,
    state: StoryState = StoryState.PUBLISHED,
    about: Annotated[UUID | None, Query(description="a conference, decision, agreement, …")] = None,
    limit: Limit = 100,
    after: UUID | None = None,
) -> Page[queries.StorySummary]:
    if state is StoryState.DRAFT and not sees_drafts(who):
        challenge = {"WWW-Authenticate": "Bearer"} if who is None else None
        raise HTTPException(401 if who is None else 403, "Drafts need the role editor or publisher", challenge)
    return await queries.list_stories(session, state, about, limit, after)


@router.get("/stories/{story_id}", summary="One story with its texts", tags=["stories"])
async def get_story(story_id: UUID, session: Session, who: Visitor) -> queries.StoryDetails:
    return await queries.show_story(session, story_id, drafts_too=sees_drafts(who))


@router.get("/stories/{story_id}/versions/{language}/revisions", summary="Every text there was in a language",
            tags=["stories"])  # fmt: skip
async def get_revisions(
    story_id: UUID, language: LanguageTag, session: Session, who: Visitor
) -> list[queries.RevisionSummary]:
    return await queries.list_revisions(session, story_id, language, drafts_too=sees_drafts(who))


@newsroom.get(
    "/{language}/newsroom/{year}/{month}/{slug}",
    response_class=Response,
    summary="A story as a page, in the language asked for or with a notice",
    responses={200: {"content": {media_type: {} for media_type in PAGE_TYPES}}},
)
async def get_page(language: str, year: int, month: str, slug: str, request: Request, session: Session) -> Response:
    reading = await queries.read_story(session, language, year, month, slug)
    media_type = preferred(request.headers.get("accept", ""), PAGE_TYPES)
    if media_type == "text/html":
        body = html(reading)
    elif media_type == "text/plain":
        body = plain_text(reading)
    else:
        body = queries.as_data(reading).model_dump_json()
    headers = {
        "Content-Language": reading.served,
        "Vary": "Accept",
        "Link": f'<{reading.canonical}>; rel="canonical"',
    }
    return Response(body, media_type=media_type, headers=headers)
