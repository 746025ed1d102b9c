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


async def import_(url: str, *files: Path, token: str = "") -> tuple[int | None, str]:
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
    as_json = await import_(address, tmp_path, Path("--json"), token=publisher(newsroom))

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
