"""What was withdrawn stays so: no clock and no hand brings it back, and no list sends a reader there."""

from tests.news.newsroom import STORY, Newsroom, done, refused
from tests.news.test_embargo import hours, states, tick

WITHDRAWAL = f"/v1/stories/{STORY}/withdrawal"
WRONG = {"reason": "It was wrong."}


async def published(newsroom: Newsroom, *approved: str) -> str:
    """A story that is public in English, with translations that wait; its address."""
    done(await newsroom.draft())
    for language in approved:
        done(await newsroom.write(language, headline="La aduana"))
    await newsroom.approve("en", *approved)
    done(await newsroom.step("publication", "en"))
    return str((await newsroom.story())["path"])


async def test_what_was_scheduled_does_not_go_out_after_its_story_was_withdrawn(newsroom: Newsroom) -> None:
    path = (await published(newsroom, "es")).replace("/en/", "/es/")
    done(await newsroom.step("schedule", "es", publish_at=hours(1)))

    done(await newsroom.http.put(WITHDRAWAL, json=WRONG))
    await tick(newsroom, 2)

    assert await states(newsroom) == {"en": "withdrawn", "es": "approved"}
    assert "It was wrong." in refused(await newsroom.read(path, "application/json"), 410)
    assert (await newsroom.get("/es/feed.json"))["items"] == []
    actions = (await newsroom.get(f"/v1/stories/{STORY}/actions"))["items"]
    assert [(item["deed"], item["language"], item["note"]) for item in actions[-2:]] == [
        ("withdrew", None, "It was wrong."), ("unscheduled", "es", "the story was withdrawn")
    ]  # fmt: skip


async def test_a_withdrawn_story_is_published_in_no_language(newsroom: Newsroom) -> None:
    await published(newsroom, "es")
    done(await newsroom.http.put(WITHDRAWAL, json=WRONG))

    answers = [
        await newsroom.step("publication", "es"),
        await newsroom.step("schedule", "es", publish_at=hours(1)),
        await newsroom.http.put(f"/v1/stories/{STORY}/publication", json={}),
    ]

    for answer in answers[:2]:
        assert "was withdrawn in en" in refused(answer, 409)
    refused(answers[2], 409)
    assert await states(newsroom) == {"en": "withdrawn", "es": "approved"}
