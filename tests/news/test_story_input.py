"""What is no story, who may write which, and who sees a draft."""

from typing import Any

import pytest
from cabos.ids import stable_id
from news.model.occasion import OCCASIONS

from tests.news.newsroom import STORY, Newsroom, done, refused

RECORD = stable_id("decision", "test")
JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize("tag", ["xx", "qq"])
async def test_a_language_that_nobody_knows_is_refused_by_its_field(newsroom: Newsroom, tag: str) -> None:
    done(await newsroom.draft())

    drafted, written = await newsroom.draft(RECORD, language=tag), await newsroom.write(tag)

    assert f"'{tag}' is no language tag" in refused(drafted, 422, "language")
    assert f"'{tag}' is no language tag" in refused(written, 422, "language")
    assert await newsroom.told(1) == [("drafted", 1)]


@pytest.mark.parametrize("tag", ["klingon", "en_US", "e", "en-", "root"])
async def test_what_is_no_language_tag_is_refused_by_its_field(newsroom: Newsroom, tag: str) -> None:
    refused(await newsroom.draft(language=tag), 422, "language")
    refused(await newsroom.write(tag), 422, "language")

    assert await newsroom.announced(0) == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"headline": ""}, "headline"),
        ({"headline": " led by a space"}, "headline"),
        ({"headline": "two\nlines"}, "headline"),
        ({"headline": "x" * 501}, "headline"),
        ({"headline": None}, "headline"),
        ({"body": ""}, "body"),
        ({"body": " \n"}, "body"),
        ({"body": "x" * 200_001}, "body"),
        ({"summary": ""}, "summary"),
        ({"byline": "two\nlines"}, "byline"),
        ({"dateline": " Los Cabos"}, "dateline"),
        ({"tags": ["AEO"]}, "tags"),
        ({"tags": ["two words"]}, "tags"),
        ({"region": "europe"}, "region"),
        ({"region": "ZZZZ"}, "region"),
        ({"about": [{"kind": "banana", "id": str(RECORD)}]}, "about"),
        ({"about": [{"kind": "term", "id": str(RECORD)}]}, "about"),
        ({"pictures": [{"picture_id": str(RECORD), "alt": "", "credit": "WCO"}]}, "pictures"),
        ({"related": [str(RECORD)]}, "related"),
        ({"embargo_until": "2018-04-19"}, "embargo_until"),
        ({"about": [{"kind": "decision", "id": "one"}]}, "about"),
        ({"author": "me"}, "author"),
    ],
    ids=lambda value: str(value)[:40],
)
async def test_what_is_no_text_is_refused_by_its_field(newsroom: Newsroom, changed: dict[str, Any], field: str) -> None:
    refused(await newsroom.draft(**changed), 422, field)

    assert await newsroom.announced(0) == []


async def test_which_regions_and_records_there_are_is_said(newsroom: Newsroom) -> None:
    done(await newsroom.draft())
    path = f"/v1/stories/{STORY}/description"

    region = await newsroom.http.put(path, json={"region": "ZZZZ"})
    record = await newsroom.http.put(path, json={"about": [{"kind": "term", "id": str(RECORD)}]})

    assert "'AMS', 'AP', 'ESA', 'EUR', 'MENA' or 'WCA'" in refused(region, 422, "region")
    assert "vice_chair_term, work_plan; 'term' is none of them" in refused(record, 422, "about")


async def test_a_story_may_be_about_every_record_that_events_make_stories_of(newsroom: Newsroom) -> None:
    kinds = sorted({occasion.kind for occasion in OCCASIONS.values()})
    about = [{"kind": kind, "id": str(RECORD)} for kind in kinds]

    done(await newsroom.draft(about=about))

    assert (await newsroom.story())["about"] == about


@pytest.mark.parametrize("changed", [{"headline": "NUL \0"}, {"body": "NUL \0"}])
async def test_a_nul_is_no_text(newsroom: Newsroom, changed: dict[str, Any]) -> None:
    refused(await newsroom.draft(**changed), 422)

    assert await newsroom.announced(0) == []


async def test_a_body_that_is_not_json_is_refused(newsroom: Newsroom) -> None:
    malformed = await newsroom.http.put(f"/v1/stories/{STORY}", content=b'{"language": "en",', headers=JSON)
    foreign = await newsroom.http.put(f"/v1/stories/{STORY}", content=b'{"headline": "\xe9"}', headers=JSON)

    refused(malformed, 400)
    refused(foreign, 400)


async def test_a_day_that_is_in_no_calendar_is_refused(newsroom: Newsroom) -> None:
    done(await newsroom.draft())

    refused(await newsroom.publish("2018-04-31"), 422, "published_on")


async def test_nobody_writes_without_a_token_or_with_another_role(newsroom: Newsroom) -> None:
    newsroom.eva = newsroom.news.bearer("aeo-officer")
    newsroom.http.headers.update(newsroom.eva)
    stranger = [await newsroom.draft(), await newsroom.write(), await newsroom.publish()]
    newsroom.eva = {}
    del newsroom.http.headers["Authorization"]
    nobody = [await newsroom.draft(), await newsroom.write(), await newsroom.publish()]

    assert [answer.status_code for answer in stranger] == [403] * 3
    assert [answer.status_code for answer in nobody] == [401] * 3
    assert {answer.headers["www-authenticate"] for answer in nobody} == {"Bearer"}


async def test_drafts_are_for_the_newsroom(newsroom: Newsroom) -> None:
    done(await newsroom.draft())
    addresses = (
        f"/v1/stories/{STORY}", f"/v1/stories/{STORY}/versions/en/revisions", "/v1/stories?state=draft"
    )  # fmt: skip

    newsroom.http.headers.update(newsroom.news.bearer("aeo-officer"))
    stranger = [await newsroom.http.get(address) for address in addresses]
    newsroom.http.headers.update(newsroom.news.bearer("editor"))
    editor = [await newsroom.http.get(address) for address in addresses]
    newsroom.http.headers.update(newsroom.news.bearer("editor", exp=1))
    expired = [await newsroom.http.get(address) for address in addresses]
    del newsroom.http.headers["Authorization"]
    nobody = [await newsroom.http.get(address) for address in addresses]

    assert [answer.status_code for answer in stranger] == [404, 403, 403]
    assert [answer.status_code for answer in editor] == [200, 200, 200]
    assert [answer.status_code for answer in expired] == [401, 401, 401]
    assert [answer.status_code for answer in nobody] == [404, 401, 401]
    assert nobody[-1].headers["www-authenticate"] == "Bearer"


async def test_the_list_of_what_is_public_has_no_drafts(newsroom: Newsroom) -> None:
    done(await newsroom.draft())
    done(await newsroom.draft(RECORD))
    done(await newsroom.publish(story=RECORD))

    del newsroom.http.headers["Authorization"]

    assert [story["id"] for story in (await newsroom.get("/v1/stories"))["items"]] == [str(RECORD)]


async def test_stories_are_listed_page_by_page_and_by_the_record_that_they_are_about(newsroom: Newsroom) -> None:
    about = {"kind": "decision", "id": str(RECORD)}
    ids = sorted(stable_id("story", number) for number in range(5))
    for number, story in enumerate(ids):
        done(await newsroom.draft(story, headline=f"Story {number}", about=[about, about] if number == 3 else []))

    pages = [await newsroom.get("/v1/stories", state="draft", limit=2)]
    while pages[-1]["next"]:
        pages.append(await newsroom.get("/v1/stories", state="draft", limit=2, after=pages[-1]["next"]))
    found = (await newsroom.get("/v1/stories", state="draft", about=RECORD))["items"]

    assert [len(page["items"]) for page in pages] == [2, 2, 1]
    assert [item["headline"] for page in pages for item in page["items"]] == [f"Story {n}" for n in range(5)]
    assert [(item["id"], item["about"]) for item in found] == [(str(ids[3]), [about])]


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 501}, {"after": "x"}, {"about": "x"}, {"state": "gone"}])
async def test_what_cannot_be_asked_for_is_refused_by_its_field(newsroom: Newsroom, query: dict[str, Any]) -> None:
    answer = await newsroom.http.get("/v1/stories", params=query)

    refused(answer, 422, *query)
