"""Reading a page of the newsroom as it stands: notice, headline, date in its language, text."""

from dataclasses import dataclass
from datetime import date
from unicodedata import category
from uuid import UUID

from cabos.refusal import Invalid

from news.pages.charsets import codec_of
from news.pages.languages import SITE_LANGUAGES, both_names, languages_named, looks_like_a_date, read_date, shown_date
from news.pages.left_out import LeftOut
from news.pages.markdown import from_plain

MAX_HEADLINE = 500
MAX_PARAGRAPH = 20_000


class NotAPage(Invalid):
    """The text is no page of the newsroom."""


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """A picture as a page of Cabos shows it, and the line of its figure; the newsroom may have it or not."""

    id: UUID
    alt: str
    credit: str
    caption: str | None
    line: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page that was asked for in `requested`; its text is in `served`, the body as Markdown."""

    requested: str
    served: str
    headline: str
    published_on: date
    body: str
    summary: str | None = None
    dateline: str | None = None
    byline: str | None = None
    region: str | None = None
    tags: tuple[str, ...] = ()
    pictures: tuple[ShownPicture, ...] = ()
    # What stands on the page and is no part of all this.
    left_out: tuple[LeftOut, ...] = ()


def read_page(raw: bytes, charset: str | None = None) -> Page:
    """Raises `NotAPage`, which names the line (from 1) and the rule that it breaks.

    A page is text, in UTF-8 unless another `charset` is said, whose paragraphs stand apart by empty lines: the notice
    when there is one, the headline, the date, and the text. Without a notice the text is in the language of its date
    (the first in the site's order where a date is the same in several).
    """
    runs = _runs(decoded(raw, written_in(raw, charset or "utf-8")))
    if not runs:
        raise wrong(1, "the page is empty")
    requested, served = _notice(runs)
    if requested is not None:
        del runs[0]
    if len(runs) < 3:
        last = runs[-1][0] if runs else 1
        raise wrong(last, "a page has a headline, a date and a text, each apart by an empty line; something is missing")
    headline_line, headline = runs[0]
    if "\n" in headline or len(headline) > MAX_HEADLINE:
        raise wrong(headline_line, f"the headline is one line of at most {MAX_HEADLINE} characters")
    language, published_on = _date(runs[1], requested)
    for line, text in runs[2:]:
        if len(text) > MAX_PARAGRAPH:
            raise wrong(line, f"a paragraph has at most {MAX_PARAGRAPH:,} characters")
    body = from_plain([text for _, text in runs[2:]])
    return Page(requested or language, served or language, headline.strip(), published_on, body)


def written_in(raw: bytes, said: str | None) -> str:
    """Raises `NotAPage` for characters that nobody knows."""
    try:
        return codec_of(raw, said)
    except LookupError as unknown:
        raise wrong(1, f"no character set is called {str(unknown)[:60]!r}") from None


def decoded(raw: bytes, codec: str) -> str:
    """Text without control characters, its lines ended by line feeds; raises `NotAPage`."""
    try:
        text = raw.decode(codec)
    except UnicodeDecodeError as fault:
        line = raw[: fault.start].count(b"\n") + 1
        raise wrong(line, f"byte {fault.start} is not {fault.encoding.upper()}") from None
    for number, line_text in enumerate(text.split("\n"), 1):
        if any(category(character) == "Cc" and character not in "\t\r" for character in line_text):
            raise wrong(number, "control characters are no text")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _runs(text: str) -> list[tuple[int, str]]:
    """The runs of lines between empty ones, each with the number of its first line."""
    runs: list[tuple[int, list[str]]] = []
    apart = True
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            apart = True
            continue
        if apart:
            runs.append((number, []))
        runs[-1][1].append(line.rstrip(" \t"))
        apart = False
    return [(number, "\n".join(lines)) for number, lines in runs]


def _notice(runs: list[tuple[int, str]]) -> tuple[str | None, str | None]:
    """The two languages of a notice, whatever its words: only a notice names two languages in both ways."""
    number, text = runs[0]
    named = languages_named(text)
    if len(named) == 2:
        requested, served = named
        if requested == served:
            raise wrong(number, f"the notice offers {both_names(served)} instead of itself")
        return requested, served
    # A headline may have colons too, but it has its date below it.
    if text.count(" : ") > 1 and not any(looks_like_a_date(below) for _, below in runs[1:2]):
        raise wrong(number, "the notice names two languages, each as in 'Spanish : Español', and one is not known")
    return None, None


def _date(run: tuple[int, str], requested: str | None) -> tuple[str, date]:
    number, text = run
    for language in (requested,) if requested else SITE_LANGUAGES:
        try:
            day = read_date(text.strip(), language)
        except ValueError as no_day:
            raise wrong(number, str(no_day)) from None
        if day is not None:
            return language, day
    example = shown_date(date(2018, 4, 19), requested or "en")
    raise wrong(number, f"{text[:80]!r} is no date as in {example!r}")


def wrong(line: int, rule: str) -> NotAPage:
    """A line of a page, from 1, and the rule that it breaks."""
    return NotAPage(f"line {line}: {rule}", field=f"line {line}", line=line)
