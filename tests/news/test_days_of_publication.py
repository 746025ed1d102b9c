"""On which day a story came out, and when: today is now, and a page of old is no news."""

from datetime import UTC, datetime, timedelta

from cabos.ids import stable_id

from tests.news.mailing import DAY, Mailing
from tests.news.newsroom import PAGE, Newsroom, done

EARLIER, LATER, LATEST = (stable_id("story", name) for name in ("earlier", "later", "latest"))
NOBODY = {"Authorization": ""}


def today() -> str:
    return datetime.now(UTC).date().isoformat()


async def headlines(newsroom: Newsroom) -> list[str]:
    listed = await newsroom.http.get("/en/newsroom", headers=NOBODY | {"Accept": "application/json"})
    return [each["headline"] for each in done(listed, 200).json()["items"]]


async def test_a_story_of_today_comes_out_now(newsroom: Newsroom) -> None:
    done(await newsroom.draft(EARLIER, headline="Earlier"))
    done(await newsroom.publish(None, EARLIER))
    done(await newsroom.draft(LATER, headline="Later"))
    before = datetime.now(UTC)
    for _ in range(2):
        done(await newsroom.publish(today(), LATER))

    [version] = (await newsroom.story(LATER))["versions"]

    assert (await newsroom.story(LATER))["published_at"] == version["updated_at"]
    assert before <= datetime.fromisoformat(version["updated_at"]) <= datetime.now(UTC)
    assert "<news:title>Later</news:title>" in (await newsroom.http.get("/news-sitemap.xml")).text
    assert await headlines(newsroom) == ["Later", "Earlier"]


async def test_a_translation_of_a_story_comes_out_now_whatever_day_the_story_is_of(newsroom: Newsroom) -> None:
    done(await newsroom.draft())
    done(await newsroom.publish(None))
    done(await newsroom.write("es"))
    done(await newsroom.publish(today()))

    own, translation = (await newsroom.story())["versions"]

    assert own["updated_at"] < translation["updated_at"]
    assert "<news:title>In es</news:title>" in (await newsroom.http.get("/news-sitemap.xml")).text


async def test_a_page_of_old_is_listed_by_its_day_and_says_when_it_came_here(newsroom: Newsroom) -> None:
    before = datetime.now(UTC)
    done(await newsroom.draft(headline="Of 2019"))
    done(await newsroom.publish("2019-04-19"))
    page = done(await newsroom.post(PAGE), 201).json()

    for story in (str((await newsroom.story())["id"]), page["story_id"]):
        told = await newsroom.story(story)  # type: ignore[arg-type]
        assert told["published_at"] is None
        assert datetime.fromisoformat(told["versions"][0]["updated_at"]) >= before
    assert await headlines(newsroom) == ["Of 2019", "Customs meets in Los Cabos"]
    assert "<news:title>" not in (await newsroom.http.get("/news-sitemap.xml")).text


async def test_readers_are_told_of_a_story_of_today_and_of_no_page_of_old_before_it_is_corrected(
    mailing: Mailing,
) -> None:
    await mailing.subscribe("en", "daily")
    done(await mailing.post(PAGE), 201)
    done(await mailing.draft(LATER, headline="Of yesterday"))
    done(await mailing.publish((datetime.now(UTC) - DAY).date().isoformat(), LATER))
    assert await mailing.deliver(DAY + timedelta(minutes=1)) == []
    await mailing.return_to_now()
    done(await mailing.draft(LATEST, headline="Of today"))
    done(await mailing.publish(today(), LATEST))
    await mailing.correct("en", LATER, headline="Corrected", body="Better.")

    [letter] = await mailing.deliver(DAY)

    assert letter["Subject"].startswith("News (2): ")
    told = letter.get_body(("plain",))
    assert told is not None
    assert "Of today\n" in told.get_content().replace("\r\n", "\n")
    assert "Corrected [Corrected]" in told.get_content()
