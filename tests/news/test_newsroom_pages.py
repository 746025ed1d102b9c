"""The newsroom's front page, its archive and its doors: every story once, in the best language for the reader."""

from datetime import date
from typing import Any

import pytest
from cabos.database import execute
from cabos.ids import stable_id
from news.api.pages import ITEMS_A_PAGE
from news.pages.languages import Reader, lookup
from news.pages.negotiation import negotiate
from sqlalchemy import text

from tests.news.newsroom import STORY, Newsroom, done, refused

OTHER = stable_id("story", "other")


@pytest.fixture
async def published(newsroom: Newsroom) -> Newsroom:
    """An English story of April 2018 with a Spanish version, and a Russian one of May."""
    done(await newsroom.draft(region="AMS", tags=["aeo"]))
    done(await newsroom.write("es", headline="La aduana se reúne"))
    done(await newsroom.publish())
    done(await newsroom.draft(OTHER, language="ru", headline="Таможня"))
    done(await newsroom.publish("2018-05-02", OTHER))
    return newsroom


async def listed(newsroom: Newsroom, path: str, **query: Any) -> list[tuple[str, str, str]]:
    answer = await newsroom.http.get(path, params=query, headers={"Accept": "application/json"})
    return [(item["served"], item["why"], item["headline"]) for item in done(answer, 200).json()["items"]]


async def test_a_list_mixes_languages_and_says_so_for_each_item(published: Newsroom) -> None:
    spanish = await listed(published, "/es/newsroom")
    english = await listed(published, "/en/newsroom")
    page = (await published.read("/es/newsroom", "text/html")).text

    assert spanish == [("ru", "fallback", "Таможня"), ("es", "translated", "La aduana se reúne")]
    assert english == [("ru", "fallback", "Таможня"), ("en", "translated", "Customs meets")]
    assert '<h2 lang="ru" dir="ltr">' in page
    assert '<span class="mark">ruso (Русский)</span>' in page
    assert page.count('class="mark"') == 1


async def test_readers_of_portuguese_get_spanish_before_english(published: Newsroom) -> None:
    path = (await published.story())["path"].replace("/en/", "/pt/")

    page = done(await published.read(path, "application/json"), 200).json()

    assert (page["requested"], page["served"], page["why"]) == ("pt", "es", "fallback")
    assert page["notice"].startswith("Esta página não existe")


@pytest.mark.parametrize(("tag", "served"), [("es-MX", "es"), ("en-GB", "en"), ("zh-Hans-CN", "en")])
async def test_a_regional_language_is_served_by_what_it_is_a_part_of(
    published: Newsroom, tag: str, served: str
) -> None:
    path = (await published.story())["path"].replace("/en/", f"/{tag}/")

    answer = done(await published.read(path, "text/html"), 200)

    assert answer.headers["content-language"] == served


@pytest.mark.parametrize(
    ("path", "headlines"),
    [
        ("/en/newsroom/2018", ["Таможня", "Customs meets"]),
        ("/en/newsroom/2018/april", ["Customs meets"]),
        ("/en/newsroom/2018/may", ["Таможня"]),
        ("/en/newsroom/2018/june", []),
        ("/en/newsroom/2017", []),
    ],
)
async def test_the_archive_has_the_stories_of_its_days(published: Newsroom, path: str, headlines: list[str]) -> None:
    assert [headline for _, _, headline in await listed(published, path)] == headlines
    assert done(await published.read(path, "text/html"), 200).headers["content-type"].startswith("text/html")
    assert done(await published.read(path), 200).text


@pytest.mark.parametrize("path", ["/en/newsroom/2018/abril", "/klingon/newsroom", "/en/newsroom/2018/4"])
async def test_what_is_no_part_of_the_archive_is_not_there(published: Newsroom, path: str) -> None:
    refused(await published.read(path, "application/json"), 404)


@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        ("/EN/newsroom?tag=aeo", "/en/newsroom?tag=aeo"),
        ("/ES-mx/newsroom/2018/april", "/es-MX/newsroom/2018/april"),
        ("/ZH-hans/newsroom/2018/april/a-%E6%B5%B7", "/zh-Hans/newsroom/2018/april/a-%E6%B5%B7"),
        ("/EN/feed.atom", "/en/feed.atom"),
    ],
)
async def test_a_language_has_one_address_however_its_tag_is_written(
    newsroom: Newsroom, asked: str, canonical: str
) -> None:
    answer = await newsroom.http.get(asked)

    assert (answer.status_code, answer.headers["location"]) == (308, canonical)


@pytest.mark.parametrize("tag", ["en.UTF-8", "en_GB", "en@euro", "en-", "e"])
async def test_what_is_no_tag_of_a_language_has_no_pages(newsroom: Newsroom, tag: str) -> None:
    refused(await newsroom.http.get(f"/{tag}/newsroom"), 404)


async def test_a_story_of_any_year_is_in_its_year(newsroom: Newsroom) -> None:
    done(await newsroom.draft())
    done(await newsroom.publish("1889-05-06"))

    assert [each["year"] for each in await newsroom.get("/v1/archive")] == [1889]
    assert len(await listed(newsroom, "/en/newsroom/1889")) == 1
    assert len(await listed(newsroom, "/en/newsroom/1889/may")) == 1


async def test_a_list_is_filtered_and_goes_on_behind_its_last_story(published: Newsroom) -> None:
    for number in range(25):
        story = stable_id("story", number)
        done(await published.draft(story, headline=f"Story {number:02}", tags=["many"]))
        done(await published.publish(f"2019-01-{number + 1:02}", story))

    first = (await published.http.get("/en/newsroom?tag=many", headers={"Accept": "application/json"})).json()
    rest = await listed(published, "/en/newsroom", tag="many", after=first["next"])
    html = (await published.read("/en/newsroom?tag=many", "text/html")).text

    assert [item["headline"] for item in first["items"]] == [f"Story {n:02}" for n in range(24, 4, -1)]
    assert [headline for *_, headline in rest] == [f"Story {n:02}" for n in range(4, -1, -1)]
    assert f'href="/en/newsroom?tag=many&amp;after={first["next"]}"' in html
    assert await listed(published, "/en/newsroom", region="AMS") == [("en", "translated", "Customs meets")]
    refused(await published.http.get("/en/newsroom?after=x"), 422, "after")
    refused(await published.http.get(f"/en/newsroom?after={stable_id('story', 'none')}"), 422, "after")
    refused(await published.http.get("/en/newsroom?tag=Two%20words"), 422, "tag")


async def test_a_list_goes_on_behind_a_story_that_was_translated_later(newsroom: Newsroom) -> None:
    last = stable_id("story", 2)
    for number in range(ITEMS_A_PAGE + 2):
        story, language = stable_id("story", number), "fr" if number == 2 else "en"
        done(await newsroom.draft(story, language=language, headline=f"Story {number:02}"))
        done(await newsroom.publish(None, story))
    for language in ("en", "es", "zh"):
        await newsroom.add(language, last, headline="Translated")

    first = (await newsroom.read("/en/newsroom", "application/json")).json()
    rest = await listed(newsroom, "/en/newsroom", after=first["next"])

    assert (first["items"][-1]["headline"], first["next"]) == ("Translated", str(last))
    assert [headline for *_, headline in rest] == ["Story 01", "Story 00"]


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("es-MX,es;q=0.9,en;q=0.8", "es"),
        ("fr;q=0.3, ru;q=0.7", "ru"),
        ("de", "en"),
        ("", "en"),
        ("*", "en"),
        ("en;q=0, *;q=0.5", "es"),
        ("en;q=0, es;q=0.1", "es"),
        ("zh-Hant-TW", "zh"),
        ("pt;q=2, fr", "fr"),
        ("en, en-GB;q=0, fr;q=0.5", "en"),
        ("pt-BR;q=0.1, pt, en;q=0.8", "pt"),
        ("es-MX;q=0, es;q=0.9, fr;q=0.2", "es"),
        ("fr-CA", "fr"),
        ("fr-CA;q=0, ru;q=0.1", "ru"),
        ("zh-Hant-TW;q=0.1, zh-Hans;q=0.9, ar;q=0.5", "zh"),
        ("p@t, =, ;q=1", "en"),
    ],
)
async def test_who_names_no_language_is_led_to_the_one_preferred(
    newsroom: Newsroom, header: str, language: str
) -> None:
    doors = (
        "/newsroom?region=AMS&tag=a%20b",
        "/newsroom/2018",
        "/newsroom/2018/april?after=x",
        "/newsroom/2018/april/x",
    )
    for door, address in (("/", "/newsroom"), *zip(doors, doors, strict=True)):
        answer = await newsroom.http.get(door, headers={"Accept-Language": header})

        assert (answer.status_code, answer.headers["location"]) == (302, f"/{language}{address}")
        assert answer.headers["vary"] == "Accept-Language"


async def test_the_language_of_the_address_beats_the_header(published: Newsroom) -> None:
    answer = await published.http.get("/es/newsroom", headers={"Accept-Language": "en", "Accept": "application/json"})

    assert {item["requested"] for item in answer.json()["items"]} == {"es"}


def test_a_lookup_drops_subtags_from_the_right_and_single_letters_with_them() -> None:
    assert lookup("zh-Hant-x-private") == ["zh-Hant-x-private", "zh-Hant", "zh"]
    assert Reader.of("pt-BR", {"pt": ("es", "fr"), "es": ("it",)}).order == ("pt-BR", "pt", "es", "fr", "it", "en")
    # Chains of chains, and a circle comes round once.
    assert Reader.of("pt", {"pt": ("gl",), "gl": ("fr-CA", "pt")}).order == ("pt", "gl", "fr-CA", "fr", "en")
    assert negotiate("*;q=0", ("en", "es")) == "en"


async def test_a_withdrawn_story_is_a_page_that_says_why(published: Newsroom) -> None:
    path = (await published.story())["path"]
    done(await published.step("withdrawal", "es", reason="<b>Badly</b> translated."))

    gone = await published.read(path.replace("/en/", "/es/"), "text/html")
    done(await published.step("withdrawal", "en", reason="It was wrong."))
    all_gone = await published.read(path, "text/html")

    assert (gone.status_code, all_gone.status_code) == (410, 410)
    assert "<blockquote>&lt;b&gt;Badly&lt;/b&gt; translated.</blockquote>" in gone.text
    assert f'<a href="{path}" lang="en"' in gone.text
    assert "La aduana" not in gone.text
    assert "It was wrong." in all_gone.text
    assert await listed(published, "/en/newsroom") == [("ru", "fallback", "Таможня")]


async def test_what_one_has_is_not_sent_again_until_it_changes(published: Newsroom) -> None:
    path = (await published.story())["path"]
    async with published.news.database.transaction() as session:
        # `Last-Modified` knows no parts of a second.
        await execute(session, text("UPDATE edition SET updated_at = updated_at - interval '1 minute'"))
    first = await published.read(path, "text/html")
    known = {"Accept": "text/html", "If-None-Match": first.headers["etag"]}
    since = {"Accept": "text/html", "If-Modified-Since": first.headers["last-modified"]}

    again = await published.http.get(path, headers=known)
    await published.correct(headline="Mended")
    changed = [await published.http.get(path, headers=headers) for headers in (known, since)]

    assert (again.status_code, again.content) == (304, b"")
    assert [answer.status_code for answer in changed] == [200, 200]
    assert "Mended" in changed[0].text


async def test_a_correction_is_told_below_the_text(published: Newsroom) -> None:
    await published.correct(note="An earlier version named May.", headline="Mended")
    path = (await published.story())["path"]

    html, text = (await published.read(path, "text/html")).text, (await published.read(path)).text

    assert "<h2>Corrected</h2>" in html
    assert "An earlier version named May." in html
    assert f"Corrected ({date.today():%Y-%m-%d}): An earlier version named May." in text
    assert '"correction": [{"@type": "CorrectionComment", "text": "An earlier version named May."}]' in html


async def test_a_stale_translation_says_so(published: Newsroom) -> None:
    await published.correct(headline="Another fact")
    path = (await published.story())["path"].replace("/en/", "/es/")

    page = (await published.read(path, "text/html")).text

    assert "El original ha cambiado desde que se hizo esta traducción." in page


async def test_stories_that_go_together_name_each_other_once_both_are_public(newsroom: Newsroom) -> None:
    done(await newsroom.draft(OTHER, headline="The other"))
    done(await newsroom.draft(related=[str(OTHER)]))
    done(await newsroom.publish())
    path = (await newsroom.story())["path"]

    alone = (await newsroom.read(path, "text/html")).text
    done(await newsroom.publish(story=OTHER))
    together = (await newsroom.read(path, "text/html")).text
    back = (await newsroom.read((await newsroom.story(OTHER))["path"], "application/json")).json()

    assert ("The other" in alone, "The other" in together) == (False, True)
    assert [item["story_id"] for item in back["related"]] == [str(STORY)]


async def test_pages_run_nothing_and_load_nothing_from_elsewhere(published: Newsroom) -> None:
    answer = await published.read((await published.story())["path"], "text/html")
    style = await published.http.get("/style.css")

    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert (style.status_code, style.headers["content-type"]) == (200, "text/css; charset=utf-8")
