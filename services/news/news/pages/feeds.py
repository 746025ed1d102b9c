"""What is new, for programs that look again and again: Atom, RSS 2.0 and JSON Feed 1.1."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from uuid import UUID
from xml.etree import ElementTree as ET

from cabos.ids import stable_id

from news.pages.words import words

ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"
XML = "http://www.w3.org/XML/1998/namespace"
ET.register_namespace("atom", ATOM)
ET.register_namespace("content", CONTENT)
ET.register_namespace("dc", DC)

AUTHOR = "Cabos"


@dataclass(frozen=True, slots=True)
class Entry:
    """One text that is public in the language of its feed; `alternates` are the addresses of all its languages.

    `about` are kind and id of the records that it is about, `notes` those of its corrections.
    """

    story_id: UUID
    language: str
    headline: str
    summary: str
    html: str
    address: str
    alternates: dict[str, str]
    categories: tuple[str, ...]
    byline: str | None
    published_at: datetime
    updated_at: datetime
    dateline: str | None = None
    about: tuple[tuple[str, UUID], ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def id(self) -> UUID:
        return edition_id(self.story_id, self.language)

    @property
    def translations(self) -> dict[str, tuple[UUID, str]]:
        """Id and address of each other language."""
        others = {tag: address for tag, address in self.alternates.items() if tag != self.language}
        return {tag: (edition_id(self.story_id, tag), address) for tag, address in others.items()}


def edition_id(story_id: UUID, language: str) -> UUID:
    """The same for one language of a story for ever, whatever its address and its words."""
    return stable_id("edition", story_id, language)


@dataclass(frozen=True, slots=True)
class Feed:
    """The newest texts of one language; `address` is where the feed is, `home` where people read."""

    language: str
    address: str
    home: str
    entries: Sequence[Entry]
    # When anything in it last changed: also when a text was withdrawn.
    updated_at: datetime

    @property
    def title(self) -> str:
        return f"{AUTHOR} · {words(self.language)['newsroom']}"


def atom(feed: Feed) -> bytes:
    """RFC 4287; an entry's id stays whatever becomes of its words."""
    ET.register_namespace("", ATOM)
    root = ET.Element(f"{{{ATOM}}}feed", {f"{{{XML}}}lang": feed.language})
    _tell(root, f"{{{ATOM}}}", title=feed.title, id=feed.address, updated=_rfc3339(feed.updated_at))
    ET.SubElement(root, f"{{{ATOM}}}link", rel="self", type="application/atom+xml", href=feed.address)
    ET.SubElement(root, f"{{{ATOM}}}link", rel="alternate", type="text/html", href=feed.home)
    _tell(ET.SubElement(root, f"{{{ATOM}}}author"), f"{{{ATOM}}}", name=AUTHOR)
    for each in feed.entries:
        entry = ET.SubElement(root, f"{{{ATOM}}}entry", {f"{{{XML}}}lang": each.language})
        _tell(
            entry, f"{{{ATOM}}}", id=each.id.urn, title=each.headline, published=_rfc3339(each.published_at),
            updated=_rfc3339(each.updated_at), summary=each.summary,
        )  # fmt: skip
        # Some programs open the first of these addresses and some the last: both are its own.
        ET.SubElement(entry, f"{{{ATOM}}}link", rel="alternate", type="text/html", href=each.address)
        others = {tag: address for tag, address in each.alternates.items() if tag != each.language}
        for tag, address in {**others, each.language: each.address}.items():
            ET.SubElement(entry, f"{{{ATOM}}}link", rel="alternate", type="text/html", hreflang=tag, href=address)
        if each.byline:
            _tell(ET.SubElement(entry, f"{{{ATOM}}}author"), f"{{{ATOM}}}", name=each.byline)
        for category in each.categories:
            ET.SubElement(entry, f"{{{ATOM}}}category", term=category)
        ET.SubElement(entry, f"{{{ATOM}}}content", type="html").text = clean(each.html)
    return written(root)


def rss(feed: Feed) -> bytes:
    """RSS 2.0, with the whole text in `content:encoded`."""
    ET.register_namespace("atom", ATOM)
    root = ET.Element("rss", version="2.0")
    channel = ET.SubElement(root, "channel")
    _tell(
        channel, "", title=feed.title, link=feed.home, description=feed.title, language=feed.language,
        lastBuildDate=_rfc822(feed.updated_at),
    )  # fmt: skip
    ET.SubElement(channel, f"{{{ATOM}}}link", rel="self", type="application/rss+xml", href=feed.address)
    for each in feed.entries:
        item = ET.SubElement(channel, "item")
        _tell(item, "", title=each.headline, link=each.address, description=each.summary)
        ET.SubElement(item, "guid", isPermaLink="false").text = each.id.urn
        _tell(item, "", pubDate=_rfc822(each.published_at))
        if each.byline:
            # RSS's own `author` is an e-mail address.
            _tell(item, f"{{{DC}}}", creator=each.byline)
        for category in each.categories:
            _tell(item, "", category=category)
        ET.SubElement(item, f"{{{CONTENT}}}encoded").text = clean(each.html)
    return written(root)


def json_feed(feed: Feed) -> bytes:
    """JSON Feed 1.1."""
    items = [
        {
            "id": each.id.urn,
            "url": each.address,
            "title": each.headline,
            "summary": each.summary,
            "content_html": each.html,
            "date_published": _rfc3339(each.published_at),
            "date_modified": _rfc3339(each.updated_at),
            "language": each.language,
            "tags": list(each.categories),
            **({"authors": [{"name": each.byline}]} if each.byline else {}),
        }
        for each in feed.entries
    ]
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.address,
        "language": feed.language,
        "authors": [{"name": AUTHOR}],
        "items": items,
    }
    return json.dumps(document, ensure_ascii=False).encode()


_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """What XML 1.0 can hold of a text: a single other character would make a whole feed unreadable."""
    return _NOT_XML.sub("\ufffd", text)


def _tell(element: ET.Element, namespace: str, **texts: str) -> None:
    for name, text in texts.items():
        ET.SubElement(element, namespace + name).text = clean(text)


def written(root: ET.Element) -> bytes:
    """The document in UTF-8, with its declaration."""
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _rfc3339(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _rfc822(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC))
