"""Answers that need not be made again (nothing that is public has changed), or not be sent again (RFC 9110, 13)."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from functools import cached_property
from hashlib import blake2b
from weakref import WeakKeyDictionary

from cabos.database import Database
from fastapi import Request, Response

from news.queries.stamp import Stamp, read_stamp

STARTED_AT = datetime.now(UTC)
"""Another version of the program may make another page of the same texts."""

MAX_AGE_S = 60
"""For how long others may keep what they got; a withdrawal is seen by everybody after no more than this."""

MOST_KEPT = 200
MOST_BYTES = 65_536
"""How many answers are kept, and how long one may be: 12.5 MiB at the worst."""


@dataclass(frozen=True)
class Made:
    """An answer; it is sent whole, or as 304 to whoever has it: by `If-None-Match`, else by `If-Modified-Since`."""

    body: bytes
    media_type: str
    headers: dict[str, str] = field(default_factory=dict)

    @cached_property
    def tag(self) -> str:
        return f'"{blake2b(self.body, digest_size=12).hexdigest()}"'

    def to(self, request: Request, changed_at: datetime) -> Response:
        """`changed_at` is when it last could have changed, whatever was the reason."""
        modified = max(changed_at, STARTED_AT).replace(microsecond=0)
        # Instants are whole seconds here: what is told of one that has not passed might change once more within it.
        told = min(modified, datetime.now(UTC) - timedelta(seconds=1))
        about = self.headers | {
            "ETag": self.tag,
            "Last-Modified": format_datetime(told, usegmt=True),
            "Cache-Control": f"public, max-age={MAX_AGE_S}",
            "X-Content-Type-Options": "nosniff",
        }
        if _has_it(request, self.tag, modified):
            return Response(status_code=304, headers=about)
        return Response(self.body, media_type=self.media_type, headers=about)


_kept: "WeakKeyDictionary[Database, OrderedDict[tuple[str, ...], tuple[Stamp, Made]]]" = WeakKeyDictionary()


async def kept(request: Request, make: Callable[[], Awaitable[Made]], *variants: str) -> Response:
    """The answer to this address, made again only when something that the public reads has changed since.

    `variants` are what it depends on beside its address.
    """
    # Read before the answer is made: what changes meanwhile makes it look older than it is, never newer.
    database: Database = request.app.state.database
    stamp = await read_stamp(database)
    answers = _kept.setdefault(database, OrderedDict())
    key = (str(request.url), *variants)
    before, made = answers.get(key, (None, None))
    if made is None or before != stamp:
        made = await make()
        if len(made.body) <= MOST_BYTES:
            answers[key] = (stamp, made)
    if key in answers:
        answers.move_to_end(key)
    while len(answers) > MOST_KEPT:
        answers.popitem(last=False)
    return made.to(request, stamp.changed_at)


def _has_it(request: Request, tag: str, modified: datetime) -> bool:
    known = request.headers.get("if-none-match")
    if known is not None:
        return bool({tag, "*"} & {each.strip().removeprefix("W/") for each in known.split(",")})
    try:
        since = parsedate_to_datetime(request.headers["if-modified-since"])
        return since.tzinfo is not None and modified <= since
    except (KeyError, ValueError, OverflowError):
        # Numbers of any size come in a header, also such as no calendar has.
        return False
