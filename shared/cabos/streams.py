"""The live copy: one Redis stream per source, and the names of everything that lives beside it."""

import asyncio
import math
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from hiredis import pack_command
from redis.asyncio import Redis
from redis.asyncio.client import Pipeline
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff, NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import MovedError, ResponseError, WatchError
from redis.exceptions import TimeoutError as RedisTimeoutError

BLOCK_MS = 1_000
"""How long a blocking read waits: below redis-py's socket timeout, or every idle read would raise."""

SOCKET_TIMEOUT_S = 5.0


def stream_key(source: str) -> str:
    """`events:{aeo}`: the braces keep all of one source in one slot of a Redis Cluster."""
    return f"events:{{{source}}}"


def hint_channel(source: str) -> str:
    return f"hints:{{{source}}}"


class EntryId(NamedTuple):
    """`<recorded ms>-<position>`: grows in both parts, so a repeat is refused and a gap is seen."""

    ms: int
    position: int

    @classmethod
    def parse(cls, raw: bytes | str) -> "EntryId":
        ms, position = raw.split(b"-" if isinstance(raw, bytes) else "-")  # type: ignore[arg-type]
        # Half of what the constructor of a named tuple costs, for every entry that is read.
        return tuple.__new__(cls, (int(ms), int(position)))

    def __str__(self) -> str:
        return f"{self.ms}-{self.position}"


BEGINNING = EntryId(0, 0)


class HistoryRewritten(Exception):
    """The stream contradicts what is known: the source's PostgreSQL was set back to an earlier moment behind it."""


def writing_client(url: str) -> Redis:
    """For the relay: never retries by itself, for a reply that was lost does not mean a write that was."""
    return Redis.from_url(url, retry=Retry(NoBackoff(), 0), socket_timeout=SOCKET_TIMEOUT_S, protocol=2)


def reading_retry() -> Retry:
    """For reads, which may be repeated for ever: an outage heals in half a second, not in FastStream's five."""
    return Retry(ExponentialBackoff(cap=0.5, base=0.02), -1, (RedisConnectionError, RedisTimeoutError))


async def close(client: Redis) -> None:
    """Close a client for good: redis-py leaves its connections open when it is cancelled while it closes them."""
    closing = asyncio.ensure_future(client.aclose())
    try:
        await asyncio.shield(closing)
    except asyncio.CancelledError:
        await closing
        raise


def at_node(url: str, moved: MovedError) -> str:
    """The address of the server of a Redis Cluster that has the key; everything else about it is as in `url`."""
    parts = urlsplit(url)
    who = parts.netloc.rpartition("@")[0]
    return parts._replace(netloc=f"{who}{'@' if who else ''}{moved.host}:{moved.port}").geturl()


async def located(url: str, key: str) -> str:
    """The address at which the key lives: `url`, unless that is a server of a Redis Cluster and another one has it."""
    client = writing_client(url)
    try:
        await client.exists(key)
    except MovedError as moved:
        return at_node(url, moved)
    except (RedisConnectionError, RedisTimeoutError):
        return url  # whoever works with it will notice, and come back
    finally:
        await close(client)
    return url


async def last_entry(client: Redis, key: str) -> EntryId:
    """The newest id that the stream has ever given out, from Redis itself; `BEGINNING` where there is no stream."""
    try:
        info: dict[str, Any] = await client.xinfo_stream(key)
    except ResponseError as refused:
        if "no such key" not in str(refused):
            raise
        return BEGINNING
    return EntryId.parse(info["last-generated-id"])


async def oldest_entry(client: Redis, key: str) -> EntryId | None:
    """The first entry that the stream still has."""
    first: Any = await client.xrange(key, count=1)
    return EntryId.parse(first[0][0]) if first else None


async def append(guard: Pipeline, key: str, entries: Iterable[Sequence[str]]) -> None:
    """Add entries, each an explicit id and its flat fields, in one MULTI … EXEC under the WATCH that `guard` holds.

    Raises `WatchError` with nothing added. redis-py's own pipeline packs in Python and keeps one time limit for each
    reply; packed by hiredis and read under a single limit, the same commands cost a quarter.
    """
    connection: Any = guard.connection
    pack: Any = pack_command  # takes a tuple of any length, its stub says one
    commands = [pack(("XADD", key, *entry)) for entry in entries]
    try:
        async with asyncio.timeout(SOCKET_TIMEOUT_S):
            await connection.send_packed_command([pack(("MULTI",)), *commands, pack(("EXEC",))])
            for _ in range(1 + len(commands)):
                await connection.read_response(timeout=math.inf)
            added = await connection.read_response(timeout=math.inf)
    except BaseException:
        # Replies that nobody has read would be taken for the answers to the next commands.
        await connection.disconnect(nowait=True)
        raise
    guard.watching = False
    if added is None:
        raise WatchError("the stream was moved by another relay")
    for reply in added:
        if isinstance(reply, ResponseError):
            raise reply


async def mirror(client: Redis, key: str, reader: str, at: EntryId) -> None:
    """Show a reader's position as a consumer group of its name, for the lag in every tool and for the trimmer."""
    try:
        await client.xgroup_setid(key, reader, str(at))
    except ResponseError as refused:
        if "NOGROUP" not in str(refused) and "key to exist" not in str(refused):
            raise
        await create_group(client, key, reader, at)


async def create_group(client: Redis, key: str, group: str, at: EntryId = BEGINNING) -> None:
    """A consumer group that starts at `at`: the beginning by default, never `$`, which would lose all that came before.

    For competing consumers without a database of their own (at least once; they acknowledge after their work).
    """
    try:
        await client.xgroup_create(key, group, str(at), mkstream=True)
    except ResponseError as refused:
        if "BUSYGROUP" not in str(refused):
            raise
