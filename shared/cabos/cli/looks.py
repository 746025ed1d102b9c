"""What the doctor looks at, one thing after the other."""

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import ResponseError
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from cabos import revisions
from cabos.cli.cursors import reader_of
from cabos.cli.lag import readers, sources
from cabos.cli.servers import announced_source
from cabos.database import execute
from cabos.partitions import source_and_partition, stream_name
from cabos.streams import EntryId, last_entry, stream_key

OLDEST_S = 10
"""A row that waits longer than this for its relay has none, and a reader that shows itself later than this is ill."""

PARKED_S = 300
"""Attempts are over after about two minutes: what is parked for longer than this has no reader."""

SKEW_S = 5


class Remedy(StrEnum):
    """The sections of the runbook that say what to do."""

    SERVERS = "what-the-servers-must-be"
    FULL = "redis-away-or-full"
    SCHEMA = "schema-behind"
    RELAY = "relay-not-leading"
    STREAM = "relay-leads-and-nothing-is-published"
    AHEAD = "stream-ahead-of-its-journal"
    HOLE = "hole-in-a-stream"
    WIPED = "redis-wiped-or-set-back"
    LAG = "reader-lag"
    PARKED = "parked-events"
    DEAD = "dead-letters"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, whether it is well (None where that could not be seen), and what was found."""

    where: str
    look: str
    well: bool | None
    found: object
    remedy: Remedy


_DATABASE = text("""
    SELECT current_database() AS name, current_setting('server_version_num')::int / 10000 AS version,
           date_part('epoch', clock_timestamp()) AS now, to_regclass('alembic_version') IS NOT NULL AS migrated,
           to_regclass('delivery') IS NOT NULL AS current
""")
_REVISION = text("SELECT version_num FROM alembic_version")
_WAITING = text("""
    SELECT date_part('epoch', clock_timestamp() - min(time)) AS unsequenced,
           (SELECT date_part('epoch', clock_timestamp() - min(parked_at)) FROM parked WHERE state <> 'dead') AS parked,
           (SELECT date_part('epoch', clock_timestamp() - min(parked_at)) FROM parked WHERE state = 'dead') AS dead,
           (SELECT count(*) FROM parked WHERE state = 'dead') AS letters
    FROM journal WHERE position IS NULL
""")
_ANNOUNCED = text("""
    SELECT coalesce(max(position), 0) AS newest, count(*) FILTER (WHERE position BETWEEN :first AND :last) AS copied,
           date_part('epoch', clock_timestamp() - min(time) FILTER (WHERE position > :last)) AS behind,
           coalesce(bool_or(position = :last AND ms = :ms), false) AS known
    FROM journal WHERE partition = :partition AND position IS NOT NULL
""")
_CURSORS = text("SELECT source FROM cursor ORDER BY source")
_CURSOR = text("""
    SELECT position, date_part('epoch', clock_timestamp() - moved_at) AS stands FROM cursor WHERE source = :source
""")


async def look_at_redis(redis: Redis) -> AsyncIterator[Finding]:
    info: dict[str, Any] = await redis.info()
    version, appending = str(info["redis_version"]), bool(info.get("aof_enabled"))
    yield Finding("redis", "Redis is 7 or newer", int(version.split(".")[0]) >= 7, version, Remedy.SERVERS)
    yield Finding("redis", "Redis keeps an append-only file", appending, "on" if appending else "off", Remedy.SERVERS)
    try:
        policy = (await redis.config_get("maxmemory-policy")).get("maxmemory-policy")
    except ResponseError:
        # A user of a restricted server may not look; INFO tells it on most.
        policy = info.get("maxmemory_policy")
    well = None if policy is None else policy == "noeviction"
    yield Finding("redis", "Redis evicts nothing", well, policy, Remedy.FULL)


async def look_at_database(session: AsyncSession, redis: Redis) -> AsyncIterator[Finding]:
    seconds, micros = await redis.time()
    row = (await execute(session, _DATABASE)).one()
    clocks = (float(row.now), seconds + micros / 1e6, time.time())
    skew = max(clocks) - min(clocks)
    yield Finding(row.name, "PostgreSQL is 15 or newer", row.version >= 15, row.version, Remedy.SERVERS)
    yield Finding(row.name, f"All clocks agree within {SKEW_S} s", skew <= SKEW_S, f"{skew:.1f} s", Remedy.SERVERS)
    service = await announced_source(session)
    revision = (await execute(session, _REVISION)).scalar() if row.migrated else None
    newest = newest_revision(service or "")
    well = row.current and (revision == newest if newest and row.migrated else None)
    look = "The schema is at its newest revision"
    yield Finding(row.name, look, well, f"{revision or '-'} of {newest or '-'}", Remedy.SCHEMA)
    if not row.current:
        # Nothing else can be asked of a schema of yesterday.
        return
    async for finding in _waiting(session, row.name):
        yield finding
    if service is not None:
        async for finding in _streams(session, redis, row.name, service):
            yield finding
    for source in (await execute(session, _CURSORS)).scalars().all():
        async for finding in _cursor(session, redis, row.name, source):
            yield finding


def newest_revision(service: str) -> str | None:
    """What the package of the service knows, where it is installed: it is named like the service."""
    spec = find_spec(service) if service.isidentifier() else None
    folder = Path(spec.origin).parent / "migrations" if spec and spec.origin else None
    return revisions.newest(folder) if folder and folder.is_dir() else None


async def _waiting(session: AsyncSession, where: str) -> AsyncIterator[Finding]:
    row = (await execute(session, _WAITING)).one()
    look = f"No fact waits over {OLDEST_S} s for its position"
    yield Finding(where, look, (row.unsequenced or 0) <= OLDEST_S, age(row.unsequenced), Remedy.RELAY)
    look = f"Nothing is parked for over {PARKED_S} s"
    yield Finding(where, look, (row.parked or 0) <= PARKED_S, age(row.parked), Remedy.PARKED)
    found = f"{row.letters}, the oldest for {age(row.dead)}" if row.letters else 0
    yield Finding(where, "There are no dead letters", row.letters == 0, found, Remedy.DEAD)


async def _streams(session: AsyncSession, redis: Redis, where: str, service: str) -> AsyncIterator[Finding]:
    """The live copies beside the journal; each stream is asked first, so that it cannot seem to be ahead."""
    found = {stream_name(service, 0), *(s for s in await sources(redis) if source_and_partition(s)[0] == service)}
    for stream in sorted(found):
        first, last, length = await _ends(redis, stream)
        of = {
            "partition": source_and_partition(stream)[1],
            "first": first.position,
            "last": last.position,
            "ms": last.ms,
        }
        journal = (await execute(session, _ANNOUNCED, of)).one()
        look, known = f"The journal knows what the stream of {stream} ends with", f"{last.position} of {journal.newest}"
        yield Finding(where, look, journal.known or not last.position, known, Remedy.AHEAD)
        look, behind = f"The stream of {stream} has what is older than {OLDEST_S} s", journal.behind
        yield Finding(
            where, look, (behind or 0) <= OLDEST_S, f"{age(behind)} behind" if behind else known, Remedy.STREAM
        )
        missing = max(journal.copied - length, 0) if length else 0
        yield Finding(where, f"The stream of {stream} has no hole", not missing, f"{missing} missing", Remedy.HOLE)


async def _ends(redis: Redis, stream: str) -> tuple[EntryId, EntryId, int]:
    """First and last entry of a stream and how many there are, all of one moment."""
    try:
        info: dict[str, Any] = await redis.xinfo_stream(stream_key(stream))
    except ResponseError as refused:
        if "no such key" not in str(refused):
            raise
        return EntryId(0, 0), EntryId(0, 0), 0
    last = EntryId.parse(info["last-generated-id"])
    return EntryId.parse(info["first-entry"][0]) if info["first-entry"] else last, last, info["length"]


async def _cursor(session: AsyncSession, redis: Redis, where: str, source: str) -> AsyncIterator[Finding]:
    # The reader moves its cursor first and shows it then, so what it shows is asked first.
    showing = await readers(redis, source)
    cursor = (await execute(session, _CURSOR, {"source": source})).one()
    newest = (await last_entry(redis, stream_key(source))).position
    look, known = f"The cursor for {source} is not ahead of the stream", f"{cursor.position} of {newest}"
    yield Finding(where, look, cursor.position <= newest, known, Remedy.WIPED)
    owner = await reader_of(session, source, set(showing))
    shown = showing.get(owner or "")
    well = None if shown is None else shown == cursor.position or (shown < cursor.position and cursor.stands < OLDEST_S)
    found = None if shown is None else f"{owner} shows {shown} of {cursor.position}"
    yield Finding(where, f"The reader of {source} shows where it is", well, found, Remedy.LAG)


def age(seconds: float | None) -> str:
    return str(timedelta(seconds=round(seconds or 0)))
