"""Events as they come, from the streams of all sources."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Annotated, Any

import typer
from redis.asyncio import Redis

from cabos.cli.lag import sources
from cabos.cli.screen import printable
from cabos.cli.sentences import WRONG_USE, Trouble
from cabos.cli.servers import Json, RedisUrl, redis_at
from cabos.streams import BLOCK_MS, EntryId, last_entry, stream_key
from cabos.wire import Entry


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
    since: Annotated[str | None, typer.Option(help="first what came since then, as in 2026-01-31T09:00Z")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="end after so many events")] = None,
    as_json: Json = False,
) -> None:
    """Follow events until Ctrl-C; with --json each is one line."""
    start = None if since is None else moment(since)
    try:
        asyncio.run(_tail(redis_url, Wanted(source, type_, subject), start, limit, as_json=as_json))
    except KeyboardInterrupt:
        # That is how one stops to look.
        return


def moment(text: str) -> EntryId:
    """The place of an instant in every stream; without an offset it is of this machine's zone."""
    try:
        return EntryId(int(datetime.fromisoformat(text).timestamp() * 1000), 0)
    except (ValueError, OverflowError):
        raise Trouble(f"--since {text!r} is no instant: write it as in 2026-01-31T09:00Z.", WRONG_USE) from None


async def _tail(
    redis_url: str | None, wanted: Wanted, start: EntryId | None, limit: int | None, *, as_json: bool
) -> None:
    told = 0
    async with redis_at(redis_url) as redis:
        async for source, entry in _entries(redis, wanted, start):
            print(json.dumps(as_event(entry), ensure_ascii=False) if as_json else line(source, entry), flush=True)
            told += 1
            if told == limit:
                return


async def _entries(redis: Redis, wanted: Wanted, start: EntryId | None) -> AsyncIterator[tuple[str, Entry]]:
    places: dict[str, EntryId] = {}
    first_look = True
    while True:
        for source in wanted.source or await sources(redis):
            if source not in places:
                # A stream that appears later is followed from its beginning: all of it is new.
                now = await last_entry(redis, stream_key(source)) if first_look else EntryId(0, 0)
                places[source] = now if start is None else start
        first_look = False
        if not places:
            await asyncio.sleep(BLOCK_MS / 1000)
            continue
        names = {stream_key(source).encode(): source for source in places}
        asked: dict[Any, Any] = {stream_key(source): str(place) for source, place in places.items()}
        answer: Any = await redis.xread(asked, count=500, block=BLOCK_MS)
        for key, raw in answer or ():
            for id_, fields in raw:
                places[names[key]] = entry_id = EntryId.parse(id_)
                entry = Entry(entry_id, fields)
                if wanted.has(entry):
                    yield names[key], entry


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
