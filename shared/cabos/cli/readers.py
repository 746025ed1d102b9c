"""Readers of a source: who is registered with it, and taking out one that will never come back."""

from typing import Any

import typer
from sqlalchemy import text

from cabos.cli.lag import readers, sources
from cabos.cli.screen import Deed, show
from cabos.cli.sentences import Trouble
from cabos.cli.servers import DatabaseUrl, Execute, Json, RedisUrl, database_at, redis_at, run, source_of
from cabos.database import execute
from cabos.partitions import source_and_partition, stream_name
from cabos.streams import stream_key

cli = typer.Typer(help="The readers that a source keeps its stream for.", no_args_is_help=True)

_REGISTERED = text("""
    SELECT partition, name AS reader, position, seen_at AS since,
           (SELECT coalesce(max(position), 0) FROM journal WHERE journal.partition = reader.partition) AS newest
    FROM registered_reader AS reader ORDER BY partition, position, name
""")
_RETIRE = text("DELETE FROM registered_reader WHERE name = :name")


@cli.command("list")
def list_(database_url: DatabaseUrl, redis_url: RedisUrl, as_json: Json = False) -> None:
    """Say which readers the source knows; one that is missing on the stream keeps it from being trimmed."""
    rows = run(_registered(database_url, redis_url))
    show(rows, as_json=as_json, nothing="No reader is registered.")


async def _registered(database_url: str | None, redis_url: str | None) -> list[dict[str, Any]]:
    async with database_at(database_url) as database, redis_at(redis_url) as redis, database.transaction() as session:
        rows = [dict(row) for row in (await execute(session, _REGISTERED)).mappings()]
        source = await source_of(session) if rows else ""
        streams = {row["partition"]: stream_name(source, row["partition"]) for row in rows}
        showing = {partition: await readers(redis, stream) for partition, stream in streams.items()}
        return [
            {"source": streams[partition]}
            | row
            | {"on_the_stream": "yes" if row["reader"] in showing[partition] else "no"}
            for row in rows
            for partition in [row.pop("partition")]
        ]


@cli.command()
def retire(
    name: str, database_url: DatabaseUrl, redis_url: RedisUrl, for_good: Execute = False, as_json: Json = False
) -> None:
    """Forget a reader, so that nothing is kept for it; one that still runs registers itself again."""
    run(_retire(name, database_url, redis_url, for_good=for_good)).tell(as_json=as_json)


async def _retire(name: str, database_url: str | None, redis_url: str | None, *, for_good: bool) -> Deed:
    async with database_at(database_url) as database, redis_at(redis_url) as redis, database.transaction() as session:
        source = await source_of(session)
        gone = (await execute(session, _RETIRE, {"name": name})).rowcount
        streams = [stream for stream in await sources(redis) if source_and_partition(stream)[0] == source]
        showing = [stream for stream in streams if name in await readers(redis, stream)]
        if not gone and not showing:
            raise Trouble(f"{source} has no reader {name!r}.")
        if for_good:
            # Off the streams first: a relay that looked in between would register it once more.
            for stream in showing:
                await redis.xgroup_destroy(stream_key(stream), name)
        else:
            await session.rollback()
        sentence = f"{name} {'is' if for_good else 'would be'} retired as a reader of {source}"
        return Deed("reader retire", sentence, for_good, {"reader": name, "source": source})
