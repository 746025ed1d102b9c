"""Everything that one request caused, across services, told in the order of cause and effect."""

import json
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any

import typer
from redis.asyncio import Redis
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from cabos.cli.lag import sources
from cabos.cli.screen import show
from cabos.cli.sentences import WRONG_USE, Trouble
from cabos.cli.servers import DatabaseUrls, Json, RedisUrl, announced_source, database_at, redis_at, run
from cabos.cli.tail import as_event
from cabos.database import execute
from cabos.partitions import stream_name
from cabos.streams import EntryId, stream_key
from cabos.wire import Entry

PAGE = 1_000
"""Entries that are looked at with one question to Redis."""


@dataclass(frozen=True, slots=True)
class Told:
    """One event, wherever it was found; without a position it waits for its relay."""

    id: str
    time: str
    stream: str
    position: int | None
    type: str
    subject: str
    correlation: str | None
    cause: str | None
    data: Any


# An event's own id is that of its request, too, where nothing else has caused it.
_CORRELATIONS = text("""
    SELECT DISTINCT coalesce(correlation_id, event_id)::text FROM journal
    WHERE subject = :asked OR correlation_id::text = :asked OR event_id::text = :asked
""")
_EVENTS = text("""
    SELECT event_id::text AS id, type, subject, partition, position, data, correlation_id::text AS correlation,
           causation_id::text AS cause, to_char(timezone('UTC', time), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS time
    FROM journal
    WHERE subject = :asked OR event_id::text = :asked OR coalesce(correlation_id, event_id)::text = any(:correlations)
""")


def timeline(
    asked: Annotated[str, typer.Argument(metavar="SUBJECT|ID", help="a subject, or the id of a request or an event")],
    database_url: DatabaseUrls,
    redis_url: RedisUrl,
    as_json: Json = False,
) -> None:
    """Tell what happened to a subject, or because of a request: each event below the one that caused it.

    Streams tell what they still have, journals everything from the first event; both are asked where they are known.
    """
    events = run(_found(asked, database_url or [], redis_url))
    if not events:
        raise Trouble(f"Nothing is known about {asked!r}.")
    rows = [as_row(depth, event, as_json=as_json) for depth, event in in_order(events)]
    show(rows, as_json=as_json, nothing="")


async def _found(asked: str, database_urls: list[str], redis_url: str | None) -> list[Told]:
    if not database_urls and not redis_url:
        raise Trouble("Say where to look: REDIS_URL, DATABASE_URL or both.", WRONG_USE)
    correlations: set[str] = set()
    # Twice: an event may be found long after another one of the same request was passed by.
    for url in database_urls:
        async with database_at(url) as database, database.transaction() as session:
            correlations |= set((await execute(session, _CORRELATIONS, {"asked": asked})).scalars())
    if redis_url:
        async with redis_at(redis_url) as redis:
            async for _, entry in _entries(redis):
                if asked in (entry.subject, entry.text("correlationid"), entry.text("id")):
                    correlations.add(entry.text("correlationid") or entry.text("id") or "")
    found: dict[str, Told] = {}
    if redis_url:
        async with redis_at(redis_url) as redis:
            async for stream, entry in _entries(redis):
                if asked in (entry.subject, entry.text("id")) or entry.text("correlationid") in correlations:
                    told = _from_stream(stream, entry)
                    found[told.id] = told
    for url in database_urls:
        async with database_at(url) as database, database.transaction() as session:
            found |= {told.id: told for told in await _from_journal(session, asked, correlations)}
    return list(found.values())


async def _entries(redis: Redis) -> AsyncIterator[tuple[str, Entry]]:
    """All that the streams hold, a page at a time."""
    for stream in await sources(redis):
        after = "-"
        while True:
            page: Any = await redis.xrange(stream_key(stream), min=after, count=PAGE)
            if not page:
                break
            for id_, fields in page:
                yield stream, Entry(EntryId.parse(id_), fields)
            after = f"({page[-1][0].decode()}"


def _from_stream(stream: str, entry: Entry) -> Told:
    return Told(
        id=entry.text("id") or f"{stream}/{entry.id}",
        time=entry.text("time") or "",
        stream=stream,
        position=entry.id.position,
        type=entry.event_type,
        subject=entry.subject,
        correlation=entry.text("correlationid"),
        cause=entry.text("causationid"),
        data=as_event(entry).get("data"),
    )


async def _from_journal(session: AsyncSession, asked: str, correlations: Iterable[str]) -> list[Told]:
    source = await announced_source(session) or ""
    rows = await execute(session, _EVENTS, {"asked": asked, "correlations": list(correlations)})
    return [
        Told(
            stream=stream_name(source, row.pop("partition")),
            data=json.loads(row.pop("data")),
            **row,
        )
        for row in map(dict, rows.mappings())
    ]


def in_order(events: Iterable[Told]) -> Iterator[tuple[int, Told]]:
    """By time, but an effect stands below its cause, so much deeper; clocks of several services may differ."""
    by_time = sorted(events, key=lambda event: (event.time, event.stream, event.position or 0, event.id))
    known = {event.id for event in by_time}
    effects: dict[str | None, list[Told]] = {}
    for event in by_time:
        effects.setdefault(event.cause if event.cause in known else None, []).append(event)
    # Not by recursion: a chain of causes may be longer than Python's stack.
    waiting = [(0, event) for event in reversed(effects.pop(None, []))]
    while waiting:
        depth, event = waiting.pop()
        yield depth, event
        waiting += [(depth + 1, effect) for effect in reversed(effects.pop(event.id, []))]
    # Only a stranger's entries can be each other's causes.
    yield from ((0, event) for circle in effects.values() for event in circle)


def as_row(depth: int, event: Told, *, as_json: bool) -> dict[str, Any]:
    if as_json:
        return {
            "depth": depth,
            "time": event.time,
            "source": event.stream,
            "position": event.position,
            "type": event.type,
            "subject": event.subject,
            "id": event.id,
            "correlationid": event.correlation,
            "causationid": event.cause,
            "data": event.data,
        }
    return {
        "time": event.time,
        "place": f"{event.stream}/{'-' if event.position is None else event.position}",
        "event": "  " * depth + event.type,
        "subject": event.subject,
    }
