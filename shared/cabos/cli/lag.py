"""Who lags: every reader of every stream, from what Redis shows."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer
from redis.asyncio import Redis

from cabos.cli.screen import show
from cabos.cli.sentences import WRONG
from cabos.cli.servers import Json, RedisUrl, redis_at, run
from cabos.streams import EntryId, last_entry, stream_key


def lag(
    redis_url: RedisUrl,
    source: Annotated[list[str] | None, typer.Option(help="only this source; repeatable")] = None,
    at_most: Annotated[int | None, typer.Option(min=0, help="exit with 1 when any reader lags by more")] = None,
    as_json: Json = False,
) -> None:
    """Say how far each reader is behind the newest event of each source."""
    rows = run(_lags(redis_url, source))
    show(rows, as_json=as_json, nothing="No reader has shown itself.")
    if at_most is not None and any(row["lag"] > at_most for row in rows):
        raise typer.Exit(WRONG)


async def _lags(redis_url: str | None, wanted: list[str] | None) -> list[dict[str, Any]]:
    async with redis_at(redis_url) as redis:
        found = []
        for source in wanted or await sources(redis):
            newest = (await last_entry(redis, stream_key(source))).position
            for reader, position in sorted((await readers(redis, source)).items()):
                found.append(
                    {
                        "source": source,
                        "reader": reader,
                        "position": position,
                        "newest": newest,
                        "lag": max(newest - position, 0),
                    }
                )
        return found


async def sources(redis: Redis) -> list[str]:
    """Every source that has a stream."""
    before, after = stream_key("*").split("*")
    keys = [key.decode() async for key in redis.scan_iter(match=stream_key("*"), _type="stream", count=1000)]
    return sorted(key.removeprefix(before).removesuffix(after) for key in keys)


async def readers(redis: Redis, source: str) -> Mapping[str, int]:
    """The position that each reader shows on the source's stream."""
    key = stream_key(source)
    if not await redis.exists(key):
        return {}
    groups = await redis.xinfo_groups(key)
    return {group["name"].decode(): EntryId.parse(group["last-delivered-id"]).position for group in groups}
