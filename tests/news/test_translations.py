"""A translation says what its original says to its readers: it may be behind, and never ahead."""

from typing import Any

from tests.news.newsroom import STORY, Newsroom, done, refused
from tests.news.test_embargo import hours, states, tick


async def versions(newsroom: Newsroom) -> dict[str, Any]:
    return {version["language"]: version for version in (await newsroom.story())["versions"]}


async def test_a_translation_of_a_text_that_is_not_public_yet_waits_for_it(newsroom: Newsroom) -> None:
    done(await newsroom.draft())
    done(await newsroom.publish())
    await newsroom.add("es")
    done(await newsroom.write("en", headline="Another fact"))
    for language in ("fr", "es"):
        done(await newsroom.write(language, headline="Not said yet"))
        await newsroom.approve(language)

    answers = [await newsroom.step("publication", "fr"), await newsroom.step("correction", "es", note="Mended.")]
    done(await newsroom.step("schedule", "fr", publish_at=hours(1)))
    await tick(newsroom, 2)
    before = await states(newsroom)
    await newsroom.approve("en")
    done(await newsroom.step("correction", "en", note="Another fact."))
    done(await newsroom.step("correction", "es", note="Another fact."))
    await tick(newsroom, 2)

    for answer in answers:
        assert "made from revision 2 of en, which is not public" in refused(answer, 409)
        assert "never ahead" in answer.json()["rule"]
    assert before == {"en": "published", "es": "published", "fr": "scheduled"}
    assert await states(newsroom) == {"en": "corrected", "es": "corrected", "fr": "published"}
    assert [each["stale"] for each in (await versions(newsroom)).values()] == [False] * 3


async def test_a_translation_may_have_what_is_no_matter_of_substance_before_its_original(newsroom: Newsroom) -> None:
    done(await newsroom.draft())
    done(await newsroom.publish())
    done(await newsroom.write("en", headline="Customs meets,", substantive=False))

    await newsroom.add("es")

    assert (await versions(newsroom))["es"]["made_from"] == 2


async def test_the_newsroom_and_the_public_agree_on_what_is_stale(newsroom: Newsroom) -> None:
    done(await newsroom.draft())
    done(await newsroom.write("es"))
    path = str(done(await newsroom.publish()) and (await newsroom.story())["path"]).replace("/en/", "/es/")
    seen = []

    async def look() -> None:
        spanish = (await versions(newsroom))["es"]
        public = (await newsroom.read(path, "application/json")).json()["stale"]
        seen.append((spanish["stale"], public, spanish["behind"]))

    await look()
    done(await newsroom.write("en", headline="Another fact"))
    await look()
    await newsroom.approve("en")
    done(await newsroom.step("correction", "en", note="Another fact."))
    await look()
    done(await newsroom.write("es", headline="Otro hecho"))
    await look()
    await newsroom.approve("es")
    done(await newsroom.step("correction", "es", note="Otro hecho."))
    await look()

    assert seen == [
        (False, False, False), (False, False, True), (True, True, True), (True, True, False), (False, False, False)
    ]  # fmt: skip


async def test_a_page_of_a_translation_is_made_from_what_was_read(newsroom: Newsroom) -> None:
    imported = done(await newsroom.post("Customs meets\n\n19 April 2018\n\nThey met.\n"), 201).json()
    story = imported["story_id"]
    done(await newsroom.write("en", story, headline="Another fact"))
    page = b"La aduana\n\n19 abril 2018\n\nSe reunieron.\n"
    headers = {"Content-Type": "text/plain"}

    done(await newsroom.http.post(f"/v1/pages?story={story}", content=page, headers=headers), 201)

    assert {version["language"]: version["made_from"] for version in (await newsroom.story(story))["versions"]} == {
        "en": None, "es": 1
    }  # fmt: skip


async def test_the_same_words_are_not_written_as_another_kind_of_change(newsroom: Newsroom) -> None:
    done(await newsroom.draft())
    # A first text mends nothing.
    done(await newsroom.write("en", headline="Customs meets", substantive=False))
    done(await newsroom.write("en", headline="Second"))
    waiting = await newsroom.write("en", headline="Second", substantive=False)
    done(await newsroom.publish())
    read = await newsroom.write("en", headline="Second", substantive=False)
    for _ in range(2):
        done(await newsroom.write("en", headline="Second,", substantive=False))
    pending = await newsroom.write("en", headline="Second,")
    done(await newsroom.http.delete(f"/v1/stories/{STORY}/versions/en/correction"))
    for _ in range(2):
        done(await newsroom.write("en", headline="Second,"))

    assert "write another text" in refused(waiting, 409, "substantive")
    assert "it is read as such" in refused(read, 409, "substantive")
    assert "not substantive; discard it (DELETE …/versions/en/correction)" in refused(pending, 409, "substantive")
    revisions = (await newsroom.get(f"/v1/stories/{STORY}/versions/en/revisions"))["items"]
    assert [each["substantive"] for each in revisions] == [True, True, False, True]
