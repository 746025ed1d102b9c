"""The page comes back: in the language asked for or with a notice, as text, as HTML and as data."""

import re

import httpx2
import pytest
from cabos.ids import stable_id
from news.pages.languages import SITE_LANGUAGES, notice, shown_date
from news.pages.reading import read_page

from tests.news.newsroom import STORY, Newsroom, done, refused
from tests.pages import pages

PATH = "newsroom/2018/april/customs-meets"
OF_A_TEST = pytest.mark.parametrize("raw", [pytest.param(file.read_bytes(), id=file.name) for file in pages()])


def paragraphs(text: str) -> list[str]:
    return re.split(r"\n{2,}", text.strip())


@pytest.fixture
async def published(newsroom: Newsroom) -> Newsroom:
    """An English story of 19 April 2018 with a Spanish version."""
    done(await newsroom.draft())
    done(await newsroom.write("es", headline="La aduana se reúne"))
    done(await newsroom.publish())
    return newsroom


@OF_A_TEST
async def test_an_imported_page_comes_back_paragraph_by_paragraph(newsroom: Newsroom, raw: bytes) -> None:
    imported = done(await newsroom.post(raw), 201)

    page = done(await newsroom.read(imported.headers["location"]), 200)

    assert paragraphs(page.text) == paragraphs(raw.decode())
    assert page.headers["content-type"] == "text/plain; charset=utf-8"
    assert page.headers["content-language"] == imported.json()["served"]


@OF_A_TEST
@pytest.mark.parametrize("language", SITE_LANGUAGES)
async def test_an_imported_page_comes_in_every_language_of_the_site(
    newsroom: Newsroom, raw: bytes, language: str
) -> None:
    page = read_page(raw)
    path = done(await newsroom.post(raw), 201).json()["path"].split("/", 2)[2]

    shown = paragraphs(done(await newsroom.read(f"/{language}/{path}"), 200).text)

    told = [] if language == page.served else [notice(language, page.served)]
    original = paragraphs(raw.decode())
    text = original[2:] if page.requested == page.served else original[3:]
    assert shown == [*told, page.headline, shown_date(page.published_on, language), *text]


@pytest.mark.parametrize(
    ("language", "served", "headline", "day"),
    [
        ("en", "en", "Customs meets", "19 April 2018"),
        ("es", "es", "La aduana se reúne", "19 abril 2018"),
        ("ru", "en", "Customs meets", "19 апреля 2018"),
        ("zh", "en", "Customs meets", "19 四月 2018"),
    ],
)
async def test_a_page_as_data_says_what_was_asked_for_and_what_is_served(
    published: Newsroom, language: str, served: str, headline: str, day: str
) -> None:
    answer = await published.read(f"/{language}/{PATH}", "application/json")

    page = done(answer, 200).json()
    assert (page["requested"], page["served"], page["headline"], page["shown_date"]) == (
        language, served, headline, day
    )  # fmt: skip
    assert (page["why"] == "fallback", page["notice"] != "") == (language != served, language != served)
    assert (page["languages"], page["canonical"]) == (["en", "es"], f"/{served}/{PATH}")
    assert (page["body"], page["html"]) == ("The text.", "<p>The text.</p>\n")
    assert answer.headers["content-type"] == "application/json"
    assert (answer.headers["content-language"], answer.headers["vary"]) == (served, "Accept")
    versions = [f'<http://news/{tag}/{PATH}>; rel="alternate"; hreflang="{tag}"' for tag in ("en", "es")]
    assert answer.headers["link"] == ", ".join([f'<http://news/{served}/{PATH}>; rel="canonical"', *versions])


async def html(newsroom: Newsroom, language: str) -> str:
    answer = done(await newsroom.read(f"/{language}/{PATH}", "text/html"), 200)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return answer.text


async def test_a_fallback_as_html_says_so_to_readers_and_to_machines(published: Newsroom) -> None:
    page = await html(published, "ru")

    assert '<html lang="ru" dir="ltr">' in page
    assert '<article lang="en" dir="ltr">' in page
    assert f'<p class="notice" role="note">{notice("ru", "en")}</p>' in page
    assert '<meta name="robots" content="noindex, follow">' in page
    assert f'<link rel="canonical" href="http://news/en/{PATH}">' in page
    assert '<time datetime="2018-04-19" lang="ru" dir="ltr">19 апреля 2018</time>' in page


async def test_a_version_as_html_is_a_page_of_its_own(published: Newsroom) -> None:
    page = await html(published, "es")

    assert '<html lang="es" dir="ltr">' in page
    assert '<article lang="es" dir="ltr">' in page
    assert f'<link rel="canonical" href="http://news/es/{PATH}">' in page
    assert "noindex" not in page
    assert 'class="notice"' not in page


async def test_machines_are_told_of_real_versions_only(published: Newsroom) -> None:
    page = await html(published, "ru")

    alternates = re.findall(r'<link rel="alternate" hreflang="(\w+)" href="([^"]+)">', page)
    assert alternates == [("en", f"http://news/en/{PATH}"), ("es", f"http://news/es/{PATH}")]
    assert re.findall(r'<a href="[^"]+" lang="(\w+)"', page) == list(SITE_LANGUAGES)


async def test_a_language_that_is_written_from_the_right_is_shown_so(published: Newsroom) -> None:
    await published.add("ar", headline="الجمارك")

    page = await html(published, "ar")

    assert '<html lang="ar" dir="rtl">' in page
    assert '<article lang="ar" dir="rtl">' in page


async def test_no_words_of_a_story_are_markup(newsroom: Newsroom) -> None:
    body = "<b>They</b> & we\n\n- <img src=x>"
    done(await newsroom.draft(headline='Customs <script>"meets"</script>', body=body))
    done(await newsroom.publish())
    path = (await newsroom.story())["path"]

    page = done(await newsroom.read(path, "text/html"), 200).text

    assert "<title>Customs &lt;script&gt;&#34;meets&#34;&lt;/script&gt;</title>" in page
    assert "<p>&lt;b&gt;They&lt;/b&gt; &amp; we</p>" in page
    assert "<li>&lt;img src=x&gt;</li>" in page
    assert re.findall("<script[^>]*>", page) == ['<script type="application/ld+json">']
    assert "<img" not in page


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("", "text/html"),
        ("*/*", "text/html"),
        ("text/*;q=0.5, application/json", "application/json"),
        ("text/html;q=0.2, text/plain;q=0.8", "text/plain"),
        ("text/html;q=0, */*", "text/plain"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
    ],
)
async def test_the_form_is_the_one_that_is_preferred(published: Newsroom, accept: str, media_type: str) -> None:
    answer = await published.read(f"/en/{PATH}", accept)

    assert done(answer, 200).headers["content-type"].partition(";")[0] == media_type


async def test_a_form_that_there_is_not_is_refused_with_those_there_are(published: Newsroom) -> None:
    answer = await published.read(f"/en/{PATH}", "image/png")

    assert "text/html, text/plain, application/json" in refused(answer, 406)


async def test_what_names_no_language_is_answered_with_those_there_are(published: Newsroom) -> None:
    answer = await published.read(f"/xx/{PATH}", "application/json")

    assert "'xx'" in refused(answer, 404)
    assert set(answer.json()["languages"]) >= set(SITE_LANGUAGES)


@pytest.mark.parametrize(
    ("tag", "served", "why", "site", "day"),
    [
        ("de", "en", "fallback", "en", '<time datetime="2018-04-19" lang="de" dir="ltr">19 April 2018<'),
        ("he", "en", "fallback", "en", '<time datetime="2018-04-19" lang="he" dir="rtl">19 אפריל 2018<'),
        ("tlh", "en", "fallback", "en", '<time datetime="2018-04-19" lang="en" dir="ltr">19 April 2018<'),
        ("es-MX", "es", "lookup", "es", '<time datetime="2018-04-19" lang="es-MX" dir="ltr">19 abril 2018<'),
    ],
)
async def test_a_language_that_the_site_has_no_words_in_gets_the_text_and_its_notice(
    published: Newsroom, tag: str, served: str, why: str, site: str, day: str
) -> None:
    other = stable_id("story", "other")
    done(await published.draft(other, headline="Another", related=[str(STORY)]))
    done(await published.publish("2018-04-20", other))

    listed = (await published.read(f"/{tag}/newsroom", "application/json")).json()["items"]
    assert [item["path"] for item in listed] == [f"/{tag}/newsroom/2018/april/another", f"/{tag}/{PATH}"]
    data = done(await published.read(listed[1]["path"], "application/json"), 200).json()
    shown = await html(published, tag)
    text = paragraphs(done(await published.read(f"/{tag}/{PATH}"), 200).text)

    assert (data["requested"], data["served"], data["why"]) == (tag, served, why)
    assert (data["canonical"], data["notice"]) == (f"/{served}/{PATH}", notice(tag, served))
    assert [each["path"] for each in data["related"]] == [listed[0]["path"]]
    assert f'<html lang="{site}" dir="ltr">' in shown
    assert f'<article lang="{served}" dir="ltr">' in shown
    assert f'<link rel="canonical" href="http://news/{served}/{PATH}">' in shown
    assert 'content="noindex, follow"' in shown
    for address in (f"/{tag}/{PATH}", f"/{tag}/newsroom", f"/{tag}/newsroom/search?q=customs"):
        assert day in (await published.read(address, "text/html")).text
    assert text == [notice(tag, served), data["headline"], data["shown_date"], "The text."]


@pytest.mark.parametrize(
    "path",
    [
        "en/newsroom/2018/april/another",
        "en/newsroom/2018/may/customs-meets",
        "en/newsroom/2018/April/customs-meets",
        "en/newsroom/2018/nonsense/customs-meets",
        "en/newsroom/2017/april/customs-meets",
        "en/newsroom/0/april/customs-meets",
        "en/newsroom/-2018/april/customs-meets",
        "en/newsroom/99999/april/customs-meets",
        "en/newsroom/" + "9" * 200 + "/april/customs-meets",
        "en/newsroom/2018/april/customs%00meets",
        "en/newsroom/2018/a%00pril/customs-meets",
        "e%00n/newsroom/2018/april/customs-meets",
        "en/newsroom/2018/april/%FF",
        "en/newsroom/2018/april/" + "x" * 5000,
        "en/newsroom/2018/april/%27%20OR%201=1",
    ],
    ids=lambda path: path[:40],
)
async def test_there_is_no_page_at_another_address(published: Newsroom, path: str) -> None:
    answer: httpx2.Response = await published.http.get(f"/{path}", headers={"Accept": "application/json"})
    page = await published.http.get(f"/{path}")

    refused(answer, 404)
    assert page.status_code == 404


async def test_a_year_is_a_number(published: Newsroom) -> None:
    answer = await published.http.get("/en/newsroom/soon/april/customs-meets")

    refused(answer, 422, "year")


async def test_nobody_reads_a_draft_as_a_page(newsroom: Newsroom) -> None:
    done(await newsroom.draft(STORY))

    refused(await newsroom.read(f"/en/{PATH}"), 404)
