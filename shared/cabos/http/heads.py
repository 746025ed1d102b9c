"""HEAD, for whatever can be had by GET."""

from starlette.types import ASGIApp, Receive, Scope, Send


class Heads:
    """Answers HEAD as GET would be answered (RFC 9110, 9.3.2); the server sends no body then."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = {"method": "GET"} if scope["type"] == "http" and scope["method"] == "HEAD" else {}
        await self.app({**scope, **asked}, receive, send)
