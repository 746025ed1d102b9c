"""`python -m news api | worker | migrate | import FILE…`."""

import os
from pathlib import Path
from typing import Annotated, NoReturn

import httpx2
import typer
from cabos.refusal import Refusal

from news.app import service
from news.pages.reading import read_page


@service.cli.command("import")
def import_pages(
    files: Annotated[list[Path], typer.Argument(help="newsroom pages as UTF-8 text")],
    url: Annotated[str, typer.Option(help="where news answers")] = "http://127.0.0.1:8003",
) -> None:
    """Import pages as they stand; CABOS_TOKEN holds a publisher's token. One bad file and none is sent."""
    pages = [_read(file) for file in files]
    token = os.environ.get("CABOS_TOKEN", "").strip()
    if not token:
        _fail("CABOS_TOKEN is not set: it holds the token of a publisher")
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "text/plain"}
    with httpx2.Client(base_url=url, headers=headers, timeout=30) as http:
        for file, page in zip(files, pages, strict=True):
            try:
                response = http.post("/v1/pages", content=page)
            except httpx2.TransportError as fault:
                _fail(f"{url} does not answer: {fault}")
            if response.is_error:
                problem = response.json()
                _fail(f"{file}: {problem['title']}: {problem['detail']}")
            known = response.json()
            typer.echo(f"{file}: {'imported' if known['created'] else 'known already'}, {url}{known['path']}")


def _read(file: Path) -> bytes:
    try:
        raw = file.read_bytes()
        read_page(raw)
    except OSError as fault:
        _fail(f"{file}: {fault.strerror}")
    except Refusal as refusal:
        _fail(f"{file}: {refusal.detail}")
    return raw


def _fail(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(1)


if __name__ == "__main__":
    service.main()
