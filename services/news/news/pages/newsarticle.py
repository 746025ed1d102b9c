"""A story as schema.org calls it, for machines that read its page."""

import json
from collections.abc import Mapping, Sequence

from news.pages.feeds import AUTHOR, Entry


def news_article(entry: Entry, source_language: str, notes: Sequence[str], pictures: Sequence[str] = ()) -> str:
    """JSON-LD of a text that is public, safe between `<script>` tags; `notes` are those of its corrections."""
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
    } | _translations(entry.language, entry.alternates, source_language)
    if pictures:
        article["image"] = list(pictures)
    if notes:
        article["correction"] = [{"@type": "CorrectionComment", "text": note} for note in notes]
    return json.dumps(article, ensure_ascii=False).replace("<", "\\u003c").replace("&", "\\u0026")


def _translations(language: str, addresses: Mapping[str, str], source: str) -> dict[str, object]:
    others = {tag: address for tag, address in addresses.items() if tag != language}
    if language != source:
        return {"translationOfWork": {"@id": others[source], "inLanguage": source}} if source in others else {}
    works = [{"@type": "NewsArticle", "@id": address, "inLanguage": tag} for tag, address in others.items()]
    return {"workTranslation": works} if works else {}
