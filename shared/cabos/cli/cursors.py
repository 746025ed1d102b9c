"""Setting a reader back, so that it handles again what it has had."""

from typing import Annotated, Any

import typer
from redis.asyncio import Redis
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from cabos.cli.lag import readers
from cabos.cli.moments import first_from, instant, moment
from cabos.cli.screen import Deed, plural
from cabos.cli.sentences import WRONG_USE, Trouble
from cabos.cli.servers import DatabaseUrl, Execute, Json, RedisUrl, announced_source, database_at, redis_at, run
from cabos.database import execute
from cabos.leadership import lock_key
from cabos.streams import EntryId, oldest_entry, stream_key

_CURSOR = text("SELECT position FROM cursor WHERE source = :source FOR UPDATE")
_CURSORS = text("SELECT source FROM cursor ORDER BY source")
# Milliseconds of 0 mean that nobody knows them: the reader skips on the stream what lies before the position.
_SET_BACK = text("UPDATE cursor SET position = :position, ms = 0, moved_at = clock_timestamp() WHERE source = :source")

_HOLDER = """
    FROM pg_locks WHERE locktype = 'advisory' AND granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND objsubid = 1 AND (classid::bigint << 32 | objid::bigint) = :key
"""
_READS = text(f"SELECT EXISTS (SELECT {_HOLDER})")
# Whoever reads holds its lock on the connection that it works with: without that it begins anew, from the cursor.
_START_OVER = text(f"SELECT pg_terminate_backend(pid) {_HOLDER}")


def replay(
    database_url: DatabaseUrl,
    redis_url: RedisUrl,
    reader: Annotated[str, typer.Option(help="whose cursor; the database is this listener's")],
    source: Annotated[str, typer.Option(help="whose events")],
    from_position: Annotated[int | None, typer.Option(min=1, help="the first one to be handled again")] = None,
    since: Annotated[str | None, typer.Option(help="what came since then: 2026-01-31T09:00Z, or 10m, 2h, 1d")] = None,
    for_good: Execute = False,
    as_json: Json = False,
) -> None:
    """Let a listener handle again what it has had, from a position or an instant on.

    Its handlers must be able to take that: what they wrote is still there.
    """
    if (from_position is None) == (since is None):
        raise Trouble("Say from where: --from-position or --since, one of them.", WRONG_USE)
    start: int | EntryId = moment(since) if since is not None else from_position or 1
    run(_replay(database_url, redis_url, reader, source, start, for_good=for_good)).tell(as_json=as_json)


async def _replay(
    database_url: str | None, redis_url: str | None, reader: str, source: str, start: int | EntryId, *, for_good: bool
) -> Deed:
    async with database_at(database_url) as database, redis_at(redis_url) as redis, database.transaction() as session:
        showing = await readers(redis, source)
        at: int | None = (await execute(session, _CURSOR, {"source": source})).scalar_one_or_none()
        if at is None:
            known = ", ".join((await execute(session, _CURSORS)).scalars()) or "nobody"
            raise Trouble(f"This listener has no cursor for {source}: it listens to {known}.")
        owner = await reader_of(session, source, {*showing, reader})
        if owner is None and reader not in showing:
            raise Trouble(f"{source} has no reader {reader!r}: it has {', '.join(sorted(showing)) or 'none'}.")
        if owner not in (None, reader):
            raise Trouble(f"This database is {owner}'s, not {reader}'s.")
        position = start if isinstance(start, int) else await _position_since(redis, source, start)
        if position > at:
            raise Trouble(f"{reader} has had {source} up to position {at}: {position} is still to come.")
        count = at - position + 1
        if for_good:
            await execute(session, _SET_BACK, {"source": source, "position": position - 1})
            await session.commit()
            await execute(session, _START_OVER, {"key": lock_key(f"reader:{reader}:{source}")})
        will = "handles" if for_good else "would handle"
        return Deed(
            "replay",
            f"{reader} {will} {plural(count, 'event')} of {source} again, from position {position} to {at}"
            + ("" if for_good else "; its handlers must be able to take that"),
            for_good,
            {"reader": reader, "source": source, "from_position": position, "to_position": at, "count": count},
        )


async def reader_of(session: AsyncSession, source: str, names: set[str]) -> str | None:
    """Whose database this is, of these readers of `source`: one that reads now, or one named like the service."""
    for name in sorted(names):
        lock: dict[str, Any] = {"key": lock_key(f"reader:{name}:{source}")}
        if (await execute(session, _READS, lock)).scalar_one():
            return name
    service = await announced_source(session)
    return service if service in names else None


async def _position_since(redis: Redis, source: str, since: EntryId) -> int:
    oldest = await oldest_entry(redis, stream_key(source))
    if oldest is None:
        raise Trouble(f"There is no stream of {source} to look up an instant in: name a position.")
    if oldest.position > 1 and oldest.ms >= since.ms:
        raise Trouble(
            f"The stream of {source} begins at {instant(oldest.ms)} with position {oldest.position}: "
            "what came before is trimmed; name a position."
        )
    first = await first_from(redis, source, since)
    if first is None:
        raise Trouble(f"Nothing has come from {source} since {instant(since.ms)}.")
    return first.position
