"""What a letter tells: all that is new to its reader in their language, of their topics, and nothing is lost."""

import asyncio
from collections.abc import Awaitable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from cabos.database import execute
from cabos.ids import stable_id
from cabos.testing import eventually
from news.commands.letters import SETTLED, settled_until
from news.post import write_due
from news.queries.digests import MOST_TOLD
from sqlalchemy import text

from tests.news.mailing import DAY, READER, SITE, Mailing, link_in, words_of
from tests.news.newsroom import STORY, done, refused

WEEK = timedelta(weeks=1, minutes=1)


async def publish(mailing: Mailing, number: int, **text: Any) -> None:
    story = stable_id("story", number)
    done(await mailing.draft(story, headline=f"Story {number:02}.", **text))
    await mailing.approve(story=story)
    done(await mailing.http.put(f"/v1/stories/{story}/publication", json={}))


async def some_at_once(todo: Iterable[Awaitable[None]]) -> None:
    several = asyncio.Semaphore(5)

    async def one(each: Awaitable[None]) -> None:
        async with several:
            await each

    await asyncio.gather(*(one(each) for each in todo))


async def publish_all(mailing: Mailing, numbers: Iterable[int], **about: Any) -> list[UUID]:
    await some_at_once(publish(mailing, number, **about) for number in numbers)
    return [stable_id("story", number) for number in numbers]


async def test_a_letter_says_how_many_more_there_are_than_it_tells(mailing: Mailing) -> None:
    await mailing.subscribe("en", "weekly")
    await publish_all(mailing, range(MOST_TOLD + 5))

    [letter] = await mailing.deliver(WEEK)

    told = words_of(letter)
    assert letter["Subject"].startswith(f"News ({MOST_TOLD + 5}): Story ")
    assert sum(f"Story {number:02}." in told for number in range(MOST_TOLD + 5)) == MOST_TOLD
    assert f"\n\nMore stories (5): {SITE}/en/newsroom\n" in told
    assert f'<a href="{SITE}/en/newsroom">More stories (5)</a>' in words_of(letter, "html")
    assert await mailing.deliver(WEEK) == []


async def test_a_letter_of_one_topic_leads_to_the_list_of_it(mailing: Mailing) -> None:
    await mailing.subscribe("en", "weekly", topics=[{"region": "AMS", "tag": "aeo"}])
    await publish_all(mailing, range(MOST_TOLD + 1), region="AMS", tags=["aeo"])

    [letter] = await mailing.deliver(WEEK)

    assert f"More stories (1): {SITE}/en/newsroom?region=AMS&tag=aeo\n" in words_of(letter)


async def test_what_changed_in_languages_that_a_reader_does_not_see_takes_no_place(mailing: Mailing) -> None:
    old = await publish_all(mailing, range(10, 10 + MOST_TOLD))
    await mailing.subscribe("en", "weekly")
    await publish_all(mailing, range(2))
    await some_at_once(mailing.add("fr", story) for story in old)

    [letter] = await mailing.deliver(WEEK)

    assert letter["Subject"].startswith("News (2): ")
    told = words_of(letter)
    assert "Story 00." in told
    assert "Story 01." in told
    assert "In fr" not in told


async def test_a_reader_is_told_when_a_story_comes_in_their_language(mailing: Mailing) -> None:
    [story] = await publish_all(mailing, [1])
    await mailing.subscribe("pt", "weekly")
    await mailing.add("es", story)
    await mailing.add("fr", story)

    [letter] = await mailing.deliver(WEEK)

    # Spanish is what is read in Portuguese before English.
    assert letter["Subject"] == "In es"


async def test_a_publication_that_waits_for_its_turn_is_told_however_long_it_takes(mailing: Mailing) -> None:
    await mailing.subscribe()
    done(await mailing.draft())
    await mailing.approve()
    await mailing.return_to_now()
    database, last = mailing.news.database, text("SELECT told_until FROM subscriber")

    async with database.transaction() as other, database.transaction() as looking:
        await execute(other, text("SELECT 1 FROM story FOR UPDATE"))
        waiting = asyncio.create_task(mailing.http.put(f"/v1/stories/{STORY}/publication", json={}))

        async def waits_for_long() -> datetime:
            now = datetime.now(UTC)
            until = await settled_until(looking, now)
            await looking.rollback()
            assert until < now - 2 * SETTLED
            return now

        now = await eventually(waits_for_long)
        told = (await execute(looking, last)).scalar_one()
        await write_due(database, mailing.settings, now + timedelta(minutes=2))
        assert (await execute(looking, last)).scalar_one() >= told
        assert await mailing.count("letter") == 0
    done(await waiting)

    [letter] = await mailing.deliver(timedelta(minutes=4))
    assert letter["Subject"] == "Customs meets"
    assert await mailing.deliver(DAY) == []


async def test_the_form_offers_the_topics_that_there_are(mailing: Mailing) -> None:
    done(await mailing.draft(region="AMS", tags=["aeo"]))
    done(await mailing.publish())
    done(await mailing.draft(stable_id("story", "draft"), headline="A draft", region="EUR", tags=["secret"]))

    form = (await mailing.http.get("/es/newsroom/subscription")).text
    body = f"email={READER}&frequency=at_once&region=AMS&tag=training"
    done(await mailing.http.post("/es/newsroom/subscription", content=body), 200)

    assert '<input type="checkbox" name="region" value="AMS"> las Américas y el Caribe (AMS)' in form
    assert '<input type="checkbox" name="tag" value="aeo"> aeo' in form
    assert "EUR" not in form
    assert "secret" not in form
    [letter] = await mailing.deliver(timedelta(0))
    done(await mailing.http.post(link_in(letter)), 200)
    await mailing.return_to_now()
    topics: list[dict[str, Any]] = [{"region": "AMS"}, {"region": "EUR"}, {"region": "EUR", "tags": ["training"]}]
    for number, about in enumerate(topics):
        await publish(mailing, number, **about)
    [digest] = await mailing.deliver(timedelta(minutes=2))
    assert digest["Subject"].startswith("Noticias (2): ")
    assert "Story 01." not in words_of(digest)


async def test_a_region_that_there_is_not_is_no_topic(mailing: Mailing) -> None:
    async def ask(region: str) -> Any:
        wish = {"email": READER, "language": "en", "topics": [{"tag": "aeo"}, {"region": region}]}
        return await mailing.http.post("/v1/subscriptions", json=wish)

    assert "there is no region 'ZZ'; there are AMS, AP, " in refused(await ask("ZZ"), 422, "topics")
    by_form = await mailing.http.post("/en/newsroom/subscription", content=f"email={READER}&region=ZZ")
    refused(by_form, 422, "topics")
    assert await mailing.deliver() == []
    done(await ask("WCA"), 202)


async def test_a_form_with_more_than_it_has_is_refused(mailing: Mailing) -> None:
    body = f"email={READER}" + "&tag=aeo"
    refused(await mailing.http.post("/en/newsroom/subscription", content=body + "&tag=x" * 30), 422, "topics")
    refused(await mailing.http.post("/en/newsroom/subscription", content=body + "&tag=x" * 200), 422, "body")
