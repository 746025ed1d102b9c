"""The routes of feeds and sitemaps."""

import json
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from cabos.http import Session
from cabos.refusal import NotFound
from cabos_contracts.types import LanguageTag, RegionCode
from fastapi import APIRouter, Path, Query, Request, Response

from news.api.caching import Made, kept
from news.api.readers import Base, LanguageReader, elsewhere
from news.pages.feeds import Feed, atom, json_feed, rss
from news.pages.languages import SITE_LANGUAGES, lookup
from news.pages.sitemaps import index, news_sitemap, sitemap
from news.queries import feeds
from news.queries.public import Wanted
from news.queries.stamp import read_stamp

records = APIRouter(prefix="/v1", tags=["feeds"])
router = APIRouter(tags=["feeds"])

FORMS = {
    "atom": (atom, "application/atom+xml"),
    "rss": (rss, "application/rss+xml"),
    "json": (json_feed, "application/feed+json"),
}
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
FRESH = timedelta(hours=48)
XML = "application/xml"
UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "nothing is new"}}

Tag = Annotated[str | None, Query(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]


async def _feed(
    form: str, request: Request, session: Session, reader: LanguageReader, base: Base, wanted: Wanted, limit: int
) -> Response:
    write, media_type = FORMS[form]
    language = reader.requested
    query = f"?{request.url.query}" if request.url.query else ""

    async def make() -> Made:
        changed = await feeds.last_change(session, language)
        if changed is None and language not in SITE_LANGUAGES:
            raise await _other_feed(request, session, language)
        feed = Feed(
            language=language,
            address=f"{base}/{language}/feed.{form}{query}",
            home=f"{base}/{language}/newsroom",
            entries=await feeds.entries(session, language, wanted, limit, base),
            updated_at=changed or LONG_AGO,
        )
        return Made(write(feed), media_type, {"Content-Language": language})

    return await kept(request, make, base)


async def _other_feed(request: Request, session: Session, language: str) -> Exception:
    """What is told of the feed of a language that has no texts: the one of what it is a part of, as on pages."""
    offered = {*SITE_LANGUAGES, *await feeds.languages(session)}
    wider = next((tag for tag in lookup(language) if tag in offered), None)
    if wider is not None:
        return elsewhere(request, 307, wider)
    known = sorted(offered)
    return NotFound(f"No texts in {language!r}; there are {', '.join(known)}", languages=known)


def _route(form: str) -> None:
    @router.get(
        f"/{{language}}/feed.{form}",
        response_class=Response,
        summary=f"The newest texts of a language as {form}",
        responses={200: {"content": {FORMS[form][1]: {}}}, 304: {"description": "nothing is new"}},
        name=f"get_feed_{form}",
    )
    async def get_feed(
        request: Request,
        session: Session,
        reader: LanguageReader,
        base: Base,
        region: Annotated[RegionCode | None, Query()] = None,
        tag: Tag = None,
        about: Annotated[UUID | None, Query(description="a conference, decision, agreement, …")] = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> Response:
        return await _feed(form, request, session, reader, base, Wanted(region, tag, about), limit)


for _form in FORMS:
    _route(_form)


@records.get("/stories/{story_id}/ninjs/{language}", response_model=dict[str, Any], responses=UNCHANGED,
             summary="A public text for other newsrooms, as IPTC ninjs 3.0")  # fmt: skip
async def get_ninjs(story_id: UUID, language: LanguageTag, request: Request, session: Session, base: Base) -> Response:
    async def make() -> Made:
        item = await feeds.exchange_item(session, story_id, language, base)
        return Made(json.dumps(item, ensure_ascii=False).encode(), "application/json")

    return await kept(request, make, base)


@router.get("/sitemap.xml", response_class=Response, responses=UNCHANGED, summary="The sitemap of all sitemaps")
async def get_sitemaps(request: Request, session: Session, base: Base) -> Response:
    async def make() -> Made:
        numbers = range(1, await feeds.count_sitemaps(session) + 1)
        return Made(index(f"{base}/sitemaps/{number}.xml" for number in numbers), XML)

    return await kept(request, make, base)


@router.get("/sitemaps/{number}.xml", response_class=Response, responses=UNCHANGED, summary="A part of all addresses")
async def get_sitemap(
    number: Annotated[int, Path(ge=1, le=100_000)], request: Request, session: Session, base: Base
) -> Response:
    async def make() -> Made:
        if number > await feeds.count_sitemaps(session):
            raise NotFound(f"No sitemap {number}")
        return Made(sitemap(await feeds.sitemap_entries(session, number, base)), XML)

    return await kept(request, make, base)


@router.get("/news-sitemap.xml", response_class=Response, responses=UNCHANGED,
            summary="What came out in the last two days")  # fmt: skip
async def get_news_sitemap(request: Request, session: Session, base: Base) -> Response:
    stamp = await read_stamp(request.app.state.database)
    since = datetime.now(UTC) - FRESH
    made = Made(news_sitemap(await feeds.news_entries(session, since, base)), XML)
    # It changes by itself too, whenever a text has been in it for two days.
    left = await feeds.last_before(session, since)
    return made.to(request, stamp.changed_at if left is None else max(stamp.changed_at, left + FRESH))


@router.get("/robots.txt", response_class=Response, summary="What programs may read, and where the sitemap is")
async def get_robots(base: Base) -> Response:
    text = f"User-agent: *\nAllow: /\n\nSitemap: {base}/sitemap.xml\nSitemap: {base}/news-sitemap.xml\n"
    return Response(text, media_type="text/plain")
