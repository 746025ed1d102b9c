"""The journal as Server-Sent Events: live, and gone on with where a client was."""

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
from cabos import feed
from cabos.testing import eventually
from cabos.testing.tokens import TestIssuer

from tests.cabos.edge import served_edge
from tests.cabos.probe import NumberCounted, Probe

PATIENCE_S = 20
STILL_S = 1.0


@pytest.fixture
async def http(probe: Probe, issuer: TestIssuer) -> AsyncIterator[httpx2.AsyncClient]:
    async with served_edge(probe, issuer) as client, probe.relaying():
        yield client


class Listening:
    """One connection to the live feed."""

    def __init__(self, response: httpx2.Response) -> None:
        self.response = response
        self.lines = response.aiter_lines()

    async def hear(self, count: int) -> list[tuple[str, int]]:
        """The ids and numbers of the next events."""
        heard: list[tuple[str, int]] = []
        event: dict[str, str] = {}
        async with asyncio.timeout(PATIENCE_S):
            while len(heard) < count:
                name, _, value = (await anext(self.lines)).partition(": ")
                if name:
                    event[name] = value
                elif event:
                    heard.append((event["id"], json.loads(event["data"])["data"]["number"]))
                    event = {}
        return heard


async def listen(http: httpx2.AsyncClient, count: int, last: str | None = None, **query: Any) -> list[tuple[str, int]]:
    headers = {} if last is None else {"Last-Event-ID": last}
    async with http.stream("GET", "/v1/events/stream", params=query, headers=headers) as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        return await Listening(response).hear(count)


async def test_what_was_announced_comes_first_and_what_is_announced_follows(
    http: httpx2.AsyncClient, probe: Probe
) -> None:
    await probe.count("a", 1, 2)

    async with http.stream("GET", "/v1/events/stream") as response:
        listening = Listening(response)
        assert await listening.hear(2) == [("1", 1), ("2", 2)]
        await probe.count("a", 3)
        assert await listening.hear(1) == [("3", 3)]


async def test_a_client_goes_on_behind_its_last_event(http: httpx2.AsyncClient, probe: Probe) -> None:
    await probe.count("a", *range(1, 121))
    heard = await listen(http, 60)

    rest = await listen(http, 60, last=heard[-1][0], after=7)

    assert [number for _, number in heard + rest] == list(range(1, 121))


async def test_the_live_feed_begins_where_it_is_told(http: httpx2.AsyncClient, probe: Probe) -> None:
    await probe.count("a", 1, 2)
    await listen(http, 2)
    now = datetime.now(UTC)

    assert await listen(http, 1, after=1) == [("2", 2)]
    assert await listen(http, 2, since=(now - timedelta(hours=1)).isoformat()) == [("1", 1), ("2", 2)]


async def test_an_instant_ahead_leaves_out_what_is_announced_until_then(http: httpx2.AsyncClient, probe: Probe) -> None:
    ahead = {"since": (datetime.now(UTC) + timedelta(hours=1)).isoformat()}
    async with http.stream("GET", "/v1/events/stream", params=ahead) as later:
        await probe.count("a", 1)
        assert await listen(http, 1) == [("1", 1)]
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(STILL_S):
                await Listening(later).hear(1)
    assert (await http.get("/v1/events", params=ahead)).json() == []


async def test_the_live_feed_gives_only_the_types_that_are_asked_for(http: httpx2.AsyncClient, probe: Probe) -> None:
    await probe.count("a", 1)

    assert await listen(http, 1, type=[NumberCounted.type, "probe.other.done.v1"]) == [("1", 1)]


@pytest.mark.parametrize(
    ("query", "headers", "field"),
    [
        ({"after": "-1"}, {}, "after"),
        ({"since": "yesterday"}, {}, "since"),
        ({"since": "2018-04-16T12:00:00"}, {}, "since"),
        ({}, {"Last-Event-ID": "abc"}, "last-event-id"),
    ],
)
async def test_a_place_that_cannot_be_is_refused(
    http: httpx2.AsyncClient, query: dict[str, str], headers: dict[str, str], field: str
) -> None:
    response = await http.get("/v1/events/stream", params=query, headers=headers)

    assert response.status_code == 422
    assert [error["field"] for error in response.json()["errors"]] == [field]


async def test_an_idle_connection_hears_that_it_lives(
    probe: Probe, http: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fastapi.routing._PING_INTERVAL", 0.05)

    async with http.stream("GET", "/v1/events/stream") as response, asyncio.timeout(PATIENCE_S):
        lines = response.aiter_lines()
        heard = [await anext(lines) for _ in range(3)]

    assert heard == [": ping", "", ": ping"]


async def test_a_client_that_does_not_listen_holds_no_more_than_a_few_pages(
    probe: Probe, http: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """40 MB wait for it; what the service reads of them stays within what the connection buffers."""
    await probe.announce(*(NumberCounted(counter="a" * 20_000, number=n) for n in range(2_000)))
    await eventually(lambda: _announced(http))
    read: list[int] = []
    page, now = feed._page, time.monotonic
    last = now()

    async def counted(*arguments: Any) -> Any:
        nonlocal last
        rows = await page(*arguments)
        read.append(len(rows))
        last = now()
        return rows

    monkeypatch.setattr(feed, "_page", counted)
    with socket.create_connection((http.base_url.host, http.base_url.port or 80)) as deaf:
        deaf.sendall(b"GET /v1/events/stream HTTP/1.1\r\nHost: feed\r\n\r\n")
        await eventually(lambda: len(read) > 2 and now() - last > STILL_S)

    assert sum(read) < 1_500


async def _announced(http: httpx2.AsyncClient) -> bool:
    return bool((await http.get("/v1/events", params={"after": 1_999, "limit": 1})).json())
