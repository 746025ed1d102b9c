"""Pages over HTTP: taken as they stand, once, or not at all."""

import asyncio
from datetime import UTC, datetime

import httpx2
import pytest
from news.pages.languages import shown_date
from news.pages.reading import read_page

from tests.news.newsroom import PAGE, STORY, Newsroom, done, refused
from tests.pages import pages

MIB = 1024 * 1024


async def nothing_stored(newsroom: Newsroom) -> bool:
    stories = await newsroom.get("/v1/stories")
    return stories["items"] == [] and await newsroom.announced(0) == []


@pytest.mark.parametrize("raw", [pytest.param(file.read_bytes(), id=file.name) for file in pages()])
async def test_a_page_is_imported_once(newsroom: Newsroom, raw: bytes) -> None:
    page = read_page(raw)

    first, again = await newsroom.post(raw), await newsroom.post(raw)

    assert (done(first, 201).json()["created"], done(again, 200).json()["created"]) == (True, False)
    assert first.json() | {"created": False} == again.json()
    assert first.headers["location"] == again.headers["location"] == first.json()["path"]
    assert (first.json()["requested"], first.json()["served"]) == (page.requested, page.served)
    (story,) = (await newsroom.get("/v1/stories"))["items"]
    assert (story["headline"], story["published_on"]) == (page.headline, page.published_on.isoformat())
    assert (story["languages"], story["state"], story["published_at"]) == ([page.served], "published", None)
    assert await newsroom.told(2) == [("drafted", 1), ("published", 2)]


async def test_a_page_of_today_is_a_draft_that_somebody_else_approves(newsroom: Newsroom) -> None:
    today = datetime.now(UTC).date()
    page = f"Customs meets today\n\n{shown_date(today, 'en')}\n\nThey meet.\n"

    for status, created in ((201, True), (200, False)):
        imported = done(await newsroom.post(page), status)
        assert (imported.json()["state"], imported.json()["created"]) == ("draft", created)
    story = imported.json()["story_id"]
    done(await newsroom.step("review", story=story, who=newsroom.eva))
    refused(await newsroom.step("approval", story=story), 403)
    ola = newsroom.news.bearer("publisher", sub="ola")
    done(await newsroom.step("approval", story=story, who=ola))
    done(await newsroom.step("publication", story=story))

    assert imported.headers["location"] == f"/v1/stories/{story}"
    assert (await newsroom.story(story))["published_on"] == today.isoformat()


async def test_a_page_of_today_is_no_translation_that_nobody_has_approved(newsroom: Newsroom) -> None:
    today = datetime.now(UTC).date()
    done(await newsroom.draft())
    done(await newsroom.publish(None))
    page = f"La aduana\n\n{shown_date(today, 'es')}\n\nSe reúnen.\n".encode()
    headers = {"Content-Type": "text/plain"}

    done(await newsroom.http.post(f"/v1/pages?story={STORY}", content=page, headers=headers), 201)

    versions = {version["language"]: version["state"] for version in (await newsroom.story())["versions"]}
    assert versions == {"en": "published", "es": "draft"}


async def test_two_imports_at_once_make_one_story(newsroom: Newsroom) -> None:
    answers = await asyncio.gather(*(newsroom.post(PAGE) for _ in range(6)))

    assert sorted(answer.status_code for answer in answers) == [200] * 5 + [201]
    assert len({answer.json()["story_id"] for answer in answers}) == 1
    assert await newsroom.told(2) == [("drafted", 1), ("published", 2)]


async def test_an_imported_page_is_known_even_after_its_text_was_revised(newsroom: Newsroom) -> None:
    imported = done(await newsroom.post(PAGE), 201).json()
    done(await newsroom.write("en", imported["story_id"], headline="Mended"))

    again = await newsroom.post(PAGE)

    assert done(again, 200).json()["story_id"] == imported["story_id"]
    assert (await newsroom.story(imported["story_id"]))["headline"] == "Mended"


async def test_another_text_under_the_same_day_and_headline_is_refused(newsroom: Newsroom) -> None:
    done(await newsroom.post(PAGE), 201)

    other = await newsroom.post(PAGE.replace("They met.", "They did not meet."))

    assert "on record with another text" in refused(other, 409)
    assert await newsroom.told(2) == [("drafted", 1), ("published", 2)]


async def test_the_same_headline_in_another_language_is_refused_and_says_what_to_do(newsroom: Newsroom) -> None:
    story = done(await newsroom.post("COVID-19\n\n19 April 2018\n\nA text."), 201).json()["story_id"]
    spanish = "COVID-19\n\n19 abril 2018\n\nUn texto."

    answer = await newsroom.post(spanish)
    as_version = await newsroom.http.post(
        "/v1/pages", params={"story": story}, content=spanish, headers={"Content-Type": "text/plain"}
    )

    assert f"in 'es', import it with story={story}" in refused(answer, 409)
    assert (answer.json()["story_id"], answer.json()["type"]) == (story, "urn:cabos:refusal:known-in-another-language")
    assert done(as_version, 201).json()["story_id"] == story


async def test_a_page_that_is_a_translation_is_known_by_itself_too(newsroom: Newsroom) -> None:
    story = done(await newsroom.post(PAGE), 201).json()["story_id"]
    spanish = "Las aduanas se reúnen\n\n19 abril 2018\n\nSe reunieron.\n"
    as_text = {"Content-Type": "text/plain"}

    async def look_up() -> str | None:
        answer = done(await newsroom.http.post("/v1/pages/story", content=spanish, headers=as_text), 200)
        return answer.json()["story_id"]  # type: ignore[no-any-return]

    assert await look_up() is None
    assert len((await newsroom.get("/v1/stories"))["items"]) == 1
    await newsroom.http.post("/v1/pages", params={"story": story}, content=spanish, headers=as_text)
    again = done(await newsroom.post(spanish), 200).json()
    assert (again["story_id"], again["created"], await look_up()) == (story, False, story)
    refused(await newsroom.http.post("/v1/pages/story", content=spanish, headers=newsroom.eva | as_text), 403)


async def test_a_headline_in_any_script_has_an_address_that_is_found(newsroom: Newsroom) -> None:
    imported = done(await newsroom.post("海关会议\n\n27 五月 2010\n\n会议在北京举行。\n"), 201)

    found = await newsroom.read(imported.headers["location"])

    assert imported.headers["location"].isascii()
    assert done(found, 200).text == "海关会议\n\n27 五月 2010\n\n会议在北京举行。\n"


@pytest.mark.parametrize(
    ("page", "line"),
    [
        (b"", 1),
        (b"Headline\n\nText.\n\nMore.", 3),
        (b"Headline\n\n31 abril 2018\n\nText.", 3),
        (b"Headline\n\n19 April 2018\n\nNUL \x00", 5),
        (b"Headline\n\n19 April 2018\n\nLatin \xe9", 5),
        (b"Headline\n\n19 April 2018", 3),
    ],
)
async def test_a_bad_page_is_refused_by_its_line_and_stores_nothing(newsroom: Newsroom, page: bytes, line: int) -> None:
    answer = await newsroom.post(page)

    assert refused(answer, 422, f"line {line}").startswith(f"line {line}: ")
    assert (answer.json()["type"], answer.json()["line"]) == ("urn:cabos:refusal:not-a-page", line)
    assert await nothing_stored(newsroom)


async def test_a_day_that_has_not_come_is_no_day_of_a_page(newsroom: Newsroom) -> None:
    answer = await newsroom.post(PAGE.replace("2018", "2999"))

    assert "2999-04-19 has not come yet" in refused(answer, 422, "published_on")
    assert await nothing_stored(newsroom)


async def test_a_page_that_is_too_large_is_refused(newsroom: Newsroom) -> None:
    answer = await newsroom.post(PAGE.encode() + b"x" * (5 * MIB))

    refused(answer, 413)
    assert await nothing_stored(newsroom)


@pytest.mark.parametrize("media_type", ["application/json", "image/png", "text/plainer"])
async def test_a_page_is_text_or_html(newsroom: Newsroom, media_type: str) -> None:
    answer = await newsroom.post(PAGE, **{"Content-Type": media_type})

    assert "text/plain" in refused(answer, 415)
    assert await nothing_stored(newsroom)


async def test_the_character_set_of_a_page_may_be_named(newsroom: Newsroom) -> None:
    done(await newsroom.post(PAGE, **{"Content-Type": "Text/Plain; charset=utf-8"}), 201)


async def test_pages_are_imported_by_publishers(newsroom: Newsroom) -> None:
    editor, expired = newsroom.news.bearer("editor"), newsroom.news.bearer("publisher", exp=1)

    answers = [await newsroom.post(PAGE, **headers) for headers in (editor, expired, {"Authorization": "Bearer no"})]
    del newsroom.http.headers["Authorization"]
    nobody: httpx2.Response = await newsroom.post(PAGE)

    assert [answer.status_code for answer in (*answers, nobody)] == [403, 401, 401, 401]
    assert "needs the role publisher" in refused(answers[0], 403)
    assert nobody.headers["www-authenticate"] == "Bearer"
    assert await nothing_stored(newsroom)
