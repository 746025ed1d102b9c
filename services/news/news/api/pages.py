"""The routes of pages: imported as they stand, and read in any language."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from cabos.http import Session
from cabos.http.negotiation import preferred
from cabos.refusal import NotFound
from cabos_contracts.types import RegionCode
from fastapi import APIRouter, Path, Query, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from news.api.caching import STARTED_AT, Made, kept
from news.api.feeds import Tag
from news.api.readers import Base, LanguageReader
from news.api.search import Words
from news.pages.addresses import month_of
from news.pages.languages import Reader
from news.pages.newsarticle import news_article
from news.pages.words import words
from news.pages.writing import ICON, STYLE, Listing, found, html, listing, listing_text, plain_text
from news.queries.archive import links
from news.queries.feeds import reading_entry
from news.queries.public import Item, Wanted, latest_for
from news.queries.reading import as_data, read_story, related
from news.queries.search import Asked, search
from news.queries.stamp import read_stamp

router = APIRouter(tags=["newsroom"])

PAGE_TYPES = ("text/html", "text/plain", "application/json")
PAGE: dict[int | str, dict[str, Any]] = {
    200: {"content": {media_type: {} for media_type in PAGE_TYPES}},
    304: {"description": "nothing is new"},
}
ITEMS_A_PAGE = 20
POLICY = "default-src 'none'; img-src 'self'; style-src 'self'; base-uri 'none'; form-action 'self'"
HEADERS = {"Content-Security-Policy": POLICY, "Referrer-Policy": "no-referrer", "Vary": "Accept"}


@router.get("/{language}/newsroom", response_class=Response, responses=PAGE,
            summary="The newest stories, each in the best language for the reader")  # fmt: skip
async def get_newsroom(
    request: Request,
    session: Session,
    reader: LanguageReader,
    region: Annotated[RegionCode | None, Query()] = None,
    tag: Tag = None,
    after: Annotated[UUID | None, Query(description="the story behind which the page begins")] = None,
) -> Response:
    title = words(reader.requested)["newsroom"]
    return await _list(request, session, reader, title, "/newsroom", Wanted(region, tag), after)


@router.get("/{language}/newsroom/search", response_class=Response, responses=PAGE, summary="What has these words")
async def get_found(
    request: Request, session: Session, reader: LanguageReader, q: Words,
    region: Annotated[RegionCode | None, Query()] = None, tag: Tag = None, after: UUID | None = None,
) -> Response:  # fmt: skip
    media_type = preferred(request.headers.get("accept", ""), ("text/html", "application/json"))
    stamp = await read_stamp(request.app.state.database)
    hits = await search(session, reader, Asked(q), None, Wanted(region, tag), ITEMS_A_PAGE, after)
    further = request.url.include_query_params(after=hits.next)
    older = None if hits.next is None else f"{further.path}?{further.query}"
    page = found(reader.requested, q, hits.items, older) if media_type == "text/html" else hits.model_dump_json()
    languages = ", ".join(dict.fromkeys((reader.requested, *(hit.language for hit in hits.items))))
    made = Made(page.encode(), media_type, HEADERS | {"Content-Language": languages})
    return made.to(request, stamp.changed_at)


@router.get("/{language}/newsroom/{year}", response_class=Response, responses=PAGE, summary="The stories of a year")
async def get_year(
    year: Annotated[int, Path(ge=1, le=9998)], request: Request, session: Session, reader: LanguageReader,
    after: UUID | None = None,
) -> Response:  # fmt: skip
    days = Wanted(since=date(year, 1, 1), until=date(year, 12, 31))
    return await _list(request, session, reader, str(year), f"/newsroom/{year}", days, after, year)


@router.get("/{language}/newsroom/{year}/{month}", response_class=Response, responses=PAGE,
            summary="The stories of a month")  # fmt: skip
async def get_month(
    year: Annotated[int, Path(ge=1, le=9998)], month: str, request: Request, session: Session,
    reader: LanguageReader, after: UUID | None = None,
) -> Response:  # fmt: skip
    month_ = month_of(year, month)
    if month_ is None:
        raise NotFound(f"No month {month!r}: they are called as in /{year}/april")
    title, first, last = month_.title(reader.requested), month_.first, month_.last
    days = Wanted(since=first, until=last)
    return await _list(request, session, reader, title, f"/newsroom/{year}/{month}", days, after, year)


@router.get(
    "/{language}/newsroom/{year}/{month}/{slug}",
    response_class=Response,
    summary="A story as a page, in the language asked for or with a notice",
    responses=PAGE,
)
async def get_page(
    language: str, year: int, month: str, slug: str, request: Request, session: Session, base: Base,
    reader: LanguageReader,
) -> Response:  # fmt: skip
    media_type = preferred(request.headers.get("accept", ""), PAGE_TYPES)
    return await kept(request, lambda: _page(session, reader, (year, month, slug), media_type, base), media_type, base)


async def _page(
    session: AsyncSession, reader: Reader, address: tuple[int, str, str], media_type: str, base: str
) -> Made:
    reading = await read_story(session, reader, *address)
    if media_type == "text/plain":
        body = plain_text(reading)
    else:
        others = await related(session, reading.story_id, reader)
        if media_type == "text/html":
            entry = reading_entry(reading, base)
            pictures = [base + picture.address for picture in reading.pictures]
            article = news_article(entry, reading.source_language, pictures)
            body = html(reading, others, article, base)
        else:
            body = as_data(reading, others).model_dump_json()
    alternates = [f'<{base}{reading.path(tag)}>; rel="alternate"; hreflang="{tag}"' for tag in reading.translated]
    link = ", ".join([f'<{base}{reading.canonical}>; rel="canonical"', *alternates])
    about = HEADERS | {"Content-Language": reading.served, "Link": link}
    return Made(body.encode(), media_type, about)


async def _list(
    request: Request, session: Session, reader: Reader, title: str, address: str, wanted: Wanted, after: UUID | None,
    year: int | None = None,
) -> Response:  # fmt: skip
    media_type = preferred(request.headers.get("accept", ""), PAGE_TYPES)

    async def make() -> Made:
        listed = await latest_for(session, reader, wanted, ITEMS_A_PAGE, after)
        further = request.url.include_query_params(after=listed.next)
        older = None if listed.next is None else f"{further.path}?{further.query}"
        archive = await links(session, reader.requested, year)
        page = Listing(reader.requested, title, address, listed.items, older, archive, request.app.state.settings.mails)
        if media_type == "text/html":
            body = listing(page)
        elif media_type == "text/plain":
            body = listing_text(page)
        else:
            body = listed.model_dump_json()
        return Made(body.encode(), media_type, HEADERS | {"Content-Language": _of_items(reader, listed.items)})

    return await kept(request, make, media_type)


def _of_items(reader: Reader, items: list[Item]) -> str:
    """All languages that a list has, the reader's first."""
    return ", ".join(dict.fromkeys((reader.requested, *(item.served for item in items))))


@router.get("/style.css", response_class=Response, summary="How the pages look")
async def get_style(request: Request) -> Response:
    return Made(STYLE, "text/css").to(request, STARTED_AT)


@router.get("/icon.svg", response_class=Response, summary="The sign of the newsroom")
async def get_icon(request: Request) -> Response:
    return Made(ICON, "image/svg+xml").to(request, STARTED_AT)
