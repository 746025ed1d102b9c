"""An editor writes, a publisher publishes, and every step that is refused says its rule and who may take it."""

from typing import Any

import pytest
from cabos.ids import stable_id

from tests.news.newsroom import STORY, Newsroom, done, refused

OTHER = stable_id("story", "other")
STEPS = ("review", "approval", "return", "schedule", "publication", "correction", "withdrawal")
BODIES: dict[str, dict[str, Any]] = {
    "return": {"note": "No source."},
    "schedule": {"publish_at": "2999-01-01T00:00:00Z"},
    "correction": {"note": "Mended."},
    "withdrawal": {"reason": "It was wrong."},
}
# From which states a step may be taken; all others refuse it.
MAY = {
    "review": {"draft"},
    "approval": {"in_review"},
    "return": {"in_review", "approved"},
    "schedule": {"approved", "scheduled"},
    "publication": {"approved", "scheduled", "published", "corrected"},
    "correction": set(),
    "withdrawal": {"published", "corrected", "withdrawn"},
}


async def bring_to(newsroom: Newsroom, state: str) -> None:
    """A story whose English version stands there."""
    way = {
        "draft": (),
        "in_review": ("review",),
        "approved": ("review", "approval"),
        "scheduled": ("review", "approval", "schedule"),
        "published": ("review", "approval", "publication"),
        "corrected": ("review", "approval", "publication"),
        "withdrawn": ("review", "approval", "publication", "withdrawal"),
    }
    done(await newsroom.draft())
    for step in way[state]:
        done(await newsroom.step(step, who=newsroom.eva if step == "review" else None, **BODIES.get(step, {})))
    if state == "corrected":
        await newsroom.correct(headline="Corrected")
    assert (await newsroom.story())["versions"][0]["state"] == state


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(
    "state", ["draft", "in_review", "approved", "scheduled", "published", "corrected", "withdrawn"]
)
async def test_a_step_is_taken_from_where_it_begins_and_refused_elsewhere(
    newsroom: Newsroom, state: str, step: str
) -> None:
    await bring_to(newsroom, state)
    before = await newsroom.story()

    answer = await newsroom.step(step, **BODIES.get(step, {}))

    if state in MAY[step]:
        done(answer)
    else:
        reason = refused(answer, 409)
        assert answer.json()["rule"] in reason
        assert answer.json()["may"] == (["editor"] if step == "review" else ["publisher"])
        assert await newsroom.story() == before


async def test_who_wrote_a_text_or_sent_it_to_review_does_not_approve_it(newsroom: Newsroom) -> None:
    both = newsroom.news.bearer("editor", "publisher", sub="eva")
    ola = newsroom.news.bearer("editor", "publisher", sub="ola")
    done(await newsroom.draft())
    done(await newsroom.step("review", who=ola))

    for who in (both, ola):
        answer = await newsroom.step("approval", who=who)
        assert "four eyes" in answer.json()["rule"]
        refused(answer, 403)

    done(await newsroom.step("approval"))


async def test_a_new_text_has_to_be_approved_anew(newsroom: Newsroom) -> None:
    await bring_to(newsroom, "approved")

    done(await newsroom.write("en", headline="Changed behind the publisher's back"))

    refused(await newsroom.step("publication"), 409)


async def test_an_editor_cannot_publish_or_hold_back_anything(newsroom: Newsroom) -> None:
    await bring_to(newsroom, "approved")
    paths = [f"/v1/stories/{STORY}/{path}" for path in ("publication", "embargo", "withdrawal", "description")]

    steps = [await newsroom.step(step, who=newsroom.eva, **BODIES.get(step, {})) for step in STEPS if step != "review"]
    others = [await newsroom.http.put(path, json={}, headers=newsroom.eva) for path in paths]

    for answer in steps + others:
        refused(answer, 403)
        assert answer.json()["may"] == ["publisher"]
        assert answer.json()["rule"] == "only a person with the role publisher does this"


async def test_a_correction_says_what_was_wrong_and_leaves_the_day_of_publication(newsroom: Newsroom) -> None:
    await bring_to(newsroom, "published")
    before = (await newsroom.story())["versions"][0]

    await newsroom.correct(note="An earlier version named another month.", headline="Mended")

    after = (await newsroom.story())["versions"][0]
    assert (after["state"], after["pending"], after["headline"]) == ("corrected", None, "Mended")
    assert [each["note"] for each in after["corrections"]] == ["An earlier version named another month."]
    assert (await newsroom.story())["published_at"] is not None
    assert after["updated_at"] > before["updated_at"]
    corrected = (await newsroom.announced(4))[-1]
    assert (corrected["type"], corrected["data"]["note"]) == (
        "news.story.corrected.v1", "An earlier version named another month."
    )  # fmt: skip


async def test_a_correction_that_is_being_written_is_not_to_be_seen(newsroom: Newsroom) -> None:
    await bring_to(newsroom, "published")
    path = (await newsroom.story())["path"]

    done(await newsroom.write("en", headline="Not yet"))
    seen = [(await newsroom.read(path)).text]
    await newsroom.approve()
    seen.append((await newsroom.read(path)).text)
    done(await newsroom.step("correction", note="Mended."))

    assert ["Not yet" in text for text in seen] == [False, False]
    assert "Not yet" in (await newsroom.read(path)).text


async def test_a_withdrawn_story_keeps_its_address_and_the_reason(newsroom: Newsroom) -> None:
    await bring_to(newsroom, "published")
    await newsroom.add("es", headline="La aduana")
    path = (await newsroom.story())["path"]

    for _ in range(2):
        answer = await newsroom.http.put(f"/v1/stories/{STORY}/withdrawal", json={"reason": "It was wrong."})
        done(answer)

    for address in (path, path.replace("/en/", "/es/"), path.replace("/en/", "/fr/")):
        gone = await newsroom.read(address, "application/json")
        assert "It was wrong." in refused(gone, 410)
    story = await newsroom.story()
    assert (story["state"], [version["state"] for version in story["versions"]]) == ("withdrawn", ["withdrawn"] * 2)
    withdrawn = [event["data"] for event in await newsroom.announced(5) if event["type"] == "news.story.withdrawn.v1"]
    assert [(data["languages"], data["reason"]) for data in withdrawn] == [(["en", "es"], "It was wrong.")]


async def test_a_translation_is_withdrawn_alone_and_with_its_original(newsroom: Newsroom) -> None:
    await bring_to(newsroom, "published")
    for language in ("es", "fr"):
        await newsroom.add(language)
    path = (await newsroom.story())["path"]

    done(await newsroom.step("withdrawal", "es", reason="Badly translated."))
    spanish = await newsroom.read(path.replace("/en/", "/es/"), "application/json")
    english = await newsroom.read(path)
    done(await newsroom.step("withdrawal", "en", reason="It was wrong."))

    assert "Badly translated." in refused(spanish, 410)
    assert spanish.json()["languages"] == ["en", "fr"]
    assert english.status_code == 200
    assert {version["state"] for version in (await newsroom.story())["versions"]} == {"withdrawn"}


async def test_a_translation_waits_for_its_original(newsroom: Newsroom) -> None:
    done(await newsroom.draft())
    done(await newsroom.write("es"))
    await newsroom.approve("es")

    answer = await newsroom.step("publication", "es")

    assert "in en is not public" in refused(answer, 409)


async def test_a_public_translation_becomes_stale_with_a_substantive_correction(newsroom: Newsroom) -> None:
    await bring_to(newsroom, "published")
    await newsroom.add("es")

    await newsroom.correct(headline="A comma,", substantive=False)
    await newsroom.correct(headline="Another fact")
    await newsroom.correct("es", headline="Otro hecho")

    events = [(event["type"].split(".", 1)[1], event["data"]) for event in await newsroom.announced(9)]
    stale = [data for type_, data in events if type_ == "translation.became-stale.v1"]
    assert [(data["language"], data["made_from"], data["revision"]) for data in stale] == [("es", 1, 3)]
    shown = {version["language"]: version for version in (await newsroom.story())["versions"]}
    assert (shown["es"]["stale"], shown["es"]["made_from"]) == (False, 3)


async def test_who_did_what_is_written_down(newsroom: Newsroom) -> None:
    await bring_to(newsroom, "published")
    done(await newsroom.write("en", headline="Another"))
    done(await newsroom.step("review", who=newsroom.eva))
    done(await newsroom.step("return", note="No source."))

    pages = [await newsroom.get(f"/v1/stories/{STORY}/actions", limit=4)]
    pages.append(await newsroom.get(f"/v1/stories/{STORY}/actions", limit=4, after=pages[0]["next"]))

    actions = [item for page in pages for item in page["items"]]
    assert [(item["who"], item["deed"], item["revision"]) for item in actions] == [
        ("eva", "drafted", 1), ("eva", "submitted", 1), ("paul", "approved", 1), ("paul", "published", 1),
        ("eva", "wrote", 2), ("eva", "submitted", 2), ("paul", "returned", 2),
    ]  # fmt: skip
    assert actions[-1]["note"] == "No source."


async def test_a_change_counts_for_the_version_it_was_made_for(newsroom: Newsroom) -> None:
    done(await newsroom.draft())
    tag = (await newsroom.http.get(f"/v1/stories/{STORY}")).headers["etag"]
    done(await newsroom.write("es"))
    headers = newsroom.eva | {"If-Match": tag}

    answer = await newsroom.step("review", who=headers)

    refused(answer, 412)


async def test_a_description_holds_for_all_languages_and_names_other_stories(newsroom: Newsroom) -> None:
    await bring_to(newsroom, "published")
    await newsroom.add("es")
    done(await newsroom.draft(OTHER, headline="Another"))
    about = [{"kind": "conference", "id": str(OTHER)}]
    path = f"/v1/stories/{STORY}/description"

    for _ in range(2):
        body = {"region": "AMS", "tags": ["aeo"], "about": about, "related": [str(OTHER)]}
        done(await newsroom.http.put(path, json=body))

    story = await newsroom.story()
    assert (story["region"], story["tags"], story["about"]) == ("AMS", ["aeo"], about)
    assert story["related"] == [str(OTHER)]
    del newsroom.http.headers["Authorization"]
    public = await newsroom.story()
    assert public["related"] == []
    refused(await newsroom.http.put(path, json=body, headers=newsroom.paul | {"If-Match": '"99"'}), 412)
    unknown = body | {"related": [str(STORY)]}
    assert "no other story" in refused(
        await newsroom.http.put(path, json=unknown, headers=newsroom.paul), 422, "related"
    )
