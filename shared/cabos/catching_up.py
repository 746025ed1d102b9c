"""Catching up: what the stream has let go comes from the source's feed, and a new listener begins where it wants."""

import json
from datetime import datetime
from types import TracebackType
from typing import Any, Self

import httpx2
from redis.asyncio import Redis

from cabos.partitions import source_and_partition, stream_name
from cabos.streams import BEGINNING, EntryId, close, last_entry, located, stream_key, writing_client
from cabos.subscriptions import Start
from cabos.wire import Entry

PAGE = 500
TIMEOUT_S = 10.0

FEED_FAULTS = (httpx2.HTTPError, httpx2.InvalidURL, ValueError, KeyError)
"""The feed is away, or what answers is none."""


class NoFeed(Exception):
    """What is wanted is no longer on the stream, and nobody has said where the source's feed is."""

    def __init__(self, stream: str, wanted: str) -> None:
        source, _ = source_and_partition(stream)
        super().__init__(
            f"the stream of {stream} no longer has {wanted}: say where the feed of {source} is, CABOS_FEEDS"
        )


class Feed:
    """One partition of a source's journal over HTTP: `GET /v1/events` at the address of its API."""

    def __init__(self, url: str, stream: str) -> None:
        _, self.partition = source_and_partition(stream)
        self._http = httpx2.AsyncClient(base_url=url, timeout=TIMEOUT_S)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def after(self, position: int) -> list[Entry]:
        """The next events, at most `PAGE`; raises one of `FEED_FAULTS`."""
        return await self._ask(after=position, limit=PAGE)

    async def since(self, instant: datetime) -> EntryId:
        """Where everything that follows was recorded at `instant` or later; raises one of `FEED_FAULTS`."""
        first = await self._ask(since=instant.isoformat(), limit=1)
        return EntryId(0, first[0].id.position - 1) if first else BEGINNING

    async def _ask(self, **query: Any) -> list[Entry]:
        answer = await self._http.get("/v1/events", params=query | {"partition": self.partition})
        answer.raise_for_status()
        return [entry_of(event) for event in answer.json()]


def entry_of(event: dict[str, Any]) -> Entry:
    """The stream entry that a CloudEvent of the feed was, or will be; `KeyError` when it does not name it."""
    data = json.dumps(event["data"], ensure_ascii=False).encode()
    fields = {name.encode(): str(value).encode() for name, value in event.items() if name not in ("data", "entryid")}
    return Entry(EntryId.parse(event["entryid"]), fields | {b"data": data})


async def beginnings(redis_url: str, source: str, start: Start, feed_url: str | None) -> dict[str, EntryId]:
    """Where a listener begins that has never read the source, by stream.

    From the beginning on, it meets by itself what says that there are more streams; otherwise all are looked up here.
    Raises `NoFeed` when only the feed could tell, one of `FEED_FAULTS` when it does not, and `ValueError` for a
    position in a source that has several partitions: each has its own.
    """
    if start == "beginning":
        return {source: BEGINNING}
    found: dict[str, EntryId] = {}
    while True:
        stream = stream_name(source, len(found))
        client = writing_client(await located(redis_url, stream_key(stream)))
        try:
            if found and await last_entry(client, stream_key(stream)) == BEGINNING:
                return found
            if found and isinstance(start, int):
                raise ValueError(
                    f"{source} has several partitions, each with positions of its own: start at an instant"
                )
            found[stream] = await _place(client, stream, start, feed_url)
        finally:
            await close(client)


async def _place(client: "Redis", stream: str, start: Start, feed_url: str | None) -> EntryId:
    key = stream_key(stream)
    if start == "now":
        return await last_entry(client, key)
    if isinstance(start, int):
        return EntryId(0, start)
    if isinstance(start, datetime):
        milliseconds = int(start.timestamp() * 1000)
        before: Any = await client.xrevrange(key, f"({milliseconds}-0", "-", count=1)
        if before:
            return EntryId.parse(before[0][0])
        first: Any = await client.xrange(key, count=1)
        if first and EntryId.parse(first[0][0]).position > 1:
            if feed_url is None:
                raise NoFeed(stream, f"events since {start.isoformat()}")
            async with Feed(feed_url, stream) as feed:
                return await feed.since(start)
    return BEGINNING
