"""The routes of addresses without a language: they lead to the one that the reader asks for in a header."""

from cabos.http import Session
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse

from news.api.readers import NewsSettings
from news.pages.languages import Reader
from news.pages.negotiation import OFFERED, negotiate, negotiate_story
from news.queries.public import best
from news.queries.reading import public_at

router = APIRouter(tags=["newsroom"])


@router.get("/", response_class=RedirectResponse, status_code=302, summary="The newsroom in the reader's language")
async def get_front_door(request: Request) -> RedirectResponse:
    return _by_header(request, "/newsroom")


@router.get("/newsroom", response_class=RedirectResponse, status_code=302,
            summary="The newsroom in the reader's language")  # fmt: skip
async def get_newsroom_door(request: Request) -> RedirectResponse:
    return _by_header(request, request.url.path)


@router.get("/newsroom/{year}", response_class=RedirectResponse, status_code=302,
            summary="The stories of a year in the reader's language")  # fmt: skip
async def get_year_door(year: str, request: Request) -> RedirectResponse:
    return _by_header(request, request.url.path)


@router.get("/newsroom/{year}/{month}", response_class=RedirectResponse, status_code=302,
            summary="The stories of a month in the reader's language")  # fmt: skip
async def get_month_door(year: str, month: str, request: Request) -> RedirectResponse:
    return _by_header(request, request.url.path)


@router.get("/newsroom/{year}/{month}/{slug}", response_class=RedirectResponse, status_code=302,
            summary="A story in the reader's language, of those that it has")  # fmt: skip
async def get_story_door(
    year: int, month: str, slug: str, request: Request, session: Session, settings: NewsSettings
) -> RedirectResponse:
    public = await public_at(session, year, month, slug)
    if not public:
        return _by_header(request, request.url.path)

    def served(tag: str) -> str:
        return best(public, Reader.of(tag, settings.fallbacks)).language

    language = negotiate_story(_header(request), list(public), served, public.withdrawn)
    return _to_language(request, language, request.url.path)


def _by_header(request: Request, address: str) -> RedirectResponse:
    return _to_language(request, negotiate(_header(request), OFFERED), address)


def _header(request: Request) -> str:
    return request.headers.get("accept-language", "")


def _to_language(request: Request, language: str, address: str) -> RedirectResponse:
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/{language}{address}{query}", 302, {"Vary": "Accept-Language"})
