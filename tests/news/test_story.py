"""A story from its draft to its publication, and its texts in every language."""

from datetime import date

import pytest
from cabos.ids import stable_id

from tests.news.newsroom import STORY, TEXT, Newsroom, done, refused

OTHER = stable_id("story", "other")


async def test_a_story_is_drafted_translated_revised_and_published_once(newsroom: Newsroom) -> None:
    for _ in range(2):
        done(await newsroom.draft())
        done(await newsroom.write("es"))
    for _ in range(2):
        done(await newsroom.write("en", headline="Customs meet"))
    for _ in range(2):
        done(await newsroom.publish())

    events = await newsroom.announced(5)
    told = [(event["type"], event["data"]["version"], event["subject"]) for event in events]
    assert told == [
        ("news.story.drafted.v2", 1, str(STORY)),
        ("news.story.revised.v1", 2, str(STORY)),
        ("news.story.revised.v1", 3, str(STORY)),
        ("news.story.published.v1", 4, str(STORY)),
        ("news.story.language-version-added.v1", 5, str(STORY)),
    ]
    story = await newsroom.story()
    assert (story["state"], story["version"], story["languages"]) == ("published", 5, ["en", "es"])
    assert (story["published_on"], story["path"]) == ("2018-04-19", "/en/newsroom/2018/april/customs-meet")


async def test_an_event_of_publication_tells_what_a_website_needs_and_one_of_a_draft_no_word(
    newsroom: Newsroom,
) -> None:
    about = [{"kind": "conference", "id": str(OTHER)}]
    done(await newsroom.draft(language="ru", headline="Заголовок", about=about, body="Слова.\n\nЕщё слова."))
    done(await newsroom.write("en", summary="A summary."))
    done(await newsroom.publish())

    drafted, revised, published, added = [event["data"] for event in await newsroom.announced(4)]

    assert drafted == {"story_id": str(STORY), "language": "ru", "about": [], "version": 1}
    assert revised == {
        "story_id": str(STORY), "language": "en", "revision": 1, "substantive": True, "version": 2
    }  # fmt: skip
    ru, en = published.pop("path"), added.pop("path")
    assert (ru.startswith("/ru/newsroom/2018/april/%D0%B7"), en) == (True, ru.replace("/ru/", "/en/"))
    assert published == {
        "story_id": str(STORY), "language": "ru", "headline": "Заголовок", "slug": "заголовок",
        "published_on": "2018-04-19", "published_at": None, "languages": ["ru", "en"], "version": 3,
        "summary": "Слова.",
    }  # fmt: skip
    assert added == {
        "story_id": str(STORY), "language": "en", "headline": "In en", "revision": 1, "version": 4,
        "summary": "A summary.",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("body", "told"),
    [("They met in Los Cabos and adopted the plan.", "They met in Los …"), ("各海关当局在北京签署", "各海关当局 …"),
     ("Met", "M …"), ("They met.\n\nThen they left again.", "They met.")],
)  # fmt: skip
async def test_of_a_short_body_no_more_than_half_is_told(newsroom: Newsroom, body: str, told: str) -> None:
    done(await newsroom.draft(body=body))
    done(await newsroom.publish())
    await newsroom.correct(body=body)

    said = [event["data"]["summary"] for event in await newsroom.announced(4) if "summary" in event["data"]]

    assert said == [told, told]


async def test_a_draft_on_record_is_not_told_with_another_text(newsroom: Newsroom) -> None:
    done(await newsroom.draft())

    others = [
        await newsroom.draft(headline="Another"),
        await newsroom.draft(language="es"),
        await newsroom.draft(body="Another."),
        await newsroom.draft(byline="Another"),
    ]

    assert ["another text" in refused(other, 409) for other in others] == [True] * 4
    assert await newsroom.told(1) == [("drafted", 1)]


async def test_a_draft_sent_again_loses_nothing_that_it_says(newsroom: Newsroom) -> None:
    said = {"region": "AMS", "tags": ["aeo"], "embargo_until": "2999-01-01T00:00:00Z"}
    said |= {"about": [{"kind": "decision", "id": str(OTHER)}] * 2}
    done(await newsroom.draft(**said))
    done(await newsroom.draft(OTHER, headline="Another"))
    more = said | {"related": [str(OTHER)]}

    done(await newsroom.draft(**said))
    answers = {name: await newsroom.draft(OTHER, headline="Another", **{name: more[name]}) for name in said}
    answers["related"] = await newsroom.draft(**more)

    for name, answer in answers.items():
        where = "embargo" if name == "embargo_until" else "description"
        assert f"/{where}" in refused(answer, 409, name)
    refused(await newsroom.draft(headline="Another", **said), 409, "headline")
    refused(await newsroom.draft(language="es", **said), 409, "language")


async def test_a_first_request_repeated_after_a_revision_is_harmless(newsroom: Newsroom) -> None:
    done(await newsroom.draft())
    done(await newsroom.write("en", headline="Mended"))

    done(await newsroom.draft())

    assert (await newsroom.story())["headline"] == "Mended"


async def test_a_translation_falls_behind_with_the_substance_of_the_original(newsroom: Newsroom) -> None:
    async def behind() -> bool:
        return bool({version["language"]: version for version in (await newsroom.story())["versions"]}["es"]["behind"])

    done(await newsroom.draft())
    done(await newsroom.write("es"))
    seen = [await behind()]
    for words, substantive in (("The text,", False), ("Another text.", True), ("Another text!", False)):
        done(await newsroom.write("en", body=words, substantive=substantive))
        seen.append(await behind())
    for _ in range(2):
        done(await newsroom.write("es"))
    seen.append(await behind())

    assert seen == [False, False, True, True, False]
    assert await newsroom.told(6) == [("drafted", 1), *(("revised", version) for version in range(2, 7))]


async def test_a_translation_may_be_made_from_an_older_text(newsroom: Newsroom) -> None:
    done(await newsroom.draft())
    done(await newsroom.write("en", headline="Second"))
    for _ in range(2):
        done(await newsroom.write("es", made_from=1))

    versions = {version["language"]: version for version in (await newsroom.story())["versions"]}

    assert (versions["es"]["made_from"], versions["es"]["behind"], versions["es"]["revision"]) == (1, True, 1)
    assert (versions["en"]["made_from"], versions["en"]["behind"], versions["en"]["revision"]) == (None, False, 2)


async def test_nothing_is_made_from_a_text_that_there_is_not(newsroom: Newsroom) -> None:
    done(await newsroom.draft())

    missing, original = await newsroom.write("es", made_from=2), await newsroom.write("en", made_from=1)

    assert "the original has the revisions 1 to 1" in refused(missing, 422, "made_from")
    assert "this is the original" in refused(original, 422, "made_from")
    refused(await newsroom.write("es", made_from=0), 422, "made_from")
    assert await newsroom.told(1) == [("drafted", 1)]


async def test_every_text_that_there_was_can_be_read_and_compared(newsroom: Newsroom) -> None:
    done(await newsroom.draft(body="They met in May, and signed."))
    done(await newsroom.write("en", headline="Second", body="They met in April, and signed.", substantive=False))

    revisions = (await newsroom.get(f"/v1/stories/{STORY}/versions/en/revisions"))["items"]
    none = await newsroom.http.get(f"/v1/stories/{STORY}/versions/es/revisions")
    difference = await newsroom.get(f"/v1/stories/{STORY}/versions/en/difference", since=1, until=2)

    read = [(text["revision"], text["headline"], text["substantive"], text["written_by"]) for text in revisions]
    assert read == [(1, "Customs meets", True, "eva"), (2, "Second", False, "eva")]
    assert "no version in 'es'" in refused(none, 404)
    assert [(change["what"], change["words"]) for change in difference["changes"] if change["field"] == "body"] == [
        ("same", "They met in "), ("gone", "May, "), ("new", "April, "), ("same", "and signed.")
    ]  # fmt: skip


async def test_a_story_is_not_published_on_two_days(newsroom: Newsroom) -> None:
    done(await newsroom.draft())
    done(await newsroom.publish())

    answer = await newsroom.publish("2018-04-20")

    assert "published on 2018-04-19" in refused(answer, 409, "published_on")
    assert await newsroom.told(2) == [("drafted", 1), ("published", 2)]


async def test_a_story_is_published_today_when_no_day_is_said_and_stays_so(newsroom: Newsroom) -> None:
    done(await newsroom.draft())

    for _ in range(2):
        done(await newsroom.publish(None))

    assert date.fromisoformat((await newsroom.story())["published_on"])
    assert await newsroom.told(2) == [("drafted", 1), ("published", 2)]


async def test_nothing_is_published_on_a_day_that_has_not_come(newsroom: Newsroom) -> None:
    done(await newsroom.draft())

    answer = await newsroom.publish("2999-01-01")

    assert "2999-01-01 has not come yet" in refused(answer, 422, "published_on")
    assert (await newsroom.story())["state"] == "draft"


async def test_an_address_has_the_words_of_the_headline_when_the_story_is_published(newsroom: Newsroom) -> None:
    done(await newsroom.draft(headline="First words"))
    done(await newsroom.write("en", headline="La réunion – «à Los Cabos»"))
    done(await newsroom.publish())
    await newsroom.correct(headline="Later words")

    path = (await newsroom.story())["path"]

    assert path == "/en/newsroom/2018/april/la-reunion-a-los-cabos"
    assert done(await newsroom.read(path), 200).text.startswith("Later words\n\n19 April 2018\n\nThe text.\n")


async def test_a_second_story_of_a_month_with_the_same_headline_is_numbered(newsroom: Newsroom) -> None:
    days = ("2018-04-19", "2018-04-30", "2018-04-01", "2018-05-01", "2017-04-19")
    for number, day in enumerate(days):
        story = stable_id("story", number)
        done(await newsroom.draft(story, body=f"Story {number}."))
        done(await newsroom.publish(day, story))

    paths = [(await newsroom.story(stable_id("story", number)))["path"] for number in range(len(days))]
    read = [done(await newsroom.read(path), 200).text.splitlines()[-1] for path in paths]

    assert [path.removeprefix("/en/newsroom/") for path in paths] == [
        "2018/april/customs-meets",
        "2018/april/customs-meets-2",
        "2018/april/customs-meets-3",
        "2018/may/customs-meets",
        "2017/april/customs-meets",
    ]
    assert read == [f"Story {number}." for number in range(len(days))]


@pytest.mark.parametrize("verb", ["publish", "write"])
async def test_a_story_that_nobody_drafted_is_neither_written_nor_published(newsroom: Newsroom, verb: str) -> None:
    answer = await getattr(newsroom, verb)(story=OTHER)

    assert refused(answer, 404) == f"No story {OTHER}"


@pytest.mark.parametrize("tag", ["xx", "klingon"])
async def test_a_language_that_nobody_knows_is_refused_by_its_field(newsroom: Newsroom, tag: str) -> None:
    done(await newsroom.draft())

    refused(await newsroom.draft(OTHER, language=tag), 422, "language")
    refused(await newsroom.write(tag), 422, "language")

    assert await newsroom.told(1) == [("drafted", 1)]


async def test_what_a_story_says_is_kept_field_by_field(newsroom: Newsroom) -> None:
    text = {
        "dateline": "Los Cabos, 17 April 2018",
        "summary": "They met.",
        "byline": "Eva",
        "body": f"# Agenda\n\n{TEXT}",
    }
    done(await newsroom.draft(region="AMS", tags=["aeo"], **text))

    story = await newsroom.story()

    (version,) = story["versions"]
    assert {field: version[field] for field in text} == text
    assert version["html"] == "<h2>Agenda</h2>\n<p>The text.</p>\n"
    assert (story["region"], story["tags"]) == ("AMS", ["aeo"])
