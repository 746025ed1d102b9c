"""The routes of pages: imported as they stand, and read in any language."""

from cabos.http import Session
from cabos.http.negotiation import preferred
from fastapi import APIRouter, HTTPException, Request, Response

from news.api.people import Publisher
from news.commands.importing import import_page
from news.pages.addresses import path
from news.pages.reading import read_page
from news.pages.writing import html, plain_text
from news.queries.reading import as_data, read_story

imports = APIRouter(prefix="/v1", tags=["pages"])
router = APIRouter(tags=["newsroom"])

PAGE_TYPES = ("text/html", "text/plain", "application/json")


@imports.post("/pages", status_code=201, summary="Import a newsroom page as it stands",
              responses={200: {"description": "it is known already"}})  # fmt: skip
async def post_page(request: Request, response: Response, session: Session, who: Publisher) -> dict[str, object]:
    media_type = request.headers.get("content-type", "text/plain").partition(";")[0]
    if media_type.strip().lower() != "text/plain":
        raise HTTPException(415, "Send the page as text/plain in UTF-8")
    page = read_page(await request.body())
    imported = await import_page(session, page, who.subject)
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


@router.get(
    "/{language}/newsroom/{year}/{month}/{slug}",
    response_class=Response,
    summary="A story as a page, in the language asked for or with a notice",
    responses={200: {"content": {media_type: {} for media_type in PAGE_TYPES}}},
)
async def get_page(language: str, year: int, month: str, slug: str, request: Request, session: Session) -> Response:
    reading = await read_story(session, language, year, month, slug)
    media_type = preferred(request.headers.get("accept", ""), PAGE_TYPES)
    if media_type == "text/html":
        body = html(reading)
    elif media_type == "text/plain":
        body = plain_text(reading)
    else:
        body = as_data(reading).model_dump_json()
    headers = {
        "Content-Language": reading.served,
        "Vary": "Accept",
        "Link": f'<{reading.canonical}>; rel="canonical"',
    }
    return Response(body, media_type=media_type, headers=headers)
