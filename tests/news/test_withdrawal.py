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


async def test_no_list_and_no_page_leads_to_a_translation_that_was_withdrawn(newsroom: Newsroom) -> None:
    path = await published(newsroom)
    await newsroom.add("es", headline="La aduana")
    gone = path.replace("/en/", "/es/")
    linked = [f'href="{gone}"' in (await newsroom.read(path, "text/html")).text]

    done(await newsroom.step("withdrawal", "es", reason="Badly translated."))

    listed = (await newsroom.read("/es/newsroom", "application/json")).json()["items"]
    found = (await newsroom.get("/v1/search", q="customs", language="en"))["items"]
    linked.append(f'href="{gone}"' in (await newsroom.read(path, "text/html")).text)
    french = (await newsroom.read("/fr/newsroom", "application/json")).json()["items"]
    assert [(item["requested"], item["served"], item["path"]) for item in listed] == [("es", "en", path)]
    assert [hit["story"]["path"] for hit in found] == [path]
    assert linked == [True, False]
    assert [item["path"] for item in french] == [path.replace("/en/", "/fr/")]


async def test_a_translation_that_was_withdrawn_is_written_anew_and_published_again(newsroom: Newsroom) -> None:
    path = (await published(newsroom)).replace("/en/", "/es/")
    await newsroom.add("es", headline="La aduana")
    done(await newsroom.step("withdrawal", "es", reason="Badly translated."))

    done(await newsroom.write("es", headline="Las aduanas"))
    refused(await newsroom.step("publication", "es"), 409)
    waiting = await newsroom.read(path, "application/json")
    await newsroom.approve("es")
    for _ in range(2):
        done(await newsroom.step("publication", "es"))

    assert "Badly translated." in refused(waiting, 410)
    assert done(await newsroom.read(path, "application/json"), 200).json()["headline"] == "Las aduanas"
    deeds = [item["deed"] for item in (await newsroom.get(f"/v1/stories/{STORY}/actions"))["items"]]
    assert (deeds.count("withdrew"), deeds.count("published")) == (1, 3)
    told = [name for name, _ in await newsroom.told(6)]
    assert told[-3:] == ["withdrawn", "revised", "language-version-added"]


async def test_a_translation_that_is_written_anew_is_withdrawn_once(newsroom: Newsroom) -> None:
    await published(newsroom)
    await newsroom.add("es")
    done(await newsroom.step("withdrawal", "es", reason="Badly translated."))
    done(await newsroom.write("es"))

    refused(await newsroom.step("withdrawal", "es", reason="Again."), 409)
    done(await newsroom.http.put(WITHDRAWAL, json=WRONG))

    assert await states(newsroom) == {"en": "withdrawn", "es": "draft"}
    refused(await newsroom.write("es", headline="Once more"), 409)
