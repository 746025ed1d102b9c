"""`python -m news import FILE…`, as somebody types it."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import uvicorn
from cabos.testing import eventually
from news.app import service

from tests.news.newsroom import PAGE, Newsroom


@pytest.fixture
async def address(newsroom: Newsroom) -> AsyncIterator[str]:
    """Where the news of the test listens."""
    app = service.api(newsroom.news.settings)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None))
    serving = asyncio.create_task(server.serve())
    await eventually(lambda: server.started)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    await serving


async def import_(url: str, *files: Path | str, token: str = "") -> tuple[int | None, str]:
    """What the command ends with, and what it says."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "news", "import", "--url", url, *map(str, files)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env=os.environ | {"CABOS_TOKEN": token},
    )
    said, _ = await process.communicate()
    return process.returncode, said.decode()


def publisher(newsroom: Newsroom) -> str:
    return newsroom.news.issuer.token("publisher")


async def test_a_file_is_imported_and_then_known(newsroom: Newsroom, address: str, tmp_path: Path) -> None:
    file = tmp_path / "page.txt"
    file.write_text(PAGE, encoding="utf-8")

    first, again = [await import_(address, file, token=publisher(newsroom)) for _ in range(2)]

    path = "/en/newsroom/2018/april/customs-meets-in-los-cabos"
    assert first == (0, f"{file}: imported, {address}{path}\n")
    assert again == (0, f"{file}: known already, {address}{path}\n")


async def test_one_bad_file_and_none_is_sent(newsroom: Newsroom, address: str, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_text(PAGE, encoding="utf-8")
    bad.write_text("Headline\n\n31 April 2018\n\nText", encoding="utf-8")

    status, said = await import_(address, good, bad, token=publisher(newsroom))

    assert (status, said) == (1, f"{bad}: line 3: there is no day 31 April 2018 in the calendar\n")
    assert (await newsroom.get("/v1/stories"))["items"] == []


async def test_files_of_one_name_are_the_languages_of_one_story(
    newsroom: Newsroom, address: str, tmp_path: Path
) -> None:
    (tmp_path / "meeting.es.txt").write_text("Las aduanas se reúnen\n\n19 abril 2018\n\nSe reunieron.\n", "utf-8")
    (tmp_path / "meeting.en.html").write_text("<h1>Customs meets</h1><p>19 April 2018</p><p>They met.</p>", "utf-8")
    (tmp_path / "another.en.txt").write_text(PAGE, "utf-8")

    first, again = [await import_(address, tmp_path, token=publisher(newsroom)) for _ in range(2)]
    as_json = await import_(address, tmp_path, "--json", token=publisher(newsroom))

    place = "newsroom/2018/april"
    assert first[1].splitlines() == [
        f"{tmp_path / 'another.en.txt'}: imported, {address}/en/{place}/customs-meets-in-los-cabos",
        f"{tmp_path / 'meeting.en.html'}: imported, {address}/en/{place}/customs-meets",
        f"{tmp_path / 'meeting.es.txt'}: imported, {address}/es/{place}/customs-meets",
        "3 pages: 3 imported, 0 known already",
    ]
    assert again[1].endswith("3 pages: 0 imported, 3 known already\n")
    assert [each["created"] for each in json.loads(as_json[1])] == [False, False, False]
    stories = (await newsroom.get("/v1/stories"))["items"]
    assert sorted(tuple(story["languages"]) for story in stories) == [("en",), ("en", "es")]


async def test_what_is_in_the_way_is_said_in_one_line(newsroom: Newsroom, address: str, tmp_path: Path) -> None:
    file = tmp_path / "page.txt"
    file.write_text(PAGE, encoding="utf-8")

    no_file = await import_(address, tmp_path / "nowhere.txt")
    no_token = await import_(address, file)
    nobody = await import_("http://127.0.0.1:1", file, token="any")

    assert no_file == (1, f"{tmp_path / 'nowhere.txt'}: No such file or directory\n")
    assert no_token == (1, "CABOS_TOKEN is not set: it holds the token of a publisher\n")
    assert nobody[0] == 1
    assert nobody[1].startswith("http://127.0.0.1:1 does not answer: ")
    assert nobody[1].count("\n") == 1


SPANISH = "Las aduanas se reúnen\n\n19 abril 2018\n\nSe reunieron.\n"
ENGLISH = "Customs meets\n\n19 April 2018\n\nThey met.\n"
FRENCH = "Les douanes se réunissent\n\n19 avril 2018\n\nElles se sont réunies.\n"


def pages(folder: Path, **texts: str) -> list[Path]:
    """Files of one name, by language."""
    for language, text in texts.items():
        (folder / f"meeting.{language}.txt").write_text(text, "utf-8")
    return [folder / f"meeting.{language}.txt" for language in texts]


async def languages(newsroom: Newsroom) -> list[list[str]]:
    return sorted(story["languages"] for story in (await newsroom.get("/v1/stories"))["items"])


async def test_a_page_that_comes_later_is_a_language_of_the_story_that_is_known(
    newsroom: Newsroom, address: str, tmp_path: Path
) -> None:
    token = publisher(newsroom)
    [spanish] = pages(tmp_path, es=SPANISH)
    assert (await import_(address, spanish, token=token))[0] == 0
    pages(tmp_path, en=ENGLISH)
    second = await import_(address, tmp_path, token=token)
    # The page that was a translation from its beginning is known too, also by itself.
    [english] = pages(tmp_path, en=ENGLISH)
    alone = await import_(address, english, token=token)
    pages(tmp_path, fr=FRENCH)
    third = await import_(address, english, tmp_path / "meeting.fr.txt", token=token)

    assert await languages(newsroom) == [["en", "es", "fr"]]
    path = f"{address}/en/newsroom/2018/april/las-aduanas-se-reunen"
    assert second == (0, f"{english}: imported, {path}\n{spanish}: known already, {path.replace('/en/', '/es/')}\n"
                         "2 pages: 1 imported, 1 known already\n")  # fmt: skip
    assert alone == (0, f"{english}: known already, {path}\n")
    assert third[0] == 0


async def test_files_that_are_of_several_stories_say_so(newsroom: Newsroom, address: str, tmp_path: Path) -> None:
    token = publisher(newsroom)
    for each in pages(tmp_path, en=ENGLISH, es=SPANISH):
        assert (await import_(address, each, token=token))[0] == 0
    [french] = pages(tmp_path, fr=FRENCH)

    status, said = await import_(address, tmp_path, token=token)
    [first, second] = sorted(story["id"] for story in (await newsroom.get("/v1/stories"))["items"])
    named = await import_(address, french, "--story", first, token=token)

    assert status == 1
    assert f"{french}: files of this name are of several stories ({first}, {second}): name one with --story" in said
    assert "3 pages: 0 imported, 2 known already, 1 refused" in said
    assert named[0] == 0
    assert "fr" in (await newsroom.story(first))["languages"]


async def test_a_headline_of_two_languages_is_one_story_where_that_is_said(
    newsroom: Newsroom, address: str, tmp_path: Path
) -> None:
    token = publisher(newsroom)
    english, spanish = pages(tmp_path, en="COVID-19\n\n19 April 2018\n\nA text.\n",
                             es="COVID-19\n\n19 abril 2018\n\nUn texto.\n")  # fmt: skip
    assert (await import_(address, english, token=token))[0] == 0

    alone = await import_(address, spanish, token=token)
    together = await import_(address, tmp_path, token=token)

    [story] = (await newsroom.get("/v1/stories"))["items"]
    assert alone[0] == 1
    assert f"import it with story={story['id']}; if it is another story, draft it under an id of its own" in alone[1]
    assert together[0] == 0
    assert await languages(newsroom) == [["en", "es"]]


async def test_what_is_refused_does_not_hinder_the_others(newsroom: Newsroom, address: str, tmp_path: Path) -> None:
    token = publisher(newsroom)
    first, second, third = (tmp_path / f"{name}.txt" for name in ("a", "b", "c"))
    first.write_text(PAGE, "utf-8")
    second.write_text(PAGE.replace("They met.", "They did not."), "utf-8")
    third.write_text("<h1>Third</h1><p>19 April 2018</p><p>x</p>\n<aside>More</aside>", "utf-8")
    third = third.rename(tmp_path / "c.html")

    as_json = await import_(address, tmp_path, "--json", token=token)
    as_text = await import_(address, tmp_path, token=token)

    assert (as_json[0], as_text[0]) == (1, 1)
    report = json.loads(as_json[1])
    assert [(each["file"], each["outcome"], each["created"]) for each in report] == [
        (str(first), "imported", True),
        (str(second), "refused", False),
        (str(third), "imported", True),
    ]
    assert "on record with another text" in report[1]["error"]
    assert report[2]["left_out"] == [{"line": 2, "element": "aside", "words": "More"}]
    assert f"{third}: known already, " in as_text[1]
    assert "  left out, line 2: aside, 'More'\n" in as_text[1]
    assert "3 pages: 0 imported, 2 known already, 1 refused\n" in as_text[1]


async def test_a_report_as_json_names_every_file_whatever_is_in_the_way(
    newsroom: Newsroom, address: str, tmp_path: Path
) -> None:
    good, bad = tmp_path / "a.txt", tmp_path / "b.txt"
    good.write_text(PAGE, "utf-8")
    bad.write_text("no page", "utf-8")

    status, said = await import_(address, tmp_path, "--json", token=publisher(newsroom))

    assert status == 1
    assert [(each["file"], each["outcome"]) for each in json.loads(said)] == [(str(good), "not sent"),
                                                                             (str(bad), "refused")]  # fmt: skip
    assert await languages(newsroom) == []


async def test_translations_of_a_page_that_is_refused_are_no_stories_of_their_own(
    newsroom: Newsroom, address: str, tmp_path: Path
) -> None:
    english, spanish = pages(tmp_path, en=ENGLISH.replace("2018", "2999"), es=SPANISH.replace("2018", "2999"))

    status, said = await import_(address, tmp_path, token=publisher(newsroom))

    assert status == 1
    assert f"{english}: " in said
    assert f"{spanish}: the first page of its story, {english}, was refused" in said
    assert await languages(newsroom) == []
