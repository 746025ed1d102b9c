"""Whether both servers are as Cabos needs them, and whether what they say of each other agrees."""

import time
from collections.abc import AsyncIterator
from typing import Any

import typer
from redis.asyncio import Redis
from redis.exceptions import ResponseError
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from cabos.cli.screen import show
from cabos.cli.sentences import WRONG
from cabos.cli.servers import DatabaseUrl, Json, RedisUrl, database_at, redis_at, run
from cabos.database import execute
from cabos.streams import last_entry, stream_key

OLDEST_S = 10
"""A row that waits longer than this for its position has no relay."""

SKEW_S = 5

Finding = tuple[str, bool | None, object]
"""What was looked at, whether it is well (None where that could not be seen), and what was found."""

_DATABASE = text("""
    SELECT current_setting('server_version_num')::int / 10000 AS version, date_part('epoch', clock_timestamp()) AS now,
           (SELECT date_part('epoch', clock_timestamp() - min(time)) FROM journal WHERE position IS NULL) AS waiting,
           (SELECT count(*) FROM parked WHERE state = 'dead') AS dead
""")
_CURSORS = text("SELECT source, position FROM cursor ORDER BY source")


def doctor(database_url: DatabaseUrl, redis_url: RedisUrl, as_json: Json = False) -> None:
    """Look at versions, durability, eviction, waiting rows, dead letters, cursors and clocks; exit with 1 if ill."""
    findings = run(_look(database_url, redis_url))
    words = {True: "well", False: "ILL", None: "not seen"}
    rows = [{"look": what, "is": words[well], "found": found} for what, well, found in findings]
    show(rows, as_json=as_json, nothing="")
    if any(well is False for _, well, _ in findings):
        raise typer.Exit(WRONG)


async def _look(database_url: str | None, redis_url: str | None) -> list[Finding]:
    async with database_at(database_url) as database, redis_at(redis_url) as redis, database.transaction() as session:
        found = [finding async for finding in _redis(redis)]
        return found + [finding async for finding in _database(session, redis)]


async def _redis(redis: Redis) -> AsyncIterator[Finding]:
    info: dict[str, Any] = await redis.info()
    version = str(info["redis_version"])
    yield "Redis is 7 or newer", int(version.split(".")[0]) >= 7, version
    yield "Redis keeps an append-only file", bool(info.get("aof_enabled")), "on" if info.get("aof_enabled") else "off"
    try:
        policy = (await redis.config_get("maxmemory-policy")).get("maxmemory-policy")
    except ResponseError:
        # A user of a restricted server may not look; INFO tells it on most.
        policy = info.get("maxmemory_policy")
    yield "Redis evicts nothing", None if policy is None else policy == "noeviction", policy


async def _database(session: AsyncSession, redis: Redis) -> AsyncIterator[Finding]:
    seconds, micros = await redis.time()
    row = (await execute(session, _DATABASE)).one()
    yield "PostgreSQL is 15 or newer", row.version >= 15, row.version
    clocks = (float(row.now), seconds + micros / 1e6, time.time())
    skew = max(clocks) - min(clocks)
    yield f"All clocks agree within {SKEW_S} s", skew <= SKEW_S, f"{skew:.1f} s"
    waiting = row.waiting or 0.0
    yield f"No fact waits over {OLDEST_S} s for its position", waiting <= OLDEST_S, f"{waiting:.1f} s"
    yield "There are no dead letters", row.dead == 0, row.dead
    for cursor in await execute(session, _CURSORS):
        newest = (await last_entry(redis, stream_key(cursor.source))).position
        look = f"The cursor for {cursor.source} is not ahead of the stream"
        yield look, cursor.position <= newest, f"{cursor.position} of {newest}"
