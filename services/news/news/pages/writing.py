"""Writing pages: the notice where one is due, the date in the reader's language, the text in its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files
from typing import Any
from uuid import UUID

from jinja2 import Environment, PackageLoader, select_autoescape

from news.pages.addresses import path
from news.pages.languages import (
    SITE_LANGUAGES,
    date_language,
    endonym,
    is_right_to_left,
    notice,
    shown_date,
    site_language,
)
from news.pages.markdown import plain
from news.pages.words import in_language, shown_instant, words

_templates = Environment(
    loader=PackageLoader("news.pages", "templates"),
    autoescape=select_autoescape(),
    trim_blocks=True,
    lstrip_blocks=True,
)
STYLE = files("news.pages").joinpath("templates/style.css").read_bytes()
ICON = files("news.pages").joinpath("templates/icon.svg").read_bytes()

_templates.globals.update(
    endonym=endonym,
    direction=lambda tag: "rtl" if is_right_to_left(tag) else "ltr",
    date_language=date_language,
    in_language=in_language,
    shown_date=shown_date,
    shown_instant=shown_instant,
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture of a page; `alt` is for those who cannot see it."""

    address: str
    alt: str
    credit: str
    caption: str | None
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Reading:
    """One story as somebody who asked for `requested` reads it; `translated` are the languages that it really has."""

    requested: str
    served: str
    translated: tuple[str, ...]
    headline: str
    published_on: date
    slug: str
    body: str
    html: str
    story_id: UUID | None = None
    source_language: str = ""
    dateline: str | None = None
    byline: str | None = None
    summary: str | None = None
    published_at: datetime | None = None
    ordered_at: datetime | None = None
    updated_at: datetime | None = None
    stale: bool = False
    corrections: tuple[tuple[str, datetime], ...] = ()
    tags: tuple[str, ...] = ()
    region: str | None = None
    about: tuple[tuple[str, UUID], ...] = ()
    pictures: tuple[Shown, ...] = ()
    withdrawn: tuple[str, ...] = ()

    @property
    def notice(self) -> str:
        return notice(self.requested, self.served)

    @property
    def shown_date(self) -> str:
        return shown_date(self.published_on, self.requested)

    @property
    def offered(self) -> tuple[str, ...]:
        """The languages in which the page can be read, with a notice or without."""
        return tuple(sorted({*SITE_LANGUAGES, *self.translated} - set(self.withdrawn)))

    @property
    def canonical(self) -> str:
        """The address of the text that is served: a fallback is no page of its own."""
        return self.path(self.served)

    @property
    def default(self) -> str:
        """For whoever asks for none of its languages."""
        return self.path("en" if "en" in self.translated else self.served)

    def path(self, language: str) -> str:
        return path(language, self.published_on, self.slug)


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of headlines, newest first; `older` is the address of the next one, `archive` are titles and addresses."""

    requested: str
    title: str
    address: str
    items: Sequence[Any]
    older: str | None
    archive: Sequence[tuple[str, str]] = ()
    # Whether its readers can be told by mail.
    mails: bool = False


def plain_text(reading: Reading) -> str:
    """The page as text, its parts apart by empty lines; `news.pages.reading` reads a page of old back.

    The corrections of a text stand below it, as they do on its page.
    """
    notes = [f"{words(reading.requested)['corrected']} ({at:%Y-%m-%d}): {note}" for note, at in reading.corrections]
    parts = [reading.notice, reading.headline, reading.shown_date, plain(reading.body), *notes]
    return "\n\n".join(part for part in parts if part) + "\n"


def html(reading: Reading, related: Sequence[Any] = (), article: str = "", base: str = "") -> str:
    """The page as HTML: what is in which language is told to machines too, by addresses that begin with `base`."""
    return render("story.html", reading.requested, page=reading, related=related, article=article, base=base)


def listing(page: Listing) -> str:
    """Headlines as HTML, each in its own language."""
    return render("listing.html", page.requested, page=page, offered=SITE_LANGUAGES)


def listing_text(page: Listing) -> str:
    """Headlines as text, each with its day, its language where that is another one, and its address."""
    lines = [page.title]
    for item in page.items:
        mark = "" if item.why == "translated" else f" [{item.served}]"
        lines.append(f"{shown_date(item.published_on, page.requested)}  {item.headline}{mark}\n  {item.path}")
    return "\n\n".join(lines) + "\n"


def found(requested: str, asked: str, hits: Sequence[Any], older: str | None) -> str:
    """What was found as HTML, each in its own language."""
    return render("search.html", requested, asked=asked, hits=hits, older=older, offered=SITE_LANGUAGES)


def subscription(requested: str, **values: Any) -> str:
    """What somebody sees who wants to be told by mail, or no longer."""
    return render("subscription.html", requested, offered=SITE_LANGUAGES, **values)


def missing(requested: str, reason: str | None, remaining: Mapping[str, str]) -> str:
    """A page that is not there, or is no more; `remaining` are the addresses of the languages that are."""
    return render("missing.html", requested, reason=reason, remaining=remaining)


def unclear(requested: str, *, ours: bool) -> str:
    """What is told of a request that came to nothing; `ours` says whose fault that is."""
    return render("missing.html", requested, said=words(requested)["fault" if ours else "unclear"])


def render(template: str, requested: str, **values: Any) -> str:
    """A template with the words of the reader's language."""
    site = site_language(requested)
    return _templates.get_template(template).render(words=words(requested), site=site, requested=requested, **values)
