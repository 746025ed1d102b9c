"""Announcing the golden example of a contract, to see a fact travel without anybody having to decide it."""

import difflib
import json
import re
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Annotated, Any

import typer
from sqlalchemy import insert, text
from sqlmodel.ext.asyncio.session import AsyncSession

from cabos.cli.screen import Deed, show
from cabos.cli.sentences import WRONG_USE, Trouble
from cabos.cli.servers import DatabaseUrl, Execute, Json, announced_source, database_at, run
from cabos.database import execute
from cabos.ids import uuid7
from cabos.schema import journal

PUBLISHED = "cabos_contracts"
"""The package that carries an example of each of its types: which they are, only its files know."""

SUFFIX = ".json"


def publish_example(
    database_url: DatabaseUrl,
    type_: Annotated[str | None, typer.Argument(metavar="TYPE", help="as --list gives them")] = None,
    list_: Annotated[bool, typer.Option("--list", help="say which types there are")] = False,
    for_good: Execute = False,
    as_json: Json = False,
) -> None:
    """Announce the example of an event type, in the database of the service that the type belongs to.

    Relay and readers treat it like any event: its listeners will act on it.
    """
    examples = published()
    if list_ == (type_ is not None):
        raise Trouble("Name one type, or say --list.", WRONG_USE)
    if type_ is None:
        rows = [{"type": name, "subject": example(path)["subject"]} for name, path in sorted(examples.items())]
        show(rows, as_json=as_json, nothing="There are no examples here.")
        return
    if type_ not in examples:
        raise Trouble(unknown(type_, list(examples)))
    run(_publish(database_url, example(examples[type_]), for_good=for_good)).tell(as_json=as_json)


def published() -> dict[str, Traversable]:
    """The example of each type, but for what delivery says of itself: readers would obey it."""
    folder = files(PUBLISHED) / "examples"
    if not folder.is_dir():
        return {}
    names = {path.name: path for path in folder.iterdir() if path.name.endswith(SUFFIX)}
    return {name.removesuffix(SUFFIX): path for name, path in names.items() if not name.startswith("cabos.")}


def example(path: Traversable) -> dict[str, Any]:
    event: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return event


def unknown(type_: str, known: list[str]) -> str:
    close = difflib.get_close_matches(type_, known, n=3)
    nearest = f"; close to it are {', '.join(close)}" if close else ""
    return f"There is no event type {type_!r}{nearest}. `cabos publish-example --list` has all of them."


async def _publish(database_url: str | None, event: dict[str, Any], *, for_good: bool) -> Deed:
    async with database_at(database_url) as database, database.transaction() as session:
        source = event["source"].removeprefix("/")
        await _refuse_elsewhere(session, source)
        # As `publish` writes it, but without its class, which the kit does not know; the gate has held it against that.
        event_id = uuid7()
        data = json.dumps(event["data"], ensure_ascii=False, separators=(",", ":"))
        row = {
            "event_id": event_id,
            "type": event["type"],
            "subject": event["subject"],
            "dataschema": event["dataschema"],
            "correlation_id": event_id,
            "data": data,
        }
        await execute(session, insert(journal).values(row))
        if not for_good:
            await session.rollback()
        would = "is" if for_good else "would be"
        return Deed(
            "publish-example",
            f"{event['type']} about {event['subject']} {would} announced by {source}",
            for_good,
            {"type": event["type"], "source": source, "subject": event["subject"]}
            | ({"id": str(event_id)} if for_good else {}),
        )


async def _refuse_elsewhere(session: AsyncSession, source: str) -> None:
    """Only a service announces its own facts, and this must be its database."""
    announced = await announced_source(session)
    if announced is not None:
        if announced != source:
            raise Trouble(f"This is the database of {announced}: {source} announces what is its own.")
        return
    # An empty journal tells nothing, so that only the name of the database is left, as the stacks give it.
    name: str = (await execute(session, text("SELECT current_database()"))).scalar_one()
    if source not in re.split("[_-]", name):
        raise Trouble(f"Nothing was announced here yet, and the database {name} is not named like {source}.")
