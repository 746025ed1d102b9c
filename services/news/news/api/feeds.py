"""The routes of feeds and sitemaps."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from cabos.http import Session
from cabos.refusal import NotFound
from cabos_contracts.types import LanguageTag, RegionCode
from fastapi import APIRouter, Path, Query, Request, Response

from news.api.caching import Made, kept
from news.api.readers import Base, LanguageReader
from news.pages.feeds import Feed, atom, json_feed, rss
from news.pages.sitemaps import index, news_sitemap, sitemap
from news.queries import feeds
from news.queries.public import Wanted

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

Tag = Annotated[str | None, Query(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]


async def _feed(
    form: str, request: Request, session: Session, reader: LanguageReader, base: Base, wanted: Wanted, limit: int
) -> Response:
    write, media_type = FORMS[form]
    language = reader.requested
    query = f"?{request.url.query}" if request.url.query else ""

    async def make() -> Made:
        changed = await feeds.last_change(session, language) or LONG_AGO
        feed = Feed(
            language=language,
            address=f"{base}/{language}/feed.{form}{query}",
            home=f"{base}/{language}/newsroom",
            entries=await feeds.entries(session, language, wanted, limit, base),
            updated_at=changed,
        )
        return Made(write(feed), media_type, changed, {"Content-Language": language})

    return await kept(request, make, base)


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


@records.get("/stories/{story_id}/ninjs/{language}", summary="A public text for other newsrooms, as IPTC ninjs 3.0")
async def get_ninjs(story_id: UUID, language: LanguageTag, session: Session, base: Base) -> dict[str, Any]:
    return await feeds.exchange_item(session, story_id, language, base)


@router.get("/sitemap.xml", response_class=Response, summary="The sitemap of all sitemaps")
async def get_sitemaps(session: Session, base: Base) -> Response:
    numbers = range(1, await feeds.count_sitemaps(session) + 1)
    return Response(index(f"{base}/sitemaps/{number}.xml" for number in numbers), media_type=XML)


@router.get("/sitemaps/{number}.xml", response_class=Response, summary="A part of all addresses")
async def get_sitemap(number: Annotated[int, Path(ge=1, le=100_000)], session: Session, base: Base) -> Response:
    if number > await feeds.count_sitemaps(session):
        raise NotFound(f"No sitemap {number}")
    return Response(sitemap(await feeds.sitemap_entries(session, number, base)), media_type=XML)


@router.get("/news-sitemap.xml", response_class=Response, summary="What came out in the last two days")
async def get_news_sitemap(session: Session, base: Base) -> Response:
    since = datetime.now(UTC) - FRESH
    return Response(news_sitemap(await feeds.news_entries(session, since, base)), media_type=XML)


@router.get("/robots.txt", response_class=Response, summary="What programs may read, and where the sitemap is")
async def get_robots(base: Base) -> Response:
    text = f"User-agent: *\nAllow: /\n\nSitemap: {base}/sitemap.xml\nSitemap: {base}/news-sitemap.xml\n"
    return Response(text, media_type="text/plain")
