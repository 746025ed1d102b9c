"""What waits for whom, and what becomes of a text that was to replace one that is read."""

from typing import Any

from cabos.ids import stable_id

from tests.news.newsroom import STORY, Newsroom, done, refused
from tests.news.test_embargo import hours

OTHER = stable_id("story", "other")
CORRECTION = f"/v1/stories/{STORY}/versions/en/correction"


async def listed(newsroom: Newsroom, state: str) -> list[str]:
    return [item["id"] for item in (await newsroom.get("/v1/stories", state=state))["items"]]


async def english(newsroom: Newsroom) -> dict[str, Any]:
    shown = {version["language"]: version for version in (await newsroom.story())["versions"]}["en"]
    return {name: shown[name] for name in ("state", "pending", "revision", "headline")}


async def pending(newsroom: Newsroom) -> None:
    """A story that is public, with an approved correction."""
    done(await newsroom.draft())
    done(await newsroom.publish())
    done(await newsroom.write("en", headline="Another fact"))
    await newsroom.approve("en")


async def test_stories_are_listed_by_where_any_language_of_them_stands(newsroom: Newsroom) -> None:
    done(await newsroom.draft())
    done(await newsroom.publish())
    done(await newsroom.draft(OTHER, headline="Another"))
    seen = []

    async def look() -> None:
        seen.append([name for name in ("draft", "in_review", "approved", "scheduled") if str(STORY) in
                     await listed(newsroom, name)])  # fmt: skip

    await look()
    done(await newsroom.write("es"))
    await look()
    done(await newsroom.step("review", "es", who=newsroom.eva))
    await look()
    done(await newsroom.step("approval", "es"))
    await look()
    done(await newsroom.step("schedule", "es", publish_at=hours(1)))
    await look()
    done(await newsroom.write("en", headline="A correction"))
    await look()

    assert seen == [[], ["draft"], ["in_review"], ["approved"], ["scheduled"], ["draft", "scheduled"]]
    assert await listed(newsroom, "published") == [str(STORY)]
    assert await listed(newsroom, "corrected") == []
    assert str(OTHER) in await listed(newsroom, "draft")


async def test_where_the_work_stands_is_for_the_newsroom(newsroom: Newsroom) -> None:
    newsroom.http.headers.update(newsroom.news.bearer("aeo-officer"))

    answers = [await newsroom.http.get("/v1/stories", params={"state": state}) for state in ("in_review", "corrected")]

    assert [answer.status_code for answer in answers] == [403, 200]


async def test_an_approved_correction_is_not_published_without_its_note(newsroom: Newsroom) -> None:
    await pending(newsroom)

    answers = [
        await newsroom.step("publication"),
        await newsroom.http.put(f"/v1/stories/{STORY}/publication", json={}),
    ]

    for answer in answers:
        assert "/versions/en/correction" in refused(answer, 409)
        assert answer.json()["may"] == ["publisher"]
    done(await newsroom.step("correction", note="Another fact."))
    done(await newsroom.step("publication"))


async def test_a_correction_is_discarded_and_the_next_one_begins_anew(newsroom: Newsroom) -> None:
    await pending(newsroom)

    for _ in range(2):
        done(await newsroom.http.delete(CORRECTION, headers=newsroom.eva))
    after = await english(newsroom)
    done(await newsroom.write("en", headline="Another fact"))

    assert after == {"state": "published", "pending": None, "revision": 1, "headline": "Customs meets"}
    assert await english(newsroom) == {
        "state": "published", "pending": "draft", "revision": 3, "headline": "Another fact"
    }  # fmt: skip
    revisions = (await newsroom.get(f"/v1/stories/{STORY}/versions/en/revisions"))["items"]
    assert [each["discarded_at"] is not None for each in revisions] == [False, True, False]
    actions = (await newsroom.get(f"/v1/stories/{STORY}/actions"))["items"]
    assert [(item["who"], item["revision"]) for item in actions if item["deed"] == "discarded"] == [("eva", 2)]


async def test_only_what_was_to_replace_a_text_that_is_read_is_discarded(newsroom: Newsroom) -> None:
    done(await newsroom.draft())

    answer = await newsroom.http.delete(CORRECTION)

    assert "only a version that is public" in refused(answer, 409)


async def test_no_translation_follows_a_text_that_was_discarded(newsroom: Newsroom) -> None:
    done(await newsroom.draft())
    done(await newsroom.write("es"))
    done(await newsroom.publish())
    done(await newsroom.write("en", headline="Another fact"))
    done(await newsroom.write("fr"))
    done(await newsroom.http.delete(CORRECTION))
    await newsroom.approve("fr")

    early = await newsroom.step("publication", "fr")
    await newsroom.correct("en", headline="Customs meets.", substantive=False)
    late = await newsroom.step("publication", "fr")

    refused(early, 409)
    refused(late, 409)
    shown = {version["language"]: version for version in (await newsroom.story())["versions"]}
    assert [(shown[tag]["stale"], shown[tag]["behind"]) for tag in ("es", "fr")] == [(False, False), (False, True)]
