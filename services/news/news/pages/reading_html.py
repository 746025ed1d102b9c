"""Reading a page of the newsroom from its HTML: notice, headline, date and text, whatever stands around them."""

import re
from datetime import date

from news.pages.blocks import blocks
from news.pages.furniture import beside_the_day, described, pictures
from news.pages.languages import SITE_LANGUAGES, languages_named, lookup, read_date
from news.pages.left_out import left_out, others
from news.pages.markup import Node, read_markup
from news.pages.reading import MAX_HEADLINE, Page, decoded, written_in, wrong

CONTAINERS = ("article", "main", "body", "")


def read_html(raw: bytes, charset: str | None = None) -> Page:
    """Raises `NotAPage`, which names the line (from 1) and the rule that it breaks.

    The text is that of the first `article`, else of `main`, else of the page; its headline is the first `h1`, its day
    the first `time` or paragraph that is a date. Its language is what `lang` says, or that of its date.
    """
    page = read_markup(decoded(raw, written_in(raw, charset)))
    text = next(found for tag in CONTAINERS if (found := page.named(tag)) is not None)
    notice, named = _notice(page)
    headline = text.named("h1") or page.named("h1")
    if headline is None or not headline.text:
        raise wrong(text.line, "a page has a headline, in an h1")
    if len(headline.text) > MAX_HEADLINE:
        raise wrong(headline.line, f"the headline has at most {MAX_HEADLINE} characters")
    requested, served = named or (None, None)
    shown, day, language = _date(text, headline, requested)
    beside, taken = beside_the_day(_block_of(text, shown), shown)
    summary = text.first(lambda node: node.has("summary"))
    figures = list(pictures(text))
    said = _language(text, page)
    title = headline.text
    text.drop([*taken, headline, *(figure for figure, _ in figures), *filter(None, (notice, summary))])
    body = "\n\n".join(blocks(text))
    if not body:
        raise wrong(shown.line, "a page has a text below its date")
    served = served or said or language
    return Page(
        requested or served, served, title, day, body, summary.text if summary else None, beside.get("dateline"),
        beside.get("byline"), next(described(page, "region"), None), tuple(described(page, "tag")),
        tuple(picture for _, picture in figures), (*left_out(text), *others(page, text)),
    )  # fmt: skip


def _notice(page: Node) -> tuple[Node | None, tuple[str, str] | None]:
    for node in page.all():
        if node.tag == "h1":
            break
        if node.tag in ("p", "div") and len(found := languages_named(node.text)) == 2:
            requested, served = found
            if requested == served:
                raise wrong(node.line, "the notice offers a language instead of itself")
            # The innermost one: what surrounds it has the text in it too.
            inner, _ = _notice_within(node)
            return inner or node, (requested, served)
    return None, None


def _notice_within(node: Node) -> tuple[Node | None, list[str]]:
    for each in node.all():
        if each is not node and each.tag in ("p", "div") and len(named := languages_named(each.text)) == 2:
            return each, named
    return None, []


def _date(text: Node, headline: Node, requested: str | None) -> tuple[Node, date, str]:
    """What shows the day, the day, and the language in which it is written."""
    tried = ""
    for node in text.all():
        if node.tag not in ("time", "p", "div", "span") or node is headline:
            continue
        try:
            for language in (requested,) if requested else SITE_LANGUAGES:
                if (day := read_date(node.text, language)) is not None:
                    return node, day, language
        except ValueError as no_day:
            raise wrong(node.line, str(no_day)) from None
        if node.tag == "time" and not tried:
            tried = node.attributes.get("datetime", "")[:10]
            try:
                return node, date.fromisoformat(tried), requested or "en"
            except ValueError:
                continue
    raise wrong(headline.line, f"a page has a date below its headline{f'; {tried!r} is none' if tried else ''}")


def _block_of(text: Node, node: Node) -> Node:
    """The paragraph that an element stands in, or itself."""
    return next((p for p in text.all() if p.tag == "p" and any(each is node for each in p.all())), node)


def _language(text: Node, page: Node) -> str | None:
    """Of the site where it has one that comes near, else the tag as it stands; None for what names no language."""
    for node in (text, page.named("html")):
        written = node.attributes.get("lang", "") if node else ""
        found = re.fullmatch(r"([A-Za-z]{2,3})(?:-([A-Za-z]{4}))?(?:-([A-Za-z]{2}))?", written)
        if found:
            language, script, region = found.groups(default="")
            tag = "-".join(filter(None, (language.lower(), script.title(), region.upper())))
            return next((each for each in lookup(tag) if each in SITE_LANGUAGES), tag)
    return None
