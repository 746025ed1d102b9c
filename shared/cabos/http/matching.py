"""Writes that only count for the version they were made for (RFC 9110, 13.1.1)."""

import re
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import Depends, Header, Request
from sqlalchemy import func, select

from cabos.columns import key_of
from cabos.database import execute
from cabos.http import Session
from cabos.refusal import Refusal


class Outdated(Refusal):
    """The record has changed since it was read."""

    status = 412


IfMatch = Annotated[
    str | None, Header(description='the ETag that was read, or the version alone, as in `"3"`; `*` for any version')
]

_TAG = re.compile(r'\*|"(?P<version>\d+)(-[0-9a-f]+)?"')
"""Of an ETag only the version counts here: what else was shown with the record may have changed since."""


def if_match(model: Any, parameter: str, counted: Any = None) -> Any:
    """A dependency for a route that writes: 412 unless `If-Match` names the version of the row under the path's key.

    It locks the row, so that nobody changes it before the write that follows in the same transaction. Where not every
    change of a record is a version of its row, `counted` is the column of another table that points at it: how many
    rows point at it is the version then, as it is in the record's `ETag`.
    """
    table = model.__table__

    async def matches(request: Request, session: Session, if_match: IfMatch = None) -> None:
        if if_match is None or "authorization" not in request.headers:
            # Without a token the route refuses the write itself, whatever the version.
            return
        try:
            key, wanted = key_of(table, request.path_params[parameter])
        except ValueError:
            return  # the route says what is wrong with its path
        found = select(table.c.version).where(key == wanted).with_for_update()
        version = (await execute(session, found)).scalar_one_or_none()
        if version is not None and counted is not None:
            # Behind the lock: only now nobody else is about to add one.
            steps = select(func.count()).where(counted == wanted)
            version = (await execute(session, steps)).scalar_one()
        if version is None or not _versions(if_match) & {"*", str(version)}:
            have = "does not exist" if version is None else f'is at version "{version}"'
            raise Outdated(f"If-Match asks for {if_match}, and the {table.name.replace('_', ' ')} {have}")

    check: Callable[..., Awaitable[None]] = matches
    return Depends(check)


def _versions(if_match: str) -> set[str]:
    found = (_TAG.fullmatch(tag.strip()) for tag in if_match.split(","))
    return {tag["version"] or "*" for tag in found if tag}
