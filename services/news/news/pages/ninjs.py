"""A story in the form that newsrooms exchange: IPTC ninjs 3.0, one item for each language."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from news.pages.feeds import AUTHOR, Entry
from news.pages.markdown import words_of
from news.pages.writing import Shown

STANDARD = {
    "name": "ninjs",
    "version": "3.0",
    "schema": "https://www.iptc.org/std/ninjs/ninjs-schema_3.0.json",
}


def ninjs(entry: Entry, revision: int, pictures: Sequence[Shown], base: str) -> dict[str, Any]:
    """A text that is public; each association has the `uri` that its own item has."""
    words = words_of(entry.html)
    item: dict[str, Any] = _frame(entry.id, entry.language, revision, "usable", entry.updated_at) | {
        "firstCreated": entry.published_at.isoformat(),
        "contentCreated": entry.published_at.isoformat(),
        "headlines": [{"role": "main", "value": entry.headline}],
        "descriptions": [{"role": "summary", "contentType": "text/plain", "value": entry.summary}],
        "bodies": [
            {
                "role": "main",
                "contentType": "text/html",
                "charCount": len("".join(words.split())),
                "wordCount": len(words.split()),
                "value": entry.html,
            }
        ],
        "subjects": [
            *({"name": category, "rel": "about"} for category in entry.categories),
            *({"name": kind, "rel": "record", "uri": id_.urn} for kind, id_ in entry.about),
        ],
        "altIds": [{"role": "web", "value": entry.address}],
        "associations": [
            _translation(language, id_, address) for language, (id_, address) in entry.translations.items()
        ]
        + [_picture(picture, base) for picture in pictures],
    }
    also = {"by": entry.byline, "located": entry.dateline, "edNote": "\n".join(entry.notes)}
    return item | {name: said for name, said in also.items() if said}


def cancelled(id_: UUID, language: str, revision: int, reason: str, at: datetime) -> dict[str, Any]:
    """What is left of a text that was withdrawn: that it is not to be used any more, and why."""
    return _frame(id_, language, revision, "canceled", at) | {"edNote": reason}


def _frame(id_: UUID, language: str, revision: int, status: str, at: datetime) -> dict[str, Any]:
    return {
        "uri": id_.urn,
        "standard": STANDARD,
        "type": "text",
        "representationType": "full",
        "version": str(revision),
        "versionCreated": at.isoformat(),
        "pubStatus": status,
        "language": language,
        "copyrightHolder": AUTHOR,
    }


def _translation(language: str, id_: UUID, address: str) -> dict[str, Any]:
    return {
        "name": f"translation-{language}",
        "uri": id_.urn,
        "type": "text",
        "representationType": "partial",
        "language": language,
        "altIds": [{"role": "web", "value": address}],
    }


def _picture(picture: Shown, base: str) -> dict[str, Any]:
    address = base + picture.address
    return {
        "name": "picture",
        "uri": address,
        "type": "picture",
        "copyrightNotice": picture.credit,
        "descriptions": [
            {"role": "alt", "value": picture.alt},
            *([{"role": "caption", "value": picture.caption}] if picture.caption else []),
        ],
        "renditions": [{"name": "original", "href": address, "width": picture.width, "height": picture.height}],
    }
