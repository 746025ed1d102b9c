"""Requests as fast as a server answers them, from a client that is too simple to be what is measured."""

import asyncio
import re
import time

CONNECTIONS = 8
WARM_UP = 50
PATIENCE_S = 60

_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


async def requests_per_second(port: int, path: str, requests: int, *, each_another: bool = False) -> float:
    """Of so many GETs over a few connections; every answer must be a 200. No two addresses are one if asked for."""
    await _together(port, path, WARM_UP)
    started = time.perf_counter()
    await _together(port, path, requests, each_another=each_another)
    return requests / (time.perf_counter() - started)


async def until_ready(port: int, path: str) -> None:
    """Wait until a server that has just started answers."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            try:
                await _together(port, path, 1)
            except OSError:
                await asyncio.sleep(0.1)
            else:
                return


async def until_shown(port: int, path: str, what: bytes) -> None:
    """Wait until an answer has these words in it, whatever its status before."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            head, body = await _get(*await asyncio.open_connection("127.0.0.1", port), path)
            if head.startswith(b"HTTP/1.1 200 ") and what in body:
                return
            await asyncio.sleep(0.01)


async def _together(port: int, path: str, requests: int, *, each_another: bool = False) -> None:
    share = -(-requests // CONNECTIONS)
    together = min(CONNECTIONS, requests)
    await asyncio.gather(*(_ask(port, path, share, number if each_another else None) for number in range(together)))


async def _ask(port: int, path: str, requests: int, apart: int | None) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for number in range(requests):
            head, _ = await _exchange(reader, writer, path if apart is None else f"{path}?{apart}-{number}")
            if not head.startswith(b"HTTP/1.1 200 "):
                raise AssertionError(f"{path}: {head.decode().splitlines()[0]}")
    finally:
        writer.close()
        await writer.wait_closed()


async def _get(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str) -> tuple[bytes, bytes]:
    try:
        return await _exchange(reader, writer, path)
    finally:
        writer.close()
        await writer.wait_closed()


async def _exchange(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str) -> tuple[bytes, bytes]:
    writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n\r\n".encode())
    head = await reader.readuntil(b"\r\n\r\n")
    length = _LENGTH.search(head)
    return head, await reader.readexactly(int(length[1]) if length else 0)
