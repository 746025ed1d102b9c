"""The journal over HTTP: everything from the first event."""

import asyncio
import json
from collections.abc import AsyncIterator

import httpx2
import pytest
from cabos.testing import eventually
from cabos.testing.tokens import TestIssuer
from cloudevents.http import from_dict

from tests.cabos.edge import edge
from tests.cabos.probe import NumberCounted, Probe


@pytest.fixture
async def http(probe: Probe, issuer: TestIssuer) -> AsyncIterator[httpx2.AsyncClient]:
    async with edge(probe, issuer) as client, probe.relaying():
        yield client


async def announced(http: httpx2.AsyncClient, **query: object) -> list[int]:
    response = await http.get("/v1/events", params=query)
    assert response.status_code == 200
    return [event["data"]["number"] for event in response.json()]


async def test_the_feed_gives_every_event_in_order_page_by_page(http: httpx2.AsyncClient, probe: Probe) -> None:
    await probe.count("a", *range(1, 8))
    await eventually(lambda: _count(http, 7))

    first = await http.get("/v1/events", params={"limit": 3})
    numbers = [event["data"]["number"] for event in first.json()]
    url = first.links["next"]["url"]
    following = await http.get(url)

    assert numbers == [1, 2, 3]
    assert [event["data"]["number"] for event in following.json()] == [4, 5, 6]
    assert await announced(http, after=7) == []


async def test_the_feed_is_a_batch_of_cloudevents(http: httpx2.AsyncClient, probe: Probe) -> None:
    await probe.count("mx", 7)
    await eventually(lambda: _count(http, 1))

    response = await http.get("/v1/events")

    assert response.headers["content-type"] == "application/cloudevents-batch+json"
    [event] = [from_dict(item) for item in json.loads(response.content)]
    assert (event["type"], event["source"], event["subject"]) == (NumberCounted.type, "/probe", "mx")
    assert event.data == {"counter": "mx", "number": 7}


async def test_the_feed_gives_only_the_types_that_are_asked_for(http: httpx2.AsyncClient, probe: Probe) -> None:
    await probe.count("a", 1)
    await eventually(lambda: _count(http, 1))

    assert await announced(http, type=NumberCounted.type) == [1]
    assert await announced(http, type="probe.other.done.v1") == []


async def test_the_link_to_the_next_page_keeps_the_question(http: httpx2.AsyncClient, probe: Probe) -> None:
    await probe.count("a", 1, 2, 3)
    await eventually(lambda: _count(http, 3))

    query = [("type", NumberCounted.type), ("type", "probe.other.done.v1"), ("limit", "2")]
    first = await http.get("/v1/events", params=query)
    second = await http.get(first.links["next"]["url"])
    last = await http.get(second.links["next"]["url"])

    assert [event["data"]["number"] for event in second.json()] == [3]
    assert sorted(httpx2.URL(second.links["next"]["url"]).params.multi_items()) == sorted([*query, ("after", "3")])
    assert last.json() == []
    assert last.links == {}


async def test_a_listener_may_wait_for_the_next_event(http: httpx2.AsyncClient, probe: Probe) -> None:
    waiting = asyncio.create_task(announced(http, wait=20))

    await probe.count("a", 1)

    assert await waiting == [1]


@pytest.mark.parametrize("query", [{"after": -1}, {"after": "x"}, {"limit": 0}, {"limit": 501}, {"wait": 31}])
async def test_a_wrong_question_names_its_field(http: httpx2.AsyncClient, query: dict[str, object]) -> None:
    response = await http.get("/v1/events", params=query)

    assert response.status_code == 422
    assert next(iter(query)) in response.json()["detail"]


async def _count(http: httpx2.AsyncClient, number: int) -> bool:
    return len(await announced(http)) == number
