"""Answers that need not be sent again (RFC 9110, 13)."""

from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import blake2b

from fastapi import Request, Response

MAX_AGE_S = 60
"""For how long others may keep what they got; a withdrawal is seen by everybody after no more than this."""


def cached(request: Request, body: bytes, media_type: str, modified: datetime, **headers: str) -> Response:
    """The body, or 304 to whoever has it; by `If-None-Match`, else by `If-Modified-Since`."""
    tag = f'"{blake2b(body, digest_size=12).hexdigest()}"'
    about = {
        "ETag": tag,
        "Last-Modified": format_datetime(modified.replace(microsecond=0), usegmt=True),
        "Cache-Control": f"public, max-age={MAX_AGE_S}",
        "X-Content-Type-Options": "nosniff",
    } | {name.replace("_", "-").title(): value for name, value in headers.items()}
    if _has_it(request, tag, modified):
        return Response(status_code=304, headers=about)
    return Response(body, media_type=media_type, headers=about)


def _has_it(request: Request, tag: str, modified: datetime) -> bool:
    known = request.headers.get("if-none-match")
    if known is not None:
        return bool({tag, "*"} & {each.strip().removeprefix("W/") for each in known.split(",")})
    try:
        since = parsedate_to_datetime(request.headers["if-modified-since"])
    except (KeyError, ValueError):
        return False
    return since.tzinfo is not None and modified.replace(microsecond=0) <= since
