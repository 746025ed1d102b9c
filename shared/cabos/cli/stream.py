"""The live copy beside the journal: comparing the two, trimming it, and having it built anew."""

from typing import Annotated, Any

import typer
from sqlalchemy import text

from cabos.cli.screen import Deed, show_one
from cabos.cli.sentences import WRONG, Trouble
from cabos.cli.servers import DatabaseUrl, Execute, Json, RedisUrl, database_at, redis_at, run, source_of
from cabos.database import execute
from cabos.partitions import MOST, stream_name
from cabos.settings import ServiceSettings
from cabos.streams import last_entry, oldest_entry, stream_key
from cabos.trimming import Trimmer

cli = typer.Typer(help="The stream of a source, beside its journal.", no_args_is_help=True)

RESERVE: int = ServiceSettings.model_fields["replay_reserve"].default
Reserve = Annotated[
    int, typer.Option(envvar="CABOS_REPLAY_RESERVE", min=0, help="entries kept behind the slowest reader")
]

Partition = Annotated[int, typer.Option(min=0, max=MOST - 1, help="of a source that has several")]

_JOURNAL = text("""
    SELECT coalesce(max(position) FILTER (WHERE partition = :partition), 0) AS newest,
           count(*) FILTER (WHERE partition = :partition AND position BETWEEN :first AND :last) AS copied,
           count(*) FILTER (WHERE position IS NULL) AS waiting,
           min(time) FILTER (WHERE position IS NULL) AS waiting_since
    FROM journal
""")


@cli.command()
def status(database_url: DatabaseUrl, redis_url: RedisUrl, partition: Partition = 0, as_json: Json = False) -> None:
    """Compare the stream with the journal; exit with 1 when it has a hole or knows more than the journal."""
    found = run(_status(database_url, redis_url, partition))
    show_one(found, as_json=as_json)
    if found["missing_between"] or found["ahead_of_the_journal"]:
        raise typer.Exit(WRONG)


async def _status(database_url: str | None, redis_url: str | None, partition: int) -> dict[str, Any]:
    async with database_at(database_url) as database, redis_at(redis_url) as redis, database.transaction() as session:
        source = stream_name(await source_of(session), partition)
        key = stream_key(source)
        # The stream first: what is announced in between is then behind the journal, never ahead of it.
        newest = (await last_entry(redis, key)).position
        first, length = await oldest_entry(redis, key), await redis.xlen(key)
        there = {"partition": partition, "first": first.position if first else 0, "last": newest}
        journal = (await execute(session, _JOURNAL, there)).one()
        return {
            "source": source,
            "stream": key,
            "in_the_journal": journal.newest,
            "waiting_for_a_position": journal.waiting,
            "waiting_since": journal.waiting_since,
            "on_the_stream_from": first and first.position,
            "on_the_stream_to": newest,
            "still_to_be_announced": max(journal.newest - newest, 0),
            "missing_between": 0 if first is None else max(journal.copied - length, 0),
            "ahead_of_the_journal": max(newest - journal.newest, 0),
        }


@cli.command()
def trim(
    database_url: DatabaseUrl,
    redis_url: RedisUrl,
    reserve: Reserve = RESERVE,
    partition: Partition = 0,
    for_good: Execute = False,
    as_json: Json = False,
) -> None:
    """Remove now what no registered reader needs; the relay does it every few seconds by itself."""
    run(_trim(database_url, redis_url, reserve, partition, for_good=for_good)).tell(as_json=as_json)


async def _trim(
    database_url: str | None, redis_url: str | None, reserve: int, partition: int, *, for_good: bool
) -> Deed:
    async with database_at(database_url) as database, redis_at(redis_url) as redis:
        async with database.transaction() as session:
            source = stream_name(await source_of(session), partition)
        key = stream_key(source)
        trimmer = Trimmer(redis, key, reserve, partition)
        async with database.engine.connect() as connection:
            if for_good:
                entries = await trimmer.trim_now(connection)
            else:
                keep_from, first = await trimmer.keep_from(connection), await oldest_entry(redis, key)
                entries = 0 if keep_from is None or first is None else max(keep_from.position - first.position, 0)
        sentence = f"{entries} entries of {source} {'' if for_good else 'would be '}removed"
        return Deed("stream trim", sentence, for_good, {"source": source, "count": entries})


@cli.command()
def rebuild(
    database_url: DatabaseUrl,
    redis_url: RedisUrl,
    partition: Partition = 0,
    for_good: Execute = False,
    as_json: Json = False,
) -> None:
    """Throw the stream away: the relay copies it anew from the journal, with the very same ids."""
    run(_rebuild(database_url, redis_url, partition, for_good=for_good)).tell(as_json=as_json)


async def _rebuild(database_url: str | None, redis_url: str | None, partition: int, *, for_good: bool) -> Deed:
    async with database_at(database_url) as database, redis_at(redis_url) as redis, database.transaction() as session:
        source = stream_name(await source_of(session), partition)
        key = stream_key(source)
        newest = (await execute(session, _JOURNAL, {"partition": partition, "first": 0, "last": 0})).one().newest
        if (await last_entry(redis, key)).position > newest:
            raise Trouble(f"The stream of {source} knows events that its journal has lost: `cabos stream reseed`.")
        entries = await redis.xlen(key)
        sentence = f"{entries} entries of {source} would be thrown away"
        if for_good:
            await redis.delete(key)
            sentence = f"The stream of {source} is gone; its relay builds it anew"
        return Deed("stream rebuild", sentence, for_good, {"source": source, "count": entries})
