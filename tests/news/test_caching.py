"""Whoever has an answer is not sent it again until it has changed, whatever it was that changed it."""

from typing import Any

import pytest
from cabos.ids import stable_id
from cabos.testing import eventually

from tests.news.newsroom import STORY, Newsroom, done

OTHER = stable_id("story", "other")
SITEMAPS = ["/sitemap.xml", "/sitemaps/1.xml", "/news-sitemap.xml"]
LISTS = ["/en/newsroom", "/en/newsroom/2018", "/en/newsroom/search?q=customs", "/en/feed.atom", "/en/feed.rss",
         "/en/feed.json", *SITEMAPS]  # fmt: skip
PAGE, NINJS = "/es/newsroom/2018/april/customs-meets", f"/v1/stories/{STORY}/ninjs/es"


@pytest.fixture
async def published(newsroom: Newsroom) -> Newsroom:
    done(await newsroom.draft(OTHER, headline="The other"))
    done(await newsroom.draft(related=[str(OTHER)]))
    done(await newsroom.write("es", headline="La aduana"))
    done(await newsroom.publish())
    done(await newsroom.publish("2018-04-20", OTHER))
    return newsroom


async def known(newsroom: Newsroom, address: str) -> dict[str, str]:
    """What somebody asks with who has had the answer for long enough that its time is told."""

    async def had() -> dict[str, str]:
        answer = done(await newsroom.read(address, "*/*"), 200)
        since = {"If-Modified-Since": answer.headers["last-modified"]}
        assert (await newsroom.http.get(address, headers=since)).status_code == 304
        tag = {"If-None-Match": answer.headers["etag"]}
        assert (await newsroom.http.get(address, headers=tag)).status_code == 304
        return since

    return await eventually(had)


async def correct(newsroom: Newsroom) -> Any:
    await newsroom.correct(headline="Another fact")


async def withdraw_the_related(newsroom: Newsroom) -> Any:
    done(await newsroom.step("withdrawal", "en", OTHER, reason="It was wrong."))


async def publish_a_page_of_old(newsroom: Newsroom) -> Any:
    done(await newsroom.draft(stable_id("story", "old"), headline="Customs of old"))
    done(await newsroom.publish("1990-01-01", stable_id("story", "old")))


@pytest.mark.parametrize("address", LISTS)
async def test_a_list_is_new_when_a_page_of_old_has_come(published: Newsroom, address: str) -> None:
    since = await known(published, address)

    await publish_a_page_of_old(published)

    assert (await published.http.get(address, headers=since)).status_code == 200


@pytest.mark.parametrize("change", [correct, withdraw_the_related])
async def test_a_page_is_new_when_something_else_has_changed_it(published: Newsroom, change: Any) -> None:
    since = {address: await known(published, address) for address in (PAGE, NINJS)}
    before = (await published.read(PAGE, "text/html")).text

    await change(published)

    assert (await published.read(PAGE, "text/html")).text != before
    for address, headers in since.items():
        assert (await published.http.get(address, headers=headers)).status_code == 200


@pytest.mark.parametrize("address", [*LISTS, PAGE, NINJS, "/newsroom", "/style.css", "/robots.txt", "/v1/stories"])
async def test_who_asks_for_the_head_alone_gets_that(published: Newsroom, address: str) -> None:
    whole, head = await published.http.get(address), await published.http.head(address)

    assert (head.status_code, head.content) == (whole.status_code, b"")
    for name in ("content-type", "content-length", "etag", "location", "content-language"):
        assert head.headers.get(name) == whole.headers.get(name)


async def test_two_changes_within_a_second_are_two(published: Newsroom) -> None:
    for number in range(3):
        answer = await published.http.get(PAGE)
        await published.correct("es", headline=f"La aduana {number}")

        since = {"If-Modified-Since": answer.headers["last-modified"]}
        assert (await published.http.get(PAGE, headers=since)).status_code == 200


@pytest.mark.parametrize("address", ["/style.css", "/icon.svg"])
async def test_how_pages_look_is_asked_for_once(published: Newsroom, address: str) -> None:
    await known(published, address)


@pytest.mark.parametrize(
    "since",
    [
        "Mon, 01 Jan 99999999999999999999 00:00:00 GMT",
        "Mon, 01 Jan 2018 00:00:00 +99999999999999999999",
        "Mon, 01 Jan 2018 99999999999999999999:00:00 GMT",
        "Mon, 01 Jan 0001 00:00:00 +2359",
        "Fri, 31 Dec 9999 23:59:59 -2359",
        "Mon, 01 Jan 2018 00:00:00 +9999",
        "yesterday",
    ],
)
async def test_an_instant_that_no_calendar_has_is_passed_over(published: Newsroom, since: str) -> None:
    for address in (PAGE, "/en/newsroom", "/style.css"):
        assert (await published.http.get(address, headers={"If-Modified-Since": since})).status_code in (200, 304)
