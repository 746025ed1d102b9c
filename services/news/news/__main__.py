"""`python -m news api | worker | migrate | import FILE… | export FILE | restore FILE`."""

import asyncio
import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn
from uuid import UUID

import httpx2
import typer
from cabos.database import Database
from cabos.refusal import Refusal

from news.app import service
from news.commands.restoring import restore
from news.files import READERS, Outcome, problem, read, send, stories
from news.settings import Settings

Url = Annotated[str, typer.Option(help="where news answers")]
HERE = "http://127.0.0.1:8003"


@service.cli.command("import")
def import_pages(
    files: Annotated[list[Path], typer.Argument(help="newsroom pages, as UTF-8 text or as .html, or folders of them")],
    url: Url = HERE,
    story: Annotated[UUID | None, typer.Option(help="the story that all of them are languages of")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="the report as JSON")] = False,
) -> None:
    """Import pages as they stand; CABOS_TOKEN holds a publisher's token. One file that is no page and none is sent.

    Files of one name, `NAME.LANGUAGE.txt` or `.html`, are the languages of one story: the English one first. What is
    refused does not hinder the others, and ends the command with 1.
    """
    paths = _all(files)
    pages, report = read(paths)
    for each in report:
        _tell(each, as_json=as_json)
    try:
        if not report:
            with _news(url) as http:
                for together in [pages] if story else stories(pages):
                    for each in send(http, together, str(story) if story else None):
                        report.append(each)
                        _tell(each, as_json=as_json)
    finally:
        _report(report, paths, as_json=as_json)
    if any(each.error for each in report):
        raise typer.Exit(1)


@service.cli.command("export")
def export_all(file: Annotated[Path, typer.Argument(help="where to write it")], url: Url = HERE) -> None:
    """Write everything that the newsroom holds to a file; CABOS_TOKEN holds a publisher's token."""
    with _news(url) as http, http.stream("GET", "/v1/export") as answer:
        if answer.is_error:
            answer.read()
            _fail(f"{url}: {problem(answer)}")
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


def _tell(outcome: Outcome, *, as_json: bool) -> None:
    for line in () if as_json else outcome.lines:
        typer.echo(line, err=outcome.error is not None)


def _report(report: list[Outcome], paths: list[Path], *, as_json: bool) -> None:
    """All files, also those that nobody came to."""
    if as_json:
        known = {each.file: each for each in report}
        whole = [known.get(path, Outcome(path, "not sent")) for path in paths]
        typer.echo(json.dumps([each.as_json for each in whole], indent=2))
    elif len(report) == len(paths) > 1:
        counts = Counter(each.said for each in report)
        always = [f"{counts[said]} {said}" for said in ("imported", "known already")]
        others = [f"{counts[said]} {said}" for said in ("refused", "not sent") if counts[said]]
        typer.echo(f"{len(report)} pages: {', '.join([*always, *others])}")


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


def _fail(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(1)


if __name__ == "__main__":
    service.main()
