"""Where a story is found: language, year, month and the words of its headline."""

import re
import unicodedata
from datetime import date
from urllib.parse import quote

from news.pages.languages import locale

MAX_SLUG = 120


def slug(headline: str) -> str:
    """The headline's words in lower case with hyphens; Latin letters lose their accents, other scripts stay."""
    plain = unicodedata.normalize("NFKD", headline.casefold())
    kept = "".join(c for c in plain if not unicodedata.combining(c))
    words = re.sub(r"[^\w]+|_+", "-", unicodedata.normalize("NFC", kept)).strip("-")
    if len(words) > MAX_SLUG:
        words = words[:MAX_SLUG].rpartition("-")[0] or words[:MAX_SLUG]
    return words or "story"


def month(day: date) -> str:
    return str(locale("en").months["format"]["wide"][day.month]).lower()


def path(language: str, day: date, slug_: str) -> str:
    """`/es/newsroom/2018/april/<slug>`, where a slug in another script is percent-encoded: headers carry ASCII only."""
    return f"/{language}/newsroom/{day.year}/{month(day)}/{quote(slug_)}"
