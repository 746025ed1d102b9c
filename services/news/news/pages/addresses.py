"""Where a story is found: language, year, month and the words of its headline."""

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from babel.dates import format_date

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


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the archive, from its first day to its last."""

    first: date

    @property
    def last(self) -> date:
        return self.first.replace(day=monthrange(self.first.year, self.first.month)[1])

    @property
    def name(self) -> str:
        """As addresses have it: `april`."""
        return month(self.first)

    def title(self, language: str) -> str:
        """`April 2018`, in the language of a reader."""
        return format_date(self.first, "LLLL yyyy", locale=locale(language))


def month_of(year: int, name: str) -> Month | None:
    """The month that an address names, as `month` does; None when it names none."""
    found = next((number for number in range(1, 13) if month(date(year, number, 1)) == name), None)
    return None if found is None else Month(date(year, found, 1))
