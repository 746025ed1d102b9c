"""Who reads: the language of the address, what they would read instead, and where the newsroom is."""

from typing import Annotated
from urllib.parse import quote

from cabos.refusal import Invalid, NotFound
from fastapi import Depends, HTTPException, Path, Request

from news.pages.languages import SITE_LANGUAGES, NoSuchLanguage, Reader, canonical
from news.settings import Settings


async def settings(request: Request) -> Settings:
    found: Settings = request.app.state.settings
    return found


# Async although they wait for nothing: FastAPI takes other dependencies to a thread, which costs more than they do.
NewsSettings = Annotated[Settings, Depends(settings)]


async def reader(settings: NewsSettings, request: Request, language: Annotated[str, Path(max_length=35)]) -> Reader:
    """Raises `NotFound` with the languages that there are, for a tag that names none.

    Who writes a tag in another way is led to the one address.
    """
    try:
        tag = canonical(language)
    except NoSuchLanguage:
        known = ", ".join(SITE_LANGUAGES)
        raise NotFound(f"No page in {language!r}; there are {known}", languages=list(SITE_LANGUAGES)) from None
    if tag != language:
        raise elsewhere(request, 308, tag)
    return Reader.of(language, settings.fallbacks)


def elsewhere(request: Request, status: int, language: str) -> HTTPException:
    """The same page is found in another language, with the same query."""
    rest = request.scope["path"].removeprefix("/").partition("/")[2]
    query = f"?{request.url.query}" if request.url.query else ""
    address = f"/{language}/{quote(rest)}{query}"
    return HTTPException(status, f"It is at {address}", {"Location": address})


async def base_url(request: Request, settings: NewsSettings) -> str:
    """Without a slash at its end."""
    return str(settings.public_url or request.base_url).rstrip("/")


LanguageReader = Annotated[Reader, Depends(reader)]
Base = Annotated[str, Depends(base_url)]


def known_language(tag: str, field: str = "language") -> str:
    """Raises `Invalid` for a tag that names no language."""
    try:
        return canonical(tag)
    except NoSuchLanguage as unknown:
        raise Invalid(str(unknown), field=field) from None
