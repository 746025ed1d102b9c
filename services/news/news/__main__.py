"""`python -m news api | worker | migrate | import FILE… | export FILE | restore FILE`."""

import asyncio
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn

import httpx2
import typer
from cabos.database import Database
from cabos.refusal import Refusal

from news.app import service
from news.commands.restoring import restore
from news.pages.reading import Page, read_page
from news.pages.reading_html import read_html
from news.settings import Settings

READERS = {".html": ("text/html", read_html), ".htm": ("text/html", read_html)}
AS_TEXT = ("text/plain", read_page)

Url = Annotated[str, typer.Option(help="where news answers")]
HERE = "http://127.0.0.1:8003"


@service.cli.command("import")
def import_pages(
    files: Annotated[list[Path], typer.Argument(help="newsroom pages, as UTF-8 text or as .html, or folders of them")],
    url: Url = HERE,
    as_json: Annotated[bool, typer.Option("--json", help="the report as JSON")] = False,
) -> None:
    """Import pages as they stand; CABOS_TOKEN holds a publisher's token. One bad file and none is sent.

    Files of one name, `NAME.LANGUAGE.txt` or `.html`, are the languages of one story: the English one first.
    """
    pages = [(file, *_read(file)) for file in _all(files)]
    report = []
    with _news(url) as http:
        for together in _stories(pages):
            story: str | None = None
            for file, raw, _ in together:
                media_type, _reader = READERS.get(file.suffix.lower(), AS_TEXT)
                params = {"story": story} if story else {}
                answer = http.post("/v1/pages", content=raw, params=params, headers={"Content-Type": media_type})
                known = _answered(answer, str(file))
                story = story or known["story_id"]
                report.append({"file": str(file), "created": known["created"], "url": f"{url}{known['path']}"})
                if not as_json:
                    said = "imported" if known["created"] else "known already"
                    typer.echo(f"{file}: {said}, {url}{known['path']}")
    if as_json:
        typer.echo(json.dumps(report, indent=2))
    elif len(report) > 1:
        created = sum(each["created"] for each in report)
        typer.echo(f"{len(report)} pages: {created} imported, {len(report) - created} known already")


@service.cli.command("export")
def export_all(file: Annotated[Path, typer.Argument(help="where to write it")], url: Url = HERE) -> None:
    """Write everything that the newsroom holds to a file; CABOS_TOKEN holds a publisher's token."""
    with _news(url) as http, http.stream("GET", "/v1/export") as answer:
        if answer.is_error:
            answer.read()
            _answered(answer, url)
        # Half an export is none: the file has its name when it is whole.
        part = file.with_name(f"{file.name}.part")
        lines = 0
        with part.open("wb") as written:
            for chunk in answer.iter_bytes():
                written.write(chunk)
                lines += chunk.count(b"\n")
        part.replace(file)
    typer.echo(f"{file}: {lines - 1} rows")


@service.cli.command("restore")
def restore_all(file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="what `export` wrote")]) -> None:
    """Bring a newsroom back into an empty database (DATABASE_URL) of the newest revision. Nothing is announced."""
    try:
        counts = asyncio.run(_restore(file))
    except Refusal as refusal:
        _fail(f"{file}: {refusal.detail}")
    for table, rows in counts.items():
        typer.echo(f"{table}: {rows} rows")


async def _restore(file: Path) -> dict[str, int]:
    database = Database(Settings().database_url.get_secret_value())
    try:
        async with database.transaction() as session:
            with file.open("rb") as lines:
                return await restore(session, lines)
    finally:
        await database.close()


def _all(named: Iterable[Path]) -> list[Path]:
    """The files that are named, and those in the folders that are."""
    found: list[Path] = []
    for path in named:
        inside = sorted(each for each in path.rglob("*") if each.suffix.lower() in (".txt", *READERS))
        if path.is_dir() and not inside:
            _fail(f"{path}: there is no .txt or .html in this folder")
        found += inside if path.is_dir() else [path]
    return found


def _stories(pages: list[tuple[Path, bytes, Page]]) -> list[list[tuple[Path, bytes, Page]]]:
    """Files of one folder and name that are languages of one story, the English page first."""
    by_name: dict[tuple[Path, str, object], list[tuple[Path, bytes, Page]]] = {}
    for file, raw, page in pages:
        name, _, language = file.stem.rpartition(".")
        key = (file.parent, name if name and len(language) <= 11 else file.name, page.published_on)
        by_name.setdefault(key, []).append((file, raw, page))
    return [sorted(each, key=lambda one: one[2].served != "en") for each in by_name.values()]


@contextmanager
def _news(url: str) -> Iterator[httpx2.Client]:
    token = os.environ.get("CABOS_TOKEN", "").strip()
    if not token:
        _fail("CABOS_TOKEN is not set: it holds the token of a publisher")
    try:
        with httpx2.Client(base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=30) as http:
            yield http
    except httpx2.TransportError as fault:
        _fail(f"{url} does not answer: {fault}")


def _answered(answer: httpx2.Response, what: str) -> dict[str, Any]:
    if answer.is_error:
        problem = answer.json()
        _fail(f"{what}: {problem['title']}: {problem['detail']}")
    said: dict[str, Any] = answer.json()
    return said


def _read(file: Path) -> tuple[bytes, Page]:
    _, reader = READERS.get(file.suffix.lower(), AS_TEXT)
    try:
        raw = file.read_bytes()
        return raw, reader(raw)
    except OSError as fault:
        _fail(f"{file}: {fault.strerror}")
    except Refusal as refusal:
        _fail(f"{file}: {refusal.detail}")


def _fail(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(1)


if __name__ == "__main__":
    service.main()
