"""Where everything is, for search engines: each text under its own address, with the others beside it."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from news.pages.feeds import AUTHOR, Entry, clean, written

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
ET.register_namespace("news", NEWS)
ET.register_namespace("xhtml", XHTML)


def index(addresses: Iterable[str]) -> bytes:
    """The sitemap of sitemaps."""
    root = ET.Element("sitemapindex", xmlns=SITEMAP)
    for address in addresses:
        ET.SubElement(ET.SubElement(root, "sitemap"), "loc").text = address
    return written(root)


def sitemap(entries: Sequence[Entry]) -> bytes:
    """Texts that there really are; a fallback has no address of its own."""
    root = ET.Element("urlset", xmlns=SITEMAP)
    for each in entries:
        url = ET.SubElement(root, "url")
        ET.SubElement(url, "loc").text = each.address
        ET.SubElement(url, "lastmod").text = _w3c(each.updated_at)
        for tag, address in each.alternates.items():
            ET.SubElement(url, f"{{{XHTML}}}link", rel="alternate", hreflang=tag, href=address)
        default = each.alternates.get("en") or next(iter(each.alternates.values()))
        ET.SubElement(url, f"{{{XHTML}}}link", rel="alternate", hreflang="x-default", href=default)
    return written(root)


def news_sitemap(entries: Sequence[Entry]) -> bytes:
    """What came out in the last days; whoever reads it takes no more than 1,000 addresses."""
    root = ET.Element("urlset", xmlns=SITEMAP)
    for each in entries:
        url = ET.SubElement(root, "url")
        ET.SubElement(url, "loc").text = each.address
        news = ET.SubElement(url, f"{{{NEWS}}}news")
        publication = ET.SubElement(news, f"{{{NEWS}}}publication")
        ET.SubElement(publication, f"{{{NEWS}}}name").text = AUTHOR
        ET.SubElement(publication, f"{{{NEWS}}}language").text = each.language
        ET.SubElement(news, f"{{{NEWS}}}publication_date").text = _w3c(each.published_at)
        ET.SubElement(news, f"{{{NEWS}}}title").text = clean(each.headline)
    return written(root)


def _w3c(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
