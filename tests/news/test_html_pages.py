"""Pages are read from their HTML too, whatever stands around the text; and what Cabos writes it reads back."""

import re
from datetime import date
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from news.pages.blocks import blocks
from news.pages.languages import SITE_LANGUAGES
from news.pages.markdown import from_plain, html, plain
from news.pages.markup import read_markup
from news.pages.reading import NotAPage, read_page
from news.pages.reading_html import read_html
from news.pages.writing import Reading
from news.pages.writing import html as page_of

from tests.news.newsroom import PAGE, Newsroom, done, refused
from tests.pages import pages

DAY = date(2018, 4, 19)
MARKDOWN = [
    "One paragraph.",
    "Two lines\nof one paragraph.\n\nAnother one.",
    "- one\n- two\n- three",
    "1. one\n2. two",
    "- one\n  - inner\n  - more\n- two",
    "# Heading\n\nText.\n\n## Lower\n\n### Lowest\n\nMore.",
    "> A quote.\n>\n> Of two paragraphs.\n\nAnd text.",
    '*Emphasis*, **strength**, `code` and [a link](https://example.org/a?b=c&d=e "title").',
    "A <https://example.org> and <mailto:a@example.org>.",
    "```\nlines\n  of code\n```",
    "| a | b |\n|---|---|\n| 1 | *2* |",
    "Above\n\n---\n\nBelow",
    "1\\. is no list, \\# no heading, \\- no item, \\*no\\* emphasis, \\[no\\](link), &amp; no entity, a \\| b.",
    "**bold *and* more** ***both***",
    "`` a ` b `` and ```` x ```y``` ````",
]


def reading(requested: str, served: str, body: str, **more: Any) -> Reading:
    return Reading(
        requested=requested, served=served, translated=(served,), headline="A <headline> & more", published_on=DAY,
        slug="a-headline", body=body, html=html(body), **more,
    )  # fmt: skip


@pytest.mark.parametrize("body", MARKDOWN)
def test_what_cabos_writes_it_reads_back(body: str) -> None:
    written = page_of(reading("en", "en", body, summary="In short.", byline="Eva", dateline="Los Cabos"))

    page = read_html(written.encode())

    assert (page.headline, page.published_on) == ("A <headline> & more", DAY)
    assert (page.requested, page.served, page.summary) == ("en", "en", "In short.")
    assert without_titles(html(page.body)) == without_titles(html(body))


def without_titles(written: str) -> str:
    """A link's title is no text."""
    return written.replace(' title="title"', "")


@pytest.mark.parametrize("requested", SITE_LANGUAGES)
@pytest.mark.parametrize("served", ["en", "es", "ar"])
def test_a_notice_says_in_which_language_the_text_is(requested: str, served: str) -> None:
    page = read_html(page_of(reading(requested, served, "Text.")).encode())

    assert (page.requested, page.served, page.published_on) == (requested, served, DAY)
    assert page.body == "Text."


@example(["- 0"])
@given(st.lists(st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), min_size=1), min_size=1, max_size=5))
def test_any_text_comes_back_from_its_html(runs: list[str]) -> None:
    body = from_plain([run for run in runs if run.strip()] or ["x"])

    again = "\n\n".join(blocks(read_markup(html(body))))

    # HTML knows neither spaces in a row nor with which mark an item began.
    assert read_markup(html(again)).text == read_markup(html(body)).text


@pytest.mark.parametrize("raw", [pytest.param(file.read_bytes(), id=file.name) for file in pages()])
def test_a_page_says_the_same_as_text_and_as_html(raw: bytes) -> None:
    page = read_page(raw)
    reading_ = Reading(
        requested=page.requested, served=page.served, translated=(page.served,), headline=page.headline,
        published_on=page.published_on, slug="x", body=page.body, html=html(page.body),
    )  # fmt: skip

    again = read_html(page_of(reading_).encode())

    assert (again.requested, again.served, again.headline) == (page.requested, page.served, page.headline)
    assert again.published_on == page.published_on
    # HTML knows no two spaces in a row.
    assert html(again.body) == re.sub(" +", " ", html(page.body))


FOREIGN = """<!DOCTYPE html>
<html lang="en-US"><head><title>Site</title><script>var x = "<h1>no</h1>";</script><style>p {}</style></head>
<body onload=alert(1)><nav><ul><li>Menu</ul></nav>
<div class=page><h1>Customs <b>meets</b></h1><span class=date>19 April 2018</span>
<p>They met&nbsp;in <a href="javascript:alert(1)">Los Cabos</a> and <a href="https://example.org/x y">beyond</a>.
<p onclick=x>Second<br>line <img src=x onerror=y><!-- a comment --><i> leaning </i>text
<ul><li>first<li><p>second</p><p>with more</p><ul><li>inner</ul></ul>
<form><input value=x></form><iframe src=//evil.example>inside</iframe>
<div><div>Deeply <b></b>nested</div> and loose</div></div>
<footer>Copyright</footer></body></html>"""


def test_a_page_of_somebody_else_is_read_without_what_is_no_text() -> None:
    page = read_html(FOREIGN.encode())

    assert (page.headline, page.published_on, page.served) == ("Customs meets", DAY, "en")
    assert plain(page.body).split("\n\n") == [
        "They met\u00a0in Los Cabos and beyond.",
        "Second\nline leaning text",
        "  • first",
        "  • second",
        "    with more\n      • inner",
        "Deeply nested",
        "and loose",
    ]
    shown = html(page.body)
    assert '<a href="https://example.org/x%20y"' in shown
    assert "<em>leaning</em>" in shown
    for word in ("javascript", "onclick", "Menu", "Copyright", "evil", "comment", "alert", "var x"):
        assert word not in shown


@pytest.mark.parametrize(
    ("written", "line", "rule"),
    [
        ("", 1, "a headline, in an h1"),
        ("<p>Text</p>", 1, "a headline, in an h1"),
        ("<h1> </h1><p>19 April 2018</p><p>x</p>", 1, "a headline, in an h1"),
        ("\n<h1>Headline</h1>\n<p>Text</p>", 2, "a date below its headline"),
        ("<h1>Headline</h1>\n<p>31 April 2018</p><p>x</p>", 2, "no day 31 April 2018"),
        ("<h1>Headline</h1>\n\n<p>19 April 2018</p>", 3, "a text below its date"),
        (f"<h1>{'x' * 501}</h1><p>19 April 2018</p><p>x</p>", 1, "at most 500 characters"),
        ("<h1>Headline</h1>\n<p>\x00</p>", 2, "control characters"),
        ("<p>Spanish : Español in Spanish : Español</p><h1>x</h1><p>19 abril 2018</p><p>x</p>", 1, "instead of itself"),
    ],
)
def test_what_is_no_page_is_refused_by_its_line(written: str, line: int, rule: str) -> None:
    with pytest.raises(NotAPage, match=rule) as refusal:
        read_html(written.encode())

    assert refusal.value.members["line"] == line


@pytest.mark.parametrize("depth", [1_000, 20_000])
def test_a_page_may_be_nested_as_it_likes(depth: int) -> None:
    page = read_html(f"<h1>x</h1><p>19 April 2018</p>{'<div><b>' * depth}text{'</b></div>' * depth}".encode())

    assert "text" in page.body


async def test_a_page_is_imported_as_html(newsroom: Newsroom) -> None:
    as_html = {"Content-Type": "text/html; charset=utf-8"}

    first, again = [await newsroom.post(FOREIGN, **as_html) for _ in range(2)]

    assert (done(first, 201).json()["created"], done(again, 200).json()["created"]) == (True, False)
    shown = await newsroom.read(first.headers["location"], "text/html")
    assert "<p>Second<br>\nline <em>leaning</em> text</p>" in shown.text


SPANISH = "Las aduanas se reúnen\n\n19 abril 2018\n\nSe reunieron."
FALLBACK = (
    "Cette page n’existe pas dans la langue choisie, French : Français, et nous vous la proposons en"
    " English : English.\n\nCustoms meets in Los Cabos\n\n19 avril 2018\n\nThey met.\n\n  • first\n  • second\n"
)


async def test_languages_of_one_story_become_its_versions(newsroom: Newsroom) -> None:
    story = done(await newsroom.post(PAGE), 201).json()["story_id"]

    async def add(page: str) -> Any:
        return await newsroom.http.post(
            f"/v1/pages?story={story}", content=page, headers={"Content-Type": "text/plain"}
        )

    first, again, fallback = await add(SPANISH), await add(SPANISH), await add(FALLBACK)

    assert (first.status_code, again.status_code, fallback.status_code) == (201, 200, 200), fallback.text
    assert first.json()["path"] == "/es/newsroom/2018/april/customs-meets-in-los-cabos"
    assert fallback.json()["path"] == "/fr/newsroom/2018/april/customs-meets-in-los-cabos"
    assert (await newsroom.story(story))["languages"] == ["en", "es"]
    assert (await newsroom.read(first.json()["path"])).text == SPANISH + "\n"
    assert "another text" in refused(await add(SPANISH.replace("reunieron", "vieron")), 409)
    refused(await add(SPANISH.replace("19 abril", "20 abril")), 422, "published_on")
    refused(await newsroom.http.post("/v1/pages?story=0b5f2b9e-3c5e-4a7e-9d5e-000000000000", content=SPANISH,
                                     headers={"Content-Type": "text/plain"}), 404)  # fmt: skip
