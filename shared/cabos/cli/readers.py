"""Readers of a source: who is registered with it, and taking out one that will never come back."""

from typing import Any

import typer
from sqlalchemy import text

from cabos.cli.lag import readers
from cabos.cli.screen import show
from cabos.cli.sentences import Trouble
from cabos.cli.servers import DatabaseUrl, Execute, Json, RedisUrl, database_at, redis_at, run, source_of
from cabos.database import execute
from cabos.streams import stream_key

cli = typer.Typer(help="The readers that a source keeps its stream for.", no_args_is_help=True)

_REGISTERED = text("""
    SELECT name AS reader, position, (SELECT coalesce(max(position), 0) FROM journal) AS newest, seen_at AS since
    FROM registered_reader ORDER BY position, name
""")
_RETIRE = text("DELETE FROM registered_reader WHERE name = :name")


@cli.command("list")
def list_(database_url: DatabaseUrl, redis_url: RedisUrl, as_json: Json = False) -> None:
    """Say which readers the source knows; one that is missing on the stream keeps it from being trimmed."""
    rows = run(_registered(database_url, redis_url))
    show(rows, as_json=as_json, nothing="No reader is registered.")


async def _registered(database_url: str | None, redis_url: str | None) -> list[dict[str, Any]]:
    async with database_at(database_url) as database, redis_at(redis_url) as redis, database.transaction() as session:
        rows = (await execute(session, _REGISTERED)).mappings().all()
        showing = await readers(redis, await source_of(session)) if rows else {}
        return [dict(row) | {"on_the_stream": "yes" if row["reader"] in showing else "no"} for row in rows]


@cli.command()
def retire(name: str, database_url: DatabaseUrl, redis_url: RedisUrl, execute: Execute = False) -> None:
    """Forget a reader, so that nothing is kept for it; one that still runs registers itself again."""
    typer.echo(run(_retire(name, database_url, redis_url, for_good=execute)))


async def _retire(name: str, database_url: str | None, redis_url: str | None, *, for_good: bool) -> str:
    async with database_at(database_url) as database, redis_at(redis_url) as redis, database.transaction() as session:
        source = await source_of(session)
        gone = (await execute(session, _RETIRE, {"name": name})).rowcount
        showing = name in await readers(redis, source)
        if not gone and not showing:
            raise Trouble(f"{source} has no reader {name!r}.")
        if not for_good:
            await session.rollback()
            return f"{name} would be retired as a reader of {source}; --execute does it."
        # Off the stream first: a relay that looked in between would register it once more.
        if showing:
            await redis.xgroup_destroy(stream_key(source), name)
        return f"{name} is retired as a reader of {source}."
