"""Who reads: the language of the address, what they would read instead, and where the newsroom is."""

from typing import Annotated

from cabos.refusal import Invalid, NotFound
from fastapi import Depends, Path, Request

from news.pages.languages import SITE_LANGUAGES, NoSuchLanguage, Reader, locale
from news.settings import Settings


async def settings(request: Request) -> Settings:
    found: Settings = request.app.state.settings
    return found


# Async although they wait for nothing: FastAPI takes other dependencies to a thread, which costs more than they do.
NewsSettings = Annotated[Settings, Depends(settings)]


async def reader(settings: NewsSettings, language: Annotated[str, Path(max_length=35)]) -> Reader:
    """Raises `NotFound` with the languages that there are, for a tag that names none."""
    try:
        locale(language)
    except NoSuchLanguage:
        known = ", ".join(SITE_LANGUAGES)
        raise NotFound(f"No page in {language!r}; there are {known}", languages=list(SITE_LANGUAGES)) from None
    return Reader.of(language, settings.fallbacks)


async def base_url(request: Request, settings: NewsSettings) -> str:
    """Without a slash at its end."""
    return str(settings.public_url or request.base_url).rstrip("/")


LanguageReader = Annotated[Reader, Depends(reader)]
Base = Annotated[str, Depends(base_url)]


def known_language(tag: str, field: str = "language") -> str:
    """Raises `Invalid` for a tag that names no language."""
    try:
        locale(tag)
    except NoSuchLanguage as unknown:
        raise Invalid(str(unknown), field=field) from None
    return tag
