"""What a request may weigh, and which request an event comes from."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cabos.context import Origin, originating
from cabos.http.problems import problem
from cabos.ids import uuid7

TRACEPARENT = re.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
"""W3C Trace Context, 3.2: what does not fit is left out, as it asks."""

MAX_BODY_BYTES = 1024 * 1024
"""1 MiB: the largest body that a route takes, unless its service lets it take more."""


class BodyLimit:
    """Refuses a body over 1 MiB with 413, announced or not, before anything reads it whole.

    `larger` are the paths that take more, with their bytes.
    """

    def __init__(self, app: ASGIApp, larger: Mapping[str, int]) -> None:
        self.app = app
        self.larger = larger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self.larger.get(scope["path"], MAX_BODY_BYTES)
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if not announced.isdigit() or int(announced) > limit:
            await _too_large(limit, scope, receive, send)
            return
        chunks: list[bytes] = []
        size = 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            chunk = message.get("body", b"")
            size += len(chunk)
            if size > limit:
                await _too_large(limit, scope, receive, send)
                return
            chunks.append(chunk)
            if not message.get("more_body"):
                break
        await self.app(scope, _replay(b"".join(chunks), receive), send)


class Correlation:
    """Stamps what a request causes with `X-Correlation-Id` (made when missing) and W3C `traceparent`."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        given = headers.get(b"x-correlation-id", b"").decode("latin-1")
        try:
            correlation = UUID(given)
        except ValueError:
            correlation = uuid7()
        traceparent = headers.get(b"traceparent", b"").decode("latin-1")
        from_ = Origin(correlation, None, traceparent if TRACEPARENT.fullmatch(traceparent) else None)

        async def stamped(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), (b"x-correlation-id", str(correlation).encode())]
            await send(message)

        with originating(lambda: from_):
            await self.app(scope, receive, stamped)


async def _too_large(limit: int, scope: Scope, receive: Receive, send: Send) -> None:
    await problem(413, f"A body may have {limit} bytes at most")(scope, receive, send)


def _replay(body: bytes, receive: Receive) -> Callable[[], Awaitable[Any]]:
    given = False

    async def replayed() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replayed
