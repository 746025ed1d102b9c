"""Events as they come, from the streams of all sources."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Annotated, Any

import typer
from redis.asyncio import Redis, RedisCluster
from redis.exceptions import BusyLoadingError
from redis.exceptions import ConnectionError as RedisAway
from redis.exceptions import TimeoutError as RedisSilent

from cabos.cli.lag import sources
from cabos.cli.moments import just_before, moment
from cabos.cli.screen import printable
from cabos.cli.sentences import WRONG_USE, Trouble
from cabos.cli.servers import Json, RedisUrl, redis_at
from cabos.leadership import heed_cancellation
from cabos.logs import first_line
from cabos.streams import BLOCK_MS, EntryId, last_entry, stream_key
from cabos.wire import Entry

AGAIN_S = 0.5
"""How often a server that went away is looked for."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events are followed; what is None leaves all of them."""

    source: list[str] | None
    type: str | None
    subject: str | None

    def has(self, entry: Entry) -> bool:
        return (self.type is None or fnmatchcase(entry.event_type, self.type)) and self.subject in (None, entry.subject)


def tail(
    redis_url: RedisUrl,
    source: Annotated[list[str] | None, typer.Option(help="only this source; repeatable")] = None,
    type_: Annotated[str | None, typer.Option("--type", help="only this event type; * stands for anything")] = None,
    subject: Annotated[str | None, typer.Option(help="only this subject")] = None,
    since: Annotated[
        str | None, typer.Option(help="first what came since then: 2026-01-31T09:00Z, or 10m, 2h, 1d before now")
    ] = None,
    from_position: Annotated[
        int | None, typer.Option(min=1, help="first what came from this position on, of one source")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="end after so many events")] = None,
    as_json: Json = False,
) -> None:
    """Follow events until Ctrl-C; with --json each is one line.

    A server that goes away is waited for, and the next event is the one after the last that was told.
    """
    if from_position is not None and (since is not None or len(source or ()) != 1):
        raise Trouble("A position is one of one source: say --source once, and no --since.", WRONG_USE)
    start = from_position if since is None else moment(since)
    try:
        asyncio.run(_tail(redis_url, Wanted(source, type_, subject), start, limit, as_json=as_json))
    except KeyboardInterrupt:
        # That is how one stops to look.
        return


async def _tail(
    redis_url: str | None, wanted: Wanted, start: EntryId | int | None, limit: int | None, *, as_json: bool
) -> None:
    told = 0
    async with redis_at(redis_url) as redis:
        if isinstance(start, int):
            start = await just_before(redis, (wanted.source or [""])[0], start)
        async for source, entry in _entries(redis, wanted, start):
            print(json.dumps(as_event(entry), ensure_ascii=False) if as_json else line(source, entry), flush=True)
            told += 1
            if told == limit:
                return


async def _entries(redis: Redis, wanted: Wanted, start: EntryId | None) -> AsyncIterator[tuple[str, Entry]]:
    """What is wanted, without a hole or a repeat: the ids of the streams say where each goes on."""
    places: dict[str, EntryId] = {}
    # Only once the first look has succeeded, a server that does not answer was there before.
    await _look_for_streams(redis, wanted, places, start, new=False)
    away = False
    while True:
        # redis-py loses a Ctrl-C that comes while it connects.
        heed_cancellation()
        try:
            await _look_for_streams(redis, wanted, places, start, new=True)
            found = await _next(redis, places)
        except (RedisAway, RedisSilent, BusyLoadingError) as fault:
            if not away:
                typer.echo(f"cabos: Redis does not answer, and is waited for: {printable(first_line(fault))}", err=True)
            away = True
            await asyncio.sleep(AGAIN_S)
            continue
        away = False
        for source, entry in found:
            places[source] = entry.id
            if wanted.has(entry):
                yield source, entry


async def _look_for_streams(
    redis: Redis, wanted: Wanted, places: dict[str, EntryId], start: EntryId | None, *, new: bool
) -> None:
    for source in wanted.source or await sources(redis):
        if source not in places:
            # A stream that appears later is followed from its beginning: all of it is new.
            now = EntryId(0, 0) if new else await last_entry(redis, stream_key(source))
            places[source] = now if start is None else start


async def _next(redis: Redis, places: dict[str, EntryId]) -> list[tuple[str, Entry]]:
    if not places:
        await asyncio.sleep(BLOCK_MS / 1000)
        return []
    names = {stream_key(source).encode(): source for source in places}
    asked: dict[Any, Any] = {stream_key(source): str(place) for source, place in places.items()}
    if isinstance(redis, RedisCluster):
        # No question may concern two of its servers.
        each = [redis.xread({key: place}, count=500, block=BLOCK_MS // 5) for key, place in asked.items()]
        answers: Any = [stream for answer in await asyncio.gather(*each) for stream in answer or ()]
    else:
        answers = await redis.xread(asked, count=500, block=BLOCK_MS) or ()
    return [(names[key], Entry(EntryId.parse(id_), fields)) for key, raw in answers for id_, fields in raw]


def as_event(entry: Entry) -> dict[str, Any]:
    """The entry as CloudEvents JSON; `data` that is no JSON stays text."""
    event: dict[str, Any] = entry.storable()
    try:
        return event | {"data": json.loads(event["data"])}
    except (KeyError, ValueError):
        return event


def line(source: str, entry: Entry) -> str:
    words = (entry.text("time") or "-", f"{source}/{entry.id.position}", entry.event_type, entry.subject)
    return printable("  ".join((*words, entry.text("data") or "-")))
