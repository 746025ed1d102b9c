"""What an import of HTML takes, in which characters it is written, and what it says that it left out."""

from io import BytesIO
from typing import Any

import pytest
from news.pages.markdown import plain
from news.pages.reading import NotAPage
from news.pages.reading_html import read_html
from PIL import Image

from tests.news.newsroom import STORY, Newsroom, done, refused

SHOWN = {"alt": "A conference room", "credit": "The secretariat", "caption": "Los Cabos"}
HTML = {"Content-Type": "text/html"}


def article(inside: str, outside: str = "") -> bytes:
    return f"<article><h1>T</h1><p>19 April 2018</p><p>Intro.</p>{inside}</article>{outside}".encode()


def left_out(raw: bytes) -> list[tuple[str, str]]:
    return [(each.element, each.words) for each in read_html(raw).left_out]


@pytest.mark.parametrize(
    ("inside", "read"),
    [
        ("<section><h2>Agenda</h2><p>Important</p></section>", ["Agenda", "Important"]),
        ("<section><section><p>Deeper</p></section></section>", ["Deeper"]),
        ("<figure><table><tr><td>a</td><td>b</td></tr></table><figcaption>Table 1</figcaption></figure>", None),
        ("<figure><blockquote>Said.</blockquote><figcaption>Who</figcaption></figure>", ["Said.", "Who"]),
        ("<details><summary>More</summary><p>Hidden</p></details>", ["More", "Hidden"]),
        ("<dl><dt>Term</dt><dd>Meaning</dd></dl>", ["Term", "Meaning"]),
        ("<div class=related><p>About</p></div>", ["About"]),
    ],
)
def test_what_is_text_is_read_wherever_it_stands(inside: str, read: list[str] | None) -> None:
    page = read_html(article(inside))

    assert page.left_out == ()
    if read is None:
        assert page.body == "Intro.\n\n| a | b |\n|---|---|\n\nTable 1"
    else:
        assert plain(page.body).split("\n\n") == ["Intro.", *read]


@pytest.mark.parametrize("element", ["nav", "header", "footer", "aside", "form", "dialog", "button", "noscript"])
def test_chrome_is_left_out_and_said_to_be(element: str) -> None:
    raw = article(f"<{element}><p>Some <b>words</b></p></{element}><script>no()</script><style>p {{}}</style>")

    assert read_html(raw).body == "Intro."
    assert left_out(raw) == [(element, "Some words")]


def test_what_would_have_to_be_fetched_is_left_out_and_said_to_be() -> None:
    raw = article(
        '<figure><img src="https://x.example/a.jpg" alt="A room"><figcaption>A room.</figcaption></figure>'
        '\n<iframe src="//v.example/1"></iframe>',
        "<article><p>Another story</p></article>",
    )

    assert read_html(raw).body == "Intro.\n\nA room."
    assert [(each.line, each.element, each.words) for each in read_html(raw).left_out] == [
        (1, "img", "A room https://x.example/a.jpg"),
        (2, "iframe", "//v.example/1"),
        (2, "article", "Another story"),
    ]


@pytest.mark.parametrize(
    ("written", "body"),
    [
        ("<p>19 April 2018</p><p>Text.</p>", "Text."),
        ("<p><time>19 April 2018</time> · </p><p>Text.</p>", "Text."),
        ("<p><time>19 April 2018</time>, by Ana</p><p>Text.</p>", ", by Ana\n\nText."),
        ("<p><b><time>19 April 2018</time></b> Los Cabos</p>", "Los Cabos"),
        ("<header><h1>T</h1><time>19 April 2018</time></header><p>Text.</p>", "Text."),
    ],
)
def test_what_stands_beside_the_day_is_not_lost_with_it(written: str, body: str) -> None:
    page = read_html(f"<article>{'' if '<h1>' in written else '<h1>T</h1>'}{written}</article>".encode())

    assert page.body == body
    assert page.left_out == ()


async def page_of_cabos(newsroom: Newsroom) -> tuple[str, str]:
    """A page with all that one has, and the id of its picture."""
    drawn = BytesIO()
    Image.new("RGB", (40, 30), (200, 30, 30)).save(drawn, "PNG")
    added = await newsroom.http.post(
        "/v1/pictures", content=drawn.getvalue(), headers=newsroom.eva | {"Content-Type": "image/png"}
    )
    picture = done(added, 201).json()["id"]
    text: dict[str, Any] = {
        "dateline": "Los Cabos, 17 April", "byline": "Eva · Paul", "summary": "In short.",
        "body": "They **met**.", "pictures": [{"picture_id": picture, **SHOWN}],
    }  # fmt: skip
    done(await newsroom.draft(region="AMS", tags=["aeo", "mutual-recognition"], **text))
    done(await newsroom.publish())
    written = (await newsroom.read((await newsroom.story())["path"], "text/html")).text
    # With another headline it is the page of another story.
    return written.replace("Customs meets", "Customs met"), picture


async def test_a_page_of_cabos_comes_back_with_all_that_it_shows(newsroom: Newsroom) -> None:
    written, _ = await page_of_cabos(newsroom)

    answer = done(await newsroom.post(written, **HTML), 201).json()

    def shown(story: Any) -> tuple[Any, ...]:
        version = story["versions"][0]
        names = ("dateline", "byline", "summary", "body", "pictures")
        return (story["region"], story["tags"], *(version[name] for name in names))

    assert answer["left_out"] == []
    again = await newsroom.story(answer["story_id"])
    assert again["id"] != str(STORY)
    assert shown(again) == shown(await newsroom.story())
    assert shown(again)[-1][0]["credit"] == "The secretariat"
    listed = await newsroom.http.get("/en/newsroom", params={"region": "AMS", "tag": "aeo"})
    assert answer["path"] in listed.text


@pytest.mark.parametrize(
    ("said", "instead", "field"),
    [
        ("In short.", "In other words.", "summary"),
        ("Eva · Paul", "Ola", "byline"),
        ("Los Cabos, 17 April", "Cancún", "dateline"),
    ],
)
async def test_a_page_that_says_anything_else_beside_its_text_is_refused_by_its_field(
    newsroom: Newsroom, said: str, instead: str, field: str
) -> None:
    written = (await page_of_cabos(newsroom))[0].replace("<strong>met</strong>", "met")
    story = done(await newsroom.post(written, **HTML), 201).json()["story_id"]
    version = (await newsroom.story(story))["versions"][0]
    other = written.replace(said, instead)

    assert story in refused(await newsroom.post(other, **HTML), 409, field)
    text = {name: version[name] for name in ("headline", "body", "summary", "byline", "dateline", "pictures")}
    done(await newsroom.write("en", story, **text | {field: instead}))
    for page in (written, other):
        assert done(await newsroom.post(page, **HTML), 200).json()["story_id"] == story
    # A page as text says nothing of it.
    as_text = (await newsroom.read("/en/newsroom/2018/april/customs-met")).text
    assert done(await newsroom.post(as_text), 200).json()["story_id"] == story


async def test_a_picture_that_the_newsroom_does_not_hold_is_left_out_and_said_to_be(newsroom: Newsroom) -> None:
    written, picture = await page_of_cabos(newsroom)
    elsewhere = written.replace(picture, "0b5f2b9e-3c5e-4a7e-9d5e-000000000000")

    answer = done(await newsroom.post(elsewhere, **HTML), 201).json()

    [told] = answer["left_out"]
    assert (told["element"], told["words"]) == ("figure", "A conference room Los Cabos The secretariat")
    assert (await newsroom.story(answer["story_id"]))["versions"][0]["pictures"] == []


LATIN = "<h1>Reunión</h1><p>19 abril 2018</p><p>Sesión “única” — señal.</p>"


@pytest.mark.parametrize("name", ["iso-8859-1", "ISO-8859-1", "latin1", "windows-1252", "us-ascii", '"iso-8859-1"'])
async def test_a_page_is_read_in_the_characters_that_the_request_names(newsroom: Newsroom, name: str) -> None:
    answer = await newsroom.post(LATIN.encode("cp1252"), **{"Content-Type": f"text/html; charset={name}"})

    assert done(answer, 201).json()["headline"] == "Reunión"
    assert "Sesión “única” — señal." in (await newsroom.read(answer.json()["path"])).text


@pytest.mark.parametrize(
    ("said", "codec"),
    [
        ('<meta charset="iso-8859-1">', "cp1252"),
        ("<meta http-equiv=Content-Type content='text/html; charset=ISO-8859-1'>", "cp1252"),
        ("<META CHARSET=latin1>", "cp1252"),
        ("<meta charset=iso-8859-15>", "iso-8859-15"),
        ("<meta charset=utf-16>", "utf-8"),
        ("<!-- <meta charset=koi8-r> --><meta charset=windows-1252>", "cp1252"),
        ("", "utf-8"),
        ("<meta charset=iso-8859-1>", "utf-8-sig"),
        ("", "utf-16"),
    ],
)
def test_a_page_is_read_in_the_characters_that_it_names_itself(said: str, codec: str) -> None:
    written = (said + LATIN.replace("“única” —", "única")).encode(codec)

    assert plain(read_html(written).body) == "Sesión única señal."


def test_what_the_request_says_stands_before_what_the_page_says() -> None:
    raw = ("<meta charset=utf-8>" + LATIN).encode("cp1252")

    assert read_html(raw, "latin1").headline == "Reunión"


@pytest.mark.parametrize("name", ["klingon", "utf-7", "rot13", "base64"])
async def test_characters_that_nobody_knows_are_refused(newsroom: Newsroom, name: str) -> None:
    by_request = await newsroom.post(LATIN, **{"Content-Type": f"text/html; charset={name}"})
    by_page = await newsroom.post(f"<meta charset={name}>{LATIN}", **HTML)

    for answer in (by_request, by_page):
        assert refused(answer, 422, "line 1").startswith("line 1: no character set is called")
    with pytest.raises(NotAPage, match="byte 9 is not UTF-8"):
        read_html(LATIN.encode("cp1252"), "utf-8")


async def test_a_page_that_says_more_than_a_story_holds_is_refused_by_its_field(newsroom: Newsroom) -> None:
    long = f'<h1>T</h1><p>19 April 2018</p><p class="summary">{"x" * 2001}</p><p>Text.</p>'

    refused(await newsroom.post(long, **HTML), 422, "summary")
    refused(await newsroom.post(f"<h1>T</h1><p>19 April 2018</p><p>{'x' * 200_001}</p>", **HTML), 422, "body")
    region = '<meta name="cabos:region" content="nowhere"><h1>T</h1><p>19 April 2018</p><p>Text.</p>'
    refused(await newsroom.post(region, **HTML), 422, "region")
    assert (await newsroom.get("/v1/stories"))["items"] == []
