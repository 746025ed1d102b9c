"""What a reader of any language gets at an address."""

from datetime import date
from typing import Annotated

from cabos.refusal import NotFound, Refusal
from cabos.views import View
from pydantic import Field
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from news.model import Edition, VersionState
from news.pages.addresses import month
from news.pages.languages import SITE_LANGUAGES
from news.pages.writing import Reading


class Gone(Refusal):
    """The story was withdrawn."""

    status = 410


class PageRead(View):
    """The page as data: `requested` was asked for, the text is in `served`, and `notice` says so where they differ."""

    requested: str
    served: str
    why: Annotated[str, Field(description="`translated`, or `fallback` where the story has no such version")]
    notice: str
    languages: list[str]
    headline: str
    shown_date: str
    published_on: date
    canonical: str
    body: str
    html: str


async def read_story(session: AsyncSession, language: str, year: int, month_name: str, slug: str) -> Reading:
    """The published story at an address, as a reader of `language` gets it.

    Raises `NotFound` with the languages that there are, `Gone` with the reason of a withdrawal.
    """
    # The address comes from outside: only the slug is asked of the database, and only when it could be one.
    found = list(await session.exec(select(Edition).where(Edition.slug == slug))) if slug.isprintable() else []
    editions = {e.language: e for e in found if (e.published_on.year, month(e.published_on)) == (year, month_name)}
    if not editions:
        raise NotFound(f"No story at {year}/{month_name}/{slug}", languages=list(SITE_LANGUAGES))
    public = {tag: edition for tag, edition in editions.items() if edition.state is not VersionState.WITHDRAWN}
    offered = sorted({*SITE_LANGUAGES, *public})
    if language not in offered and language not in editions:
        raise NotFound(f"No page in {language!r}; there are {', '.join(offered)}", languages=offered)
    withdrawn = editions.get(language) if public else next(iter(editions.values()))
    if withdrawn is not None and withdrawn.state is VersionState.WITHDRAWN:
        raise Gone(withdrawn.reason or "", languages=sorted(public), withdrawn_at=str(withdrawn.withdrawn_at))
    own = next(iter(editions.values())).source_language
    served = public[next(tag for tag in (language, "en", own) if tag in public)]
    return Reading(
        requested=language,
        served=served.language,
        translated=tuple(sorted(public)),
        headline=served.headline,
        published_on=served.published_on,
        slug=served.slug,
        body=served.body,
        html=served.html,
    )


def as_data(reading: Reading) -> PageRead:
    why = "translated" if reading.served == reading.requested else "fallback"
    names = ("requested", "served", "notice", "headline", "shown_date", "published_on", "canonical", "body", "html")
    return PageRead(why=why, languages=list(reading.translated), **{name: getattr(reading, name) for name in names})
