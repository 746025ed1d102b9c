"""A network that can be spoilt: one process's way to one server."""

import asyncio
from contextlib import suppress
from enum import StrEnum
from random import Random

CHUNK = 1 << 16
CUT_SHARE = 0.1
"""Of the replies, while replies are cut; each takes its connection with it."""

SLOW_S = (0.01, 0.08)


class Spoilt(StrEnum):
    """What may be wrong with a network, by the first words of the faults' names.

    A black hole lets nothing pass. Cut replies are a tenth of what the server sends, each with its connection: what was
    asked for is done, and nobody hears of it. A slow way holds everything back for a while.
    """

    BLACK_HOLE = "black hole"
    REPLIES_CUT = "replies"
    SLOW = "slow"


class Proxy:
    """Forwards TCP from a loopback port of its own to `port`; set `spoilt` to spoil what passes from then on."""

    def __init__(self, port: int, random: Random) -> None:
        self.upstream = port
        self.random = random
        self.spoilt: Spoilt | None = None
        self.met = False
        self.connections: set[tuple[asyncio.StreamWriter, asyncio.StreamWriter]] = set()

    async def __aenter__(self) -> "Proxy":
        self.server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port: int = self.server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self.server.close()
        self.reset()

    def reset(self) -> None:
        """Cut all connections, as a restarted router would."""
        for pair in list(self.connections):
            _abort(pair)

    async def _accept(self, near_in: asyncio.StreamReader, near_out: asyncio.StreamWriter) -> None:
        try:
            far_in, far_out = await asyncio.open_connection("127.0.0.1", self.upstream)
        except OSError:
            near_out.transport.abort()
            return
        self.met = True
        pair = near_out, far_out
        self.connections.add(pair)
        ways = [
            asyncio.create_task(self._forward(near_in, far_out, replies=False)),
            asyncio.create_task(self._forward(far_in, near_out, replies=True)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.connections.discard(pair)
            _abort(pair)
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)

    async def _forward(self, from_: asyncio.StreamReader, to: asyncio.StreamWriter, *, replies: bool) -> None:
        with suppress(OSError):
            while chunk := await from_.read(CHUNK):
                if self.spoilt is Spoilt.SLOW:
                    await asyncio.sleep(self.random.uniform(*SLOW_S))
                elif self.spoilt is Spoilt.BLACK_HOLE:
                    # Until the connection is reset, at the latest when the fault is over.
                    await asyncio.Event().wait()
                elif self.spoilt is Spoilt.REPLIES_CUT and replies and self.random.random() < CUT_SHARE:
                    return
                to.write(chunk)
                await to.drain()


def _abort(pair: tuple[asyncio.StreamWriter, asyncio.StreamWriter]) -> None:
    for writer in pair:
        writer.transport.abort()
