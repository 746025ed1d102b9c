"""All that anybody without a token can look at, gathered to see whether something is in it."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID, uuid4

from cabos.testing.services import Running
from news.model.subscriber import Subscriber, Wish
from news.pages.languages import Reader
from news.pages.letters import Envelope, digest
from news.queries.digests import news_for
from sqlmodel.ext.asyncio.session import AsyncSession

from tests.news.mailing import words_of

LANGUAGES_SHOWN = ("en", "es", "ar")
FOR_PROGRAMS = re.compile(r"/sitemaps/|/news-sitemap|/.*/feed\.")
LISTS = re.compile(r"/../newsroom(/search.*|/\d+(/[a-z]+)?)?$|/v1/(stories\?|search|archive)|letter")
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def addresses_of(story_id: UUID, path: str | None) -> list[str]:
    """Where a story could be seen; `path` is that of its page in English, once there is one."""
    found = [f"/v1/stories/{story_id}", f"/v1/stories/{story_id}/related", "/v1/stories?limit=500", "/v1/archive",
             "/sitemap.xml", "/sitemaps/1.xml", "/news-sitemap.xml"]  # fmt: skip
    for language in LANGUAGES_SHOWN:
        found += [f"/v1/stories/{story_id}/ninjs/{language}"]
        found += [f"/{language}/newsroom", f"/{language}/newsroom/2018"]
        found += [f"/{language}/feed.{form}?limit=200" for form in ("atom", "rss", "json")]
        if path is not None:
            page = path.replace("/en/", f"/{language}/", 1)
            found += [page, page.rpartition("/")[0]]
    return found


async def outputs(news: Running, addresses: Sequence[str], marks: Sequence[int]) -> dict[str, str]:
    """What is answered at each address, in each form; and what is found of the marks."""
    shown: dict[str, str] = {}
    for address in addresses:
        for accept in ("text/html", "application/json") if "/newsroom" in address else ("*/*",):
            answer = await news.http.get(address, headers={"Accept": accept})
            assert answer.status_code < 500, answer.text
            shown[address] = shown.get(address, "") + answer.text
            shown[f"headers of {address} as {accept}"] = str(answer.headers)
    for first in range(0, len(marks), 10):
        asked = " or ".join(f"word{mark}x" for mark in marks[first : first + 10])
        for finder in ("/v1/search", *(f"/{language}/newsroom/search" for language in LANGUAGES_SHOWN)):
            answer = await news.http.get(finder, params={"q": asked}, headers={"Accept": "application/json"})
            page = await news.http.get(finder, params={"q": asked}, headers={"Accept": "text/html, */*"})
            # The page repeats what was asked for.
            said = page.text.replace(asked, "").replace(asked.replace(" ", "%20"), "")
            shown[f"{finder} {first}"] = answer.text + said
    return shown


async def letter(session: AsyncSession, language: str, now: datetime) -> str:
    """A digest of all that ever happened."""
    wish = Wish(email="reader@example.org", language=language)
    reader = Subscriber(**dict(wish), confirmed_at=LONG_AGO, told_until=LONG_AGO, next_at=LONG_AGO)
    told = await news_for(session, reader, Reader.of(language, {}), LONG_AGO, now)
    envelope = Envelope(uuid4(), "newsroom@example.org", wish.email, language, now)
    return words_of(digest(envelope, told, "https://news.example", "https://news.example/leave"))
