"""Dead letters: looking at what had no effect, trying it again, or letting it go."""

from collections.abc import Callable
from typing import Annotated, Any

import typer
from sqlalchemy import text

from cabos import parking
from cabos.cli.screen import Deed, plural, show, show_one
from cabos.cli.sentences import WRONG_USE, Trouble
from cabos.cli.servers import DatabaseUrl, Execute, Json, database_at, run
from cabos.database import execute

cli = typer.Typer(help="Events that had no effect, in the database of their listener.", no_args_is_help=True)

Ids = Annotated[list[int] | None, typer.Argument(help="as `dlq list` gives them")]
All = Annotated[bool, typer.Option("--all", help="all that the other options leave")]
Source = Annotated[str | None, typer.Option(help="only of this source")]
Type = Annotated[str | None, typer.Option("--type", help="only of this event type")]
Subject = Annotated[str | None, typer.Option(help="only of this subject")]

_LETTERS = """
    FROM parked WHERE state = 'dead'
      AND (CAST(:source AS text) IS NULL OR source = :source) AND (CAST(:type AS text) IS NULL OR type = :type)
      AND (CAST(:subject AS text) IS NULL OR subject = :subject)
"""
_LIST = text(
    f"SELECT id, source, position, type, subject, attempts, parked_at, error {_LETTERS} ORDER BY source, position"
)
_SHOW = text("""
    SELECT id, source, position, type, subject, state, attempts, parked_at, error, history,
           entry -> 'fields' ->> 'id' AS event, entry -> 'fields' ->> 'time' AS time,
           entry -> 'fields' ->> 'correlationid' AS correlation, entry -> 'fields' ->> 'data' AS data,
           (SELECT count(*) FROM parked AS other WHERE other.source = parked.source AND other.subject = parked.subject
              AND other.position < parked.position) AS parked_before_it,
           (SELECT count(*) FROM parked AS other WHERE other.source = parked.source AND other.subject = parked.subject
              AND other.position > parked.position) AS parked_behind_it
    FROM parked WHERE id = :id AND state = 'dead'
""")


@cli.command("list")
def list_(
    database_url: DatabaseUrl,
    source: Source = None,
    type_: Type = None,
    subject: Subject = None,
    as_json: Json = False,
) -> None:
    """Say which events had no effect, and why."""
    rows = run(_letters(database_url, source=source, type=type_, subject=subject))
    show(rows, as_json=as_json, nothing="There are no dead letters.")


async def _letters(database_url: str | None, **wanted: str | None) -> list[dict[str, Any]]:
    async with database_at(database_url) as database, database.transaction() as session:
        return [dict(row) for row in (await execute(session, _LIST, wanted)).mappings()]


@cli.command("show")
def show_(letter: int, database_url: DatabaseUrl, as_json: Json = False) -> None:
    """Show one dead letter whole: what it says, what was tried, and what else of its subject is parked."""
    show_one(run(_letter(letter, database_url)), as_json=as_json)


async def _letter(letter: int, database_url: str | None) -> dict[str, Any]:
    async with database_at(database_url) as database, database.transaction() as session:
        row = (await execute(session, _SHOW, {"id": letter})).mappings().one_or_none()
        if row is None:
            raise Trouble(f"There is no dead letter {letter}.")
        return dict(row)


def changing(change: parking.Change, done: str) -> Callable[..., None]:
    """The command that does `change` with the letters that its options choose."""

    def command(
        database_url: DatabaseUrl,
        letters: Ids = None,
        every: All = False,
        source: Source = None,
        type_: Type = None,
        subject: Subject = None,
        for_good: Execute = False,
        as_json: Json = False,
    ) -> None:
        filters = {"source": source, "type": type_, "subject": subject}
        ids = run(_change(change, database_url, chosen(letters, every, filters), filters, for_good=for_good))
        sentence = f"{plural(len(ids), 'dead letter')} {'' if for_good else 'would be '}{done}"
        deed = Deed(f"dlq {change.__name__}", sentence, for_good, {"ids": sorted(ids), "count": len(ids)})
        deed.tell(as_json=as_json)

    return command


cli.command("replay", help="Let the running reader try again, from the first attempt, in the order of what happened.")(
    changing(parking.replay, "tried again")
)
cli.command("discard", help="Let events go that are to have no effect; the journal of their source still has them.")(
    changing(parking.discard, "discarded")
)


def chosen(letters: list[int] | None, every: bool, filters: dict[str, str | None]) -> set[int] | None:
    """The letters that were named, or None for all that the filters leave."""
    if bool(letters) == every or (letters and any(filters.values())):
        raise Trouble("Name letters by their ids, or say --all, with or without filters.", WRONG_USE)
    return set(letters) if letters else None


async def _change(
    change: parking.Change,
    database_url: str | None,
    ids: set[int] | None,
    filters: dict[str, str | None],
    *,
    for_good: bool,
) -> set[int]:
    async with database_at(database_url) as database, database.transaction() as session:
        dead = {row.id for row in await execute(session, _LIST, filters)}
        if ids is not None and ids - dead:
            raise Trouble(f"There is no dead letter {', '.join(map(str, sorted(ids - dead)))}.")
        try:
            await change(session, ids or dead)
        except parking.Overtaking as refused:
            raise Trouble(str(refused)) from None
        if not for_good:
            await session.rollback()
        return ids or dead
