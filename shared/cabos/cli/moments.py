"""Moments and places in a stream, as people write them."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from redis.asyncio import Redis

from cabos.cli.sentences import WRONG_USE, Trouble
from cabos.streams import EntryId, last_entry, oldest_entry, stream_key

_AGO = re.compile(r"(\d{1,9})([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def moment(text: str) -> EntryId:
    """The place of an instant in every stream: `2026-01-31T09:00Z`, or `10m`, `2h`, `1d` before now.

    Without an offset it is of this machine's zone.
    """
    try:
        ago = _AGO.fullmatch(text)
        at = datetime.now(UTC) - timedelta(**{_UNITS[ago[2]]: int(ago[1])}) if ago else datetime.fromisoformat(text)
        return EntryId(max(int(at.timestamp() * 1000), 0), 0)
    except (ValueError, OverflowError):
        sentence = f"--since {text!r} is no instant: write it as in 2026-01-31T09:00Z, or as in 10m, 2h, 1d."
        raise Trouble(sentence, WRONG_USE) from None


def instant(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


async def first_from(redis: Redis, source: str, place: EntryId) -> EntryId | None:
    """The first entry at this place or after it; None behind the end."""
    found: Any = await redis.xrange(stream_key(source), min=str(place), count=1)
    return EntryId.parse(found[0][0]) if found else None


async def just_before(redis: Redis, source: str, position: int) -> EntryId:
    """The place after which the entry with this position comes next.

    Ids grow in both parts, so halving the time between the ends finds it. Raises `Trouble` for a position that the
    stream does not have.
    """
    newest = await last_entry(redis, stream_key(source))
    first = await oldest_entry(redis, stream_key(source))
    if first is None or position > newest.position:
        raise Trouble(f"The stream of {source} ends with position {newest.position}: {position} is beyond it.")
    if position < first.position:
        raise Trouble(f"The stream of {source} begins with position {first.position}: what came before is trimmed.")
    low, high = first.ms, newest.ms
    while low < high:
        middle = (low + high + 1) // 2
        entry = await first_from(redis, source, EntryId(middle, 0))
        if entry is not None and entry.position <= position:
            low = entry.ms
        else:
            high = middle - 1
    return EntryId(low, position - 1)
