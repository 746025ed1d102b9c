"""What is held back goes out at its instant, in every language at once, and not before."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cabos.testing import eventually
from news.commands.publishing import publish_due

from tests.news.newsroom import STORY, Newsroom, done, refused

EMBARGO = f"/v1/stories/{STORY}/embargo"


def hours(number: float) -> str:
    return (datetime.now(UTC) + timedelta(hours=number)).isoformat()


async def tick(newsroom: Newsroom, number: float) -> None:
    """The clock of news comes by in so many hours."""
    async with newsroom.news.database.transaction() as session:
        await publish_due(session, datetime.now(UTC) + timedelta(hours=number))


async def approved(newsroom: Newsroom, *languages: str, **story: Any) -> None:
    done(await newsroom.draft(**story))
    for language in languages:
        done(await newsroom.write(language))
    await newsroom.approve("en", *languages)


async def states(newsroom: Newsroom) -> dict[str, str]:
    return {version["language"]: version["state"] for version in (await newsroom.story())["versions"]}


async def test_an_embargo_holds_back_every_language_whoever_publishes(newsroom: Newsroom) -> None:
    await approved(newsroom, "es", embargo_until=hours(1))

    answers = [
        await newsroom.http.put(f"/v1/stories/{STORY}/publication", json={}),
        await newsroom.http.put(f"/v1/stories/{STORY}/publication", json={"published_on": "2018-04-19"}),
        await newsroom.step("publication", "en"),
        await newsroom.step("publication", "es"),
    ]

    for answer in answers[:3]:
        assert "goes out before" in refused(answer, 409)
        assert answer.json()["may"] == ["publisher"]
    refused(answers[3], 409)
    assert await states(newsroom) == {"en": "approved", "es": "approved"}


async def test_who_does_not_see_drafts_learns_nothing_of_an_embargo(newsroom: Newsroom) -> None:
    await approved(newsroom, embargo_until=hours(1))

    assert (await newsroom.story())["embargo_until"] is not None
    del newsroom.http.headers["Authorization"]
    assert (await newsroom.http.get(f"/v1/stories/{STORY}")).status_code == 404


async def test_nothing_is_scheduled_for_the_past_or_under_embargo(newsroom: Newsroom) -> None:
    await approved(newsroom, embargo_until=hours(2))

    past = await newsroom.step("schedule", publish_at=hours(-1))
    under = await newsroom.step("schedule", publish_at=hours(1))
    done(await newsroom.step("schedule", publish_at=hours(2.01)))

    assert "has passed" in refused(past, 422, "publish_at")
    assert "embargo stands" in refused(under, 422, "publish_at")


async def test_what_is_scheduled_goes_out_at_its_instant_once(newsroom: Newsroom) -> None:
    await approved(newsroom, "es")
    done(await newsroom.step("schedule", "es", publish_at=hours(1)))
    done(await newsroom.step("schedule", "en", publish_at=hours(1)))

    await tick(newsroom, 0.9)
    before = await states(newsroom)
    for _ in range(2):
        await tick(newsroom, 1.1)

    assert before == {"en": "scheduled", "es": "scheduled"}
    assert await states(newsroom) == {"en": "published", "es": "published"}
    told = [name for name, _ in await newsroom.told(4)]
    assert told == ["drafted", "revised", "published", "language-version-added"]
    assert (await newsroom.announced(4))[2]["data"]["languages"] == ["en", "es"]
    actions = (await newsroom.get(f"/v1/stories/{STORY}/actions"))["items"]
    assert [(item["who"], item["language"]) for item in actions if item["deed"] == "published"] == [
        ("clock", "en"), ("clock", "es")
    ]  # fmt: skip


async def test_a_translation_that_is_due_waits_for_its_original(newsroom: Newsroom) -> None:
    await approved(newsroom, "es")
    done(await newsroom.step("schedule", "es", publish_at=hours(1)))

    await tick(newsroom, 2)
    waiting = await states(newsroom)
    done(await newsroom.step("publication", "en"))
    await tick(newsroom, 2)

    assert waiting == {"en": "approved", "es": "scheduled"}
    assert await states(newsroom) == {"en": "published", "es": "published"}


async def test_an_embargo_set_later_holds_back_what_is_scheduled_and_lifts_at_its_instant(newsroom: Newsroom) -> None:
    await approved(newsroom)
    done(await newsroom.step("schedule", publish_at=hours(1)))
    for _ in range(2):
        done(await newsroom.http.put(EMBARGO, json={"embargo_until": hours(3)[:13] + ":00:00Z"}))

    await tick(newsroom, 1.5)
    held = await states(newsroom)
    await tick(newsroom, 4)

    assert (held, await states(newsroom)) == ({"en": "scheduled"}, {"en": "published"})


async def test_what_was_taken_off_the_schedule_does_not_go_out(newsroom: Newsroom) -> None:
    await approved(newsroom)
    done(await newsroom.step("schedule", publish_at=hours(1)))

    done(await newsroom.http.delete(f"/v1/stories/{STORY}/versions/en/schedule"))
    await tick(newsroom, 2)

    assert await states(newsroom) == {"en": "approved"}
    refused(await newsroom.http.delete(f"/v1/stories/{STORY}/versions/en/schedule"), 409)


async def test_an_embargo_comes_too_late_for_what_is_public(newsroom: Newsroom) -> None:
    await approved(newsroom)
    done(await newsroom.step("publication"))

    answer = await newsroom.http.put(EMBARGO, json={"embargo_until": hours(1)})

    assert "too late" in refused(answer, 409, "embargo_until")


@pytest.mark.parametrize("body", [{}, {"embargo_until": 0}, {"embargo_until": "2026-06-25"}, {"until": None}])
async def test_what_is_no_embargo_is_refused_by_its_field(newsroom: Newsroom, body: dict[str, Any]) -> None:
    done(await newsroom.draft())

    refused(await newsroom.http.put(EMBARGO, json=body), 422)


@pytest.mark.parametrize("instant", ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+12:00"])
async def test_an_instant_that_utc_does_not_have_is_refused_by_its_field(newsroom: Newsroom, instant: str) -> None:
    await approved(newsroom)

    refused(await newsroom.http.put(EMBARGO, json={"embargo_until": instant}), 422, "embargo_until")
    refused(await newsroom.step("schedule", publish_at=instant), 422, "publish_at")


async def test_the_worker_brings_out_what_is_due_and_every_output_has_it(newsroom: Newsroom) -> None:
    await approved(newsroom)
    soon = (datetime.now(UTC) + timedelta(seconds=1)).isoformat()
    done(await newsroom.step("schedule", publish_at=soon))

    async def out() -> bool:
        listed = [item["id"] for item in (await newsroom.get("/v1/stories"))["items"]]
        return (await states(newsroom), listed) == ({"en": "published"}, [str(STORY)])

    await eventually(out)
    assert done(await newsroom.read((await newsroom.story())["path"]), 200).text.startswith("Customs meets")


async def test_events_say_nothing_of_what_is_held_back(newsroom: Newsroom) -> None:
    about = [{"kind": "agreement", "id": str(STORY)}]
    done(await newsroom.draft(embargo_until=hours(3), about=about))
    done(await newsroom.write("es"))

    [drafted] = await newsroom.announced(1)

    assert drafted["data"] == {"story_id": str(STORY), "language": "en", "about": [], "version": 1}
