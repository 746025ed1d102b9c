"""Feeds and sitemaps, read by programs that know nothing of us."""

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import feedparser  # type: ignore[import-untyped]
import pytest
from cabos.ids import stable_id
from jsonschema import Draft202012Validator
from news.pages.feeds import clean
from reader import make_reader
from usp.fetch_parse import XMLSitemapParser

from tests.news.newsroom import STORY, Newsroom, done, refused

OTHER = stable_id("story", "other")
NASTY = 'Customs & "trade" ]]> <b>meets</b> ‮'

# The fields of JSON Feed 1.1 that its specification requires, and the forms of those that we give.
JSON_FEED: dict[str, Any] = {
    "type": "object",
    "required": ["version", "title", "items"],
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": {"type": "string", "minLength": 1},
        "home_page_url": {"type": "string", "pattern": "^http"},
        "feed_url": {"type": "string", "pattern": "^http"},
        "language": {"type": "string"},
        "authors": {"type": "array", "items": {"$ref": "#/$defs/author"}, "minItems": 1},
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "content_html"],
                "properties": {
                    "id": {"type": "string", "minLength": 1},
                    "url": {"type": "string", "pattern": "^http"},
                    "title": {"type": "string"},
                    "summary": {"type": "string"},
                    "content_html": {"type": "string"},
                    "date_published": {"type": "string", "format": "date-time", "pattern": "Z$"},
                    "date_modified": {"type": "string", "format": "date-time", "pattern": "Z$"},
                    "tags": {"type": "array", "items": {"type": "string"}},
                    "language": {"type": "string"},
                    "authors": {"type": "array", "items": {"$ref": "#/$defs/author"}},
                },
            },
        },
    },
    "$defs": {"author": {"type": "object", "properties": {"name": {"type": "string"}}, "minProperties": 1}},
}


@pytest.fixture
async def published(newsroom: Newsroom) -> Newsroom:
    done(await newsroom.draft(headline=NASTY, region="AMS", tags=["aeo"], byline="Eva", body="They *met*."))
    done(await newsroom.write("es", headline="La aduana", summary="Se reúnen."))
    done(await newsroom.publish(None))
    done(await newsroom.draft(OTHER, headline="Of old"))
    done(await newsroom.publish("2018-04-19", OTHER))
    return newsroom


async def feed(newsroom: Newsroom, form: str, language: str = "en", **query: Any) -> Any:
    answer = done(await newsroom.http.get(f"/{language}/feed.{form}", params=query), 200)
    if form == "json":
        document = answer.json()
        Draft202012Validator(JSON_FEED).validate(document)
        return document
    parsed = feedparser.parse(answer.content, response_headers={"content-type": answer.headers["content-type"]})
    assert not parsed.bozo, parsed.get("bozo_exception")
    assert parsed.version == {"atom": "atom10", "rss": "rss20"}[form]
    return parsed


@pytest.mark.parametrize("form", ["atom", "rss"])
async def test_a_feed_says_what_is_new_in_its_language(published: Newsroom, form: str) -> None:
    english, spanish = await feed(published, form), await feed(published, form, "es")

    assert english.feed.language == "en"
    assert [entry.title for entry in english.entries] == [NASTY, "Of old"]
    first = english.entries[0]
    assert first.id == stable_id("edition", STORY, "en").urn
    assert "http://news" + (await published.story())["path"] in {link.href for link in first.links}
    assert "<em>met</em>" in first.content[0].value
    assert {tag.term for tag in first.tags} == {"AMS", "aeo"}
    assert [(entry.title, entry.summary) for entry in spanish.entries] == [("La aduana", "Se reúnen.")]


async def test_atom_names_the_other_languages_of_a_text(published: Newsroom) -> None:
    entry = (await feed(published, "atom")).entries[0]

    links = [(link.get("hreflang"), link.href) for link in entry.links if link.rel == "alternate"]
    path = "http://news" + (await published.story())["path"]
    assert links == [(None, path), ("es", path.replace("/en/", "/es/")), ("en", path)]
    assert entry.author == "Eva"


async def test_a_json_feed_has_what_its_specification_asks_for(published: Newsroom) -> None:
    document = await feed(published, "json")

    assert [item["title"] for item in document["items"]] == [NASTY, "Of old"]
    assert document["feed_url"] == "http://news/en/feed.json"
    assert document["items"][0]["authors"] == [{"name": "Eva"}]


@pytest.mark.parametrize("form", ["atom", "rss", "json"])
async def test_a_feed_reader_takes_every_form(published: Newsroom, tmp_path: Path, form: str) -> None:
    name = f"feed.{form if form == 'json' else 'xml'}"
    (tmp_path / name).write_bytes(done(await published.http.get(f"/en/feed.{form}"), 200).content)

    with make_reader(":memory:", feed_root=str(tmp_path)) as subscribed:
        subscribed.add_feed(name)
        subscribed.update_feed(name)
        feed, entries = subscribed.get_feed(name), list(subscribed.get_entries())

    assert feed.version == {"atom": "atom10", "rss": "rss20", "json": "json11"}[form]
    assert {entry.title for entry in entries} == {NASTY, "Of old"}
    story = next(entry for entry in entries if entry.title == NASTY)
    assert (story.id, story.authors[0].name) == (stable_id("edition", STORY, "en").urn, "Eva")
    assert story.link == "http://news" + (await published.story())["path"]
    assert "<em>met</em>" in story.content[0].value


@pytest.mark.parametrize("form", ["atom", "rss", "json"])
@pytest.mark.parametrize(("query", "count"), [({"region": "AMS"}, 1), ({"tag": "aeo"}, 1), ({"tag": "x"}, 0),
                                              ({"limit": 1}, 1), ({"about": str(OTHER)}, 0)])  # fmt: skip
async def test_a_feed_is_filtered(published: Newsroom, form: str, query: dict[str, Any], count: int) -> None:
    found = await feed(published, form, **query)

    assert len(found["items"] if form == "json" else found.entries) == count


async def test_a_correction_changes_when_and_what_but_neither_id_nor_publication(published: Newsroom) -> None:
    before = (await feed(published, "atom")).entries[0]

    await published.correct(headline="Mended")

    after = (await feed(published, "atom")).entries[0]
    assert (after.title, after.id, after.published) == ("Mended", before.id, before.published)
    assert after.updated_parsed >= before.updated_parsed


@pytest.mark.parametrize("form", ["atom", "rss", "json"])
async def test_what_is_not_public_is_in_no_feed(published: Newsroom, form: str) -> None:
    draft = stable_id("story", "draft")
    done(await published.draft(draft, headline="Secret draft"))
    await published.approve(story=draft)
    done(await published.step("schedule", story=draft, publish_at="2999-01-01T00:00:00Z"))
    done(await published.write("en", headline="Secret change"))
    done(await published.step("withdrawal", story=OTHER, reason="It was wrong."))

    text = (await published.http.get(f"/en/feed.{form}")).text

    assert ("Secret" in text, "Of old" in text) == (False, False)


@pytest.mark.parametrize("form", ["atom", "rss", "json"])
async def test_a_feed_that_is_known_is_not_sent_again(published: Newsroom, form: str) -> None:
    first = await published.http.get(f"/en/feed.{form}")

    again = await published.http.get(f"/en/feed.{form}", headers={"If-None-Match": first.headers["etag"]})
    done(await published.step("withdrawal", story=OTHER, reason="It was wrong."))
    changed = await published.http.get(f"/en/feed.{form}", headers={"If-None-Match": first.headers["etag"]})

    assert (again.status_code, changed.status_code) == (304, 200)


async def test_what_is_no_feed_is_refused(published: Newsroom) -> None:
    refused(await published.http.get("/klingon/feed.atom"), 404)
    refused(await published.http.get("/en/feed.atom?limit=0"), 422, "limit")
    refused(await published.http.get("/en/feed.atom?region=europe"), 422, "region")


@pytest.mark.parametrize("form", ["atom", "rss", "json"])
async def test_a_language_without_texts_has_the_feed_of_what_it_is_a_part_of_or_none(
    published: Newsroom, form: str
) -> None:
    mexican = await published.http.get(f"/es-MX/feed.{form}?limit=5")
    german = await published.http.get(f"/de/feed.{form}", headers={"Accept": "application/json"})

    assert (mexican.status_code, mexican.headers["location"]) == (307, f"/es/feed.{form}?limit=5")
    assert "there are ar, en, es" in refused(german, 404)
    assert (await feed(published, form, "fr"))["items" if form == "json" else "entries"] == []


def test_no_character_makes_a_feed_unreadable() -> None:
    text = "a\x00b\x0bc\ufffed\U0001f600"

    assert clean(text) == "a\ufffdb\ufffdc\ufffdd\U0001f600"
    ET.fromstring(f"<a>{clean(text)}</a>")


async def test_sitemaps_have_every_text_and_its_other_languages(published: Newsroom) -> None:
    path = "http://news" + (await published.story())["path"]
    index = done(await published.http.get("/sitemap.xml"), 200)
    part = done(await published.http.get("/sitemaps/1.xml"), 200)

    pages = {page.url: page for page in parsed(part.text)}

    assert "<loc>http://news/sitemaps/1.xml</loc>" in index.text
    assert len(pages) == 3
    assert {(tag, url) for tag, url in pages[path].alternates} == {
        ("en", path), ("es", path.replace("/en/", "/es/")), ("x-default", path)
    }  # fmt: skip
    refused(await published.http.get("/sitemaps/2.xml"), 404)
    refused(await published.http.get("/sitemaps/0.xml"), 422)
    assert "Sitemap: http://news/sitemap.xml" in (await published.http.get("/robots.txt")).text


async def test_the_news_sitemap_has_what_came_out_in_two_days(published: Newsroom) -> None:
    found = parsed(done(await published.http.get("/news-sitemap.xml"), 200).text)

    told = {(page.news_story.title, page.news_story.publication_language) for page in found}
    assert told == {(NASTY, "en"), ("La aduana", "es")}


def parsed(text: str) -> list[Any]:
    """The pages of a sitemap, as an independent parser finds them."""
    nothing: Any = None
    parser = XMLSitemapParser("http://news/sitemap.xml", text, 0, nothing, set())
    return list(parser.sitemap().all_pages())


async def test_a_page_tells_machines_what_kind_of_article_it_is(published: Newsroom) -> None:
    page = (await published.read((await published.story())["path"], "text/html")).text

    article = json.loads(page.split('<script type="application/ld+json">')[1].split("</script>")[0])

    assert (article["@type"], article["headline"], article["inLanguage"]) == ("NewsArticle", NASTY, "en")
    assert article["author"] == {"@type": "Person", "name": "Eva"}
    [work] = article["workTranslation"]
    assert (work["inLanguage"], work["@id"]) == ("es", stable_id("edition", STORY, "es").urn)
    spanish = (await published.read((await published.story())["path"].replace("/en/", "/es/"), "text/html")).text
    assert f'"translationOfWork": {{"@type": "NewsArticle", "@id": "{article["@id"]}"' in spanish


async def test_machines_are_told_what_an_article_is_about_and_what_it_is_based_on(newsroom: Newsroom) -> None:
    about = [{"kind": kind, "id": str(stable_id(kind))} for kind in ("conference", "work_plan", "vice_chair_term")]
    done(await newsroom.draft(about=about))
    done(await newsroom.publish())

    page = (await newsroom.read((await newsroom.story())["path"], "text/html")).text

    article = json.loads(page.split('<script type="application/ld+json">')[1].split("</script>")[0])
    records = [(record["@type"], record["@id"]) for record in article["about"]]
    conference, plan, term = (stable_id(ref["kind"]).urn for ref in about)
    assert records == [("Event", conference), ("CreativeWork", plan), ("Thing", term)]
    assert [record["@id"] for record in article["isBasedOn"]] == [plan]
