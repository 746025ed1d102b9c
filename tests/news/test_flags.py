"""A story is flagged when what it is built on is corrected, and says what it said."""

from typing import Any
from uuid import uuid4

from cabos.ids import stable_id
from cabos.testing import eventually
from news.commands.flags import flag_stories

from tests.governance.office import CONFERENCE, Office
from tests.news.newsroom import STORY, Newsroom, done, refused

RECORD = stable_id("agreement", "test")


async def flags(newsroom: Newsroom, **query: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await newsroom.get("/v1/flags", **query))["items"]
    return found


async def raise_flag(newsroom: Newsroom, event_id: Any) -> None:
    async with newsroom.news.database.transaction() as session:
        await flag_stories(session, "agreement", RECORD, ("signed_on: 2018-05, formerly 2018-04",), event_id)


async def test_every_story_about_a_record_is_flagged_once_for_each_event(newsroom: Newsroom) -> None:
    about = [{"kind": "agreement", "id": str(RECORD)}]
    other = stable_id("story", "other")
    done(await newsroom.draft(about=about))
    done(await newsroom.draft(other, about=about))
    done(await newsroom.draft(stable_id("story", "third")))
    done(await newsroom.publish())
    event_id = uuid4()

    for _ in range(2):
        await raise_flag(newsroom, event_id)

    found = await flags(newsroom)
    assert {flag["story_id"] for flag in found} == {str(STORY), str(other)}
    assert {tuple(flag["changed"]) for flag in found} == {("signed_on: 2018-05, formerly 2018-04",)}
    told = [event["data"] for event in await newsroom.announced(5) if event["type"] == "news.story.flagged.v1"]
    # What a draft is about is told to nobody.
    assert [(data["story_id"], data["record"], data["according_to_event"]) for data in told] == [
        (str(STORY), about[0], str(event_id))
    ]


async def test_a_flag_is_settled_once_and_the_story_is_as_it_was(newsroom: Newsroom) -> None:
    done(await newsroom.draft(about=[{"kind": "agreement", "id": str(RECORD)}]))
    done(await newsroom.publish())
    address = (await newsroom.story())["path"]
    before = (await newsroom.read(address)).text
    await raise_flag(newsroom, uuid4())
    (flag,) = await flags(newsroom, settled=False, story=STORY)

    for note in ("It stands.", "Again."):
        answer = await newsroom.http.put(
            f"/v1/flags/{flag['id']}/settlement", json={"note": note}, headers=newsroom.eva
        )
        done(answer)

    (settled,) = await flags(newsroom, settled=True)
    assert (settled["settled_by"], settled["note"]) == ("eva", "It stands.")
    assert await flags(newsroom, settled=False) == []
    assert (await newsroom.read(address)).text == before
    refused(await newsroom.http.put(f"/v1/flags/{STORY}/settlement", json={}), 404)
    deeds = [item["deed"] for item in (await newsroom.get(f"/v1/stories/{STORY}/actions"))["items"]]
    assert deeds[-2:] == ["flagged", "settled"]


async def test_flags_are_for_the_newsroom(newsroom: Newsroom) -> None:
    del newsroom.http.headers["Authorization"]

    assert (await newsroom.http.get("/v1/flags")).status_code == 401


async def test_a_conference_that_is_cancelled_flags_the_stories_about_it(
    newsroom: Newsroom, governance: Office
) -> None:
    await governance.convene()
    done(await newsroom.draft(about=[{"kind": "conference", "id": str(CONFERENCE)}]))

    body = {"reason": "A storm.", "uses_number": False, "source": "test"}
    response = await governance.http.put(f"/v1/conferences/{CONFERENCE}/cancellation", json=body)

    assert response.status_code == 204, response.text

    async def flagged() -> list[dict[str, Any]]:
        return await flags(newsroom)

    (flag,) = await eventually(flagged)
    assert (flag["kind"], flag["changed"]) == ("conference", ["the conference was cancelled"])
