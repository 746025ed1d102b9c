"""A story as schema.org calls it, for machines that read its page."""

import json
from collections.abc import Sequence
from uuid import UUID

from news.pages.feeds import AUTHOR, Entry

EVENTS = {"conference"}
PAPERS = {"decision", "strategic_plan", "agreement", "work_plan"}
"""Records that are papers, on which a story is based; of all others it only speaks."""


def news_article(entry: Entry, source_language: str, pictures: Sequence[str] = ()) -> str:
    """JSON-LD of a text that is public, safe between `<script>` tags."""
    organization = {"@type": "Organization", "name": AUTHOR}
    article: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": entry.id.urn,
        "url": entry.address,
        "mainEntityOfPage": entry.address,
        "headline": entry.headline,
        "description": entry.summary,
        "inLanguage": entry.language,
        "datePublished": entry.published_at.isoformat(),
        "dateModified": entry.updated_at.isoformat(),
        "author": {"@type": "Person", "name": entry.byline} if entry.byline else organization,
        "publisher": organization,
        "keywords": list(entry.categories),
    } | _translations(entry, source_language)
    if entry.about:
        article["about"] = [_record(kind, id_) for kind, id_ in entry.about]
    if papers := [_record(kind, id_) for kind, id_ in entry.about if kind in PAPERS]:
        article["isBasedOn"] = papers
    if pictures:
        article["image"] = list(pictures)
    if entry.notes:
        article["correction"] = [{"@type": "CorrectionComment", "text": note} for note in entry.notes]
    return json.dumps(article, ensure_ascii=False).replace("<", "\\u003c").replace("&", "\\u0026")


def _record(kind: str, id_: UUID) -> dict[str, str]:
    """A record of another service, by the same name as in ninjs."""
    of = "Event" if kind in EVENTS else "CreativeWork" if kind in PAPERS else "Thing"
    return {"@type": of, "@id": id_.urn, "name": kind.replace("_", " ")}


def _translations(entry: Entry, source: str) -> dict[str, object]:
    works = {
        tag: {"@type": "NewsArticle", "@id": id_.urn, "url": address, "inLanguage": tag}
        for tag, (id_, address) in entry.translations.items()
    }
    if entry.language != source:
        return {"translationOfWork": works[source]} if source in works else {}
    return {"workTranslation": list(works.values())} if works else {}
