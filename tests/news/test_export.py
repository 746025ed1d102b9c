"""Everything goes out of a newsroom, and comes back equal into an empty one."""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from cabos.testing.services import running
from cabos.testing.stack import Stack
from cabos.testing.tokens import TestIssuer
from news.app import service
from news.commands.restoring import NotAnExport, NotEmpty, restore

from tests.news.newsroom import PAGE, STORY, Newsroom, done, refused
from tests.news.test_command_line import address, publisher
from tests.news.test_pictures import SHOWN, picture, send

__all__ = ["address"]


async def furnish(newsroom: Newsroom) -> None:
    """Something of everything that a newsroom holds."""
    about = [{"kind": "decision", "id": "71de1e9d-cfff-5d56-b652-fa788686d149"}]
    id_ = (await send(newsroom, picture())).json()["id"]
    imported = done(await newsroom.post(PAGE), 201).json()["story_id"]
    done(
        await newsroom.draft(
            body="*Marked* “text” & more\n\nسطر", summary="In short.", byline="Eva", region="AMS", tags=["aeo"],
            about=about, related=[imported], pictures=[{"picture_id": id_, **SHOWN}],
        )
    )  # fmt: skip
    done(await newsroom.publish())
    await newsroom.add("es", body="Texto")
    await newsroom.correct(headline="Mended", body="Mended")
    done(await newsroom.http.put(f"/v1/stories/{imported}/withdrawal", json={"reason": "It was wrong."}))
    template = {"headline": "{{ text }}", "body": "{{ text }}"}
    done(await newsroom.http.put("/v1/templates/governance.decision.taken.v1/ru", json=template))
    rule = {"does": "draft", "languages": ["en", "ru"]}
    done(await newsroom.http.put("/v1/rules/governance.decision.taken.v1", json=rule))


async def whole(newsroom: Newsroom) -> bytes:
    return done(await newsroom.http.get("/v1/export"), 200).content


async def pages_of(newsroom: Newsroom) -> dict[str, str]:
    shown = {}
    path = (await newsroom.story())["path"]
    for each in (path, path.replace("/en/", "/es/"), "/en/newsroom", "/en/feed.json", "/sitemap.xml"):
        for accept in ("text/html", "text/plain"):
            shown[f"{each} {accept}"] = (await newsroom.read(each, accept)).text
    shown["search"] = json.dumps((await newsroom.get("/v1/search", q="mended or texto"))["items"])
    return shown


async def test_what_comes_back_is_equal(newsroom: Newsroom, stack: Stack, issuer: TestIssuer) -> None:
    await furnish(newsroom)
    exported, shown = await whole(newsroom), await pages_of(newsroom)

    async with running(service, stack, issuer, worker=False) as other:
        again = Newsroom(other)
        async with other.database.transaction() as session:
            counts = await restore(session, exported.splitlines(keepends=True))
        exported_again, shown_again = await whole(again), await pages_of(again)
        told = await again.announced(0)

    assert exported_again == exported
    assert shown_again == shown
    assert told == []
    assert sum(counts.values()) == len(exported.splitlines()) - 1
    tables = {json.loads(line).get("table") for line in exported.splitlines()[1:]}
    tables -= {"cursor"}
    assert tables == {"picture", "story", "language_version", "revision", "story_reference", "story_relation",
                      "story_action", "edition", "template", "drafting_rule"}  # fmt: skip


async def test_a_newsroom_that_is_not_empty_stays_as_it_is(newsroom: Newsroom) -> None:
    await furnish(newsroom)
    exported = await whole(newsroom)

    async with newsroom.news.database.transaction() as session:
        with pytest.raises(NotEmpty):
            await restore(session, exported.splitlines())

    assert await whole(newsroom) == exported


HEADER = b'{"format":"cabos-newsroom","version":1}'


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([], "line 1"),
        ([b"words"], "line 1: is no JSON"),
        ([b"[]"], "line 1: is no object"),
        ([b'{"format":"another","version":1}'], "line 1: an export begins with its format"),
        ([HEADER, b'{"table":"pg_authid","row":{}}'], "line 2: names a table"),
        ([HEADER, b'{"table":"story"}'], "line 2: names a table"),
        ([HEADER, b'{"table":"story","row":{"id":"no id"}}'], "lines 2 to 2: invalid input syntax for type uuid"),
        ([HEADER, b'{"table":"story","row":{}}'], "lines 2 to 2: null value"),
    ],
)
async def test_what_is_no_export_is_refused_by_its_line_and_nothing_is_written(
    stack: Stack, issuer: TestIssuer, lines: list[bytes], said: str
) -> None:
    async with running(service, stack, issuer, worker=False) as empty:
        async with empty.database.transaction() as session:
            with pytest.raises(NotAnExport, match=said):
                await restore(session, lines)
            await session.rollback()

        assert (await Newsroom(empty).get("/v1/stories"))["items"] == []


async def test_only_a_publisher_takes_everything(newsroom: Newsroom) -> None:
    refused(await newsroom.http.get("/v1/export", headers=newsroom.eva), 403)
    refused(await newsroom.http.get("/v1/export", headers={"Authorization": ""}), 401)


async def news(*arguments: str, **environment: str) -> tuple[int | None, str]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "news", *arguments),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env=os.environ | environment,
    )
    said, _ = await process.communicate()
    return process.returncode, said.decode()


async def test_it_is_a_file_for_whoever_types(
    newsroom: Newsroom, address: str, tmp_path: Path, stack: Stack, issuer: TestIssuer, request: Any
) -> None:
    await furnish(newsroom)
    file = tmp_path / "newsroom.jsonl"

    status, said = await news("export", str(file), "--url", address, CABOS_TOKEN=publisher(newsroom))

    assert (status, said) == (0, f"{file}: {len(file.read_bytes().splitlines()) - 1} rows\n")
    with stack.migrated_database(service.name, service.migrations) as url:
        servers = {"DATABASE_URL": url.replace("+psycopg", ""), "REDIS_URL": stack.redis_url}
        status, said = await news("restore", str(file), **servers)
        assert status == 0, said
        assert (
            f"edition: {file.read_text().count(chr(34) + 'table' + chr(34) + ':' + chr(34) + 'edition')} rows" in said
        )
        status, said = await news("restore", str(file), **servers)
        assert (status, said) == (1, f"{file}: The table picture is not empty\n")
    assert (await newsroom.story(STORY))["headline"] == "Mended"
