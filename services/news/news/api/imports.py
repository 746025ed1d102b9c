"""The routes of pages that come from outside, and of everything that goes out at once."""

from dataclasses import asdict
from email.message import Message
from typing import Annotated, Any
from uuid import UUID

from cabos.http import Session
from fastapi import APIRouter, HTTPException, Query, Request, Response
from fastapi.responses import StreamingResponse

from news.api.people import Publisher
from news.api.readers import known_language
from news.commands.importing import import_page, import_translation, known_story
from news.model import StoryState
from news.pages.addresses import path
from news.pages.reading import Page, read_page
from news.pages.reading_html import read_html
from news.queries.export import MEDIA_TYPE, export

router = APIRouter(prefix="/v1", tags=["pages"])

READERS = {"text/plain": read_page, "text/html": read_html}
A_PAGE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {media_type: {"schema": {"type": "string"}} for media_type in READERS},
    }
}


async def page_sent(request: Request) -> Page:
    """Raises `NotAPage`."""
    said = Message()
    said["Content-Type"] = request.headers.get("content-type", "text/plain")
    media_type = said["Content-Type"].partition(";")[0].strip().lower()
    if media_type not in READERS:
        raise HTTPException(415, f"Send the page as {' or '.join(READERS)}")
    page = READERS[media_type](await request.body(), said.get_content_charset())
    known_language(page.served)
    return page


@router.post("/pages", status_code=201, summary="Import a newsroom page as it stands",
             responses={200: {"description": "it is known already"}}, openapi_extra=A_PAGE)  # fmt: skip
async def post_page(
    request: Request, response: Response, session: Session, who: Publisher,
    story: Annotated[UUID | None, Query(description="the story that the page is another language of")] = None,
) -> dict[str, object]:  # fmt: skip
    page = await page_sent(request)
    if story is None:
        imported = await import_page(session, page, who.subject)
    else:
        imported = await import_translation(session, story, page, who.subject)
    read_at = path(page.requested, page.published_on, imported.story.slug)
    is_draft = imported.story.state is StoryState.DRAFT
    address = f"/v1/stories/{imported.story.id}" if is_draft else read_at
    response.status_code = 201 if imported.created else 200
    response.headers["Location"] = address
    return {
        "story_id": imported.story.id,
        "path": address,
        "state": imported.story.state,
        "requested": page.requested,
        "served": page.served,
        "headline": page.headline,
        "published_on": page.published_on,
        "created": imported.created,
        "left_out": [asdict(each) for each in imported.left_out],
    }


@router.post("/pages/story", summary="Which story a page is a text of, if it is known; nothing is imported",
             openapi_extra=A_PAGE)  # fmt: skip
async def look_up_page(request: Request, session: Session, _: Publisher) -> dict[str, UUID | None]:
    story = await known_story(session, await page_sent(request))
    return {"story_id": None if story is None else story.id}


@router.get("/export", response_class=StreamingResponse, summary="Everything of the newsroom but its readers",
            responses={200: {"content": {MEDIA_TYPE: {}}}})  # fmt: skip
async def get_export(request: Request, _: Publisher) -> StreamingResponse:
    name = 'attachment; filename="newsroom.jsonl"'
    headers = {"Content-Disposition": name, "Cache-Control": "no-store"}
    return StreamingResponse(export(request.app.state.database), media_type=MEDIA_TYPE, headers=headers)
