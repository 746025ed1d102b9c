"""What one request caused is told, across services and in its order."""

from typing import Any
from uuid import UUID, uuid4

import pytest
import redis
from cabos.context import Origin, originating
from cabos.journal import publish
from cabos.schema import journal
from cabos.subscriptions import Subscriptions
from cabos.testing import eventually
from sqlmodel.ext.asyncio.session import AsyncSession

from tests.cabos.probe import SOURCE, NumberCounted, Probe
from tests.cli.conftest import Cabos

REQUEST = UUID("01900000-0000-7000-8000-0000000000aa")
PLACES = [("a", 1, 0), ("double of a", 2, 1), ("double of double of a", 3, 2)]


def doubling() -> Subscriptions:
    """A listener that announces something itself: each effect of an event is below it."""
    subscriptions = Subscriptions("listener")

    @subscriptions.on(NumberCounted)
    async def double(event: NumberCounted, session: AsyncSession) -> None:
        if event.number in (1, 2):
            publish(session, NumberCounted(counter=f"double of {event.counter}", number=event.number * 2))

    return subscriptions


@pytest.fixture
async def caused(probe: Probe) -> Probe:
    """One request that caused a chain of three events, and an event that has nothing to do with it."""
    with originating(lambda: Origin(correlation_id=REQUEST)):
        await probe.count("a", 1)
    async with probe.relaying(), probe.reading(doubling()):
        await eventually(lambda: announced(probe, 3))
        await probe.count("other", 9)
        await eventually(lambda: announced(probe, 4))
    return probe


async def announced(probe: Probe, many: int) -> bool:
    return len([row for row in await probe.rows(journal) if row.position]) == many


def told(rows: list[dict[str, Any]]) -> list[tuple[str, int, int]]:
    return [(row["subject"], row["position"], row["depth"]) for row in rows]


@pytest.mark.parametrize("without", ["DATABASE_URL", "REDIS_URL", "NEITHER"])
@pytest.mark.parametrize("asked", [str(REQUEST), "a", "double of a"])
async def test_all_that_a_request_caused_is_told_by_streams_and_by_journals(
    caused: Probe, cabos: Cabos, asked: str, without: str
) -> None:
    timeline = await cabos("timeline", asked, "--json", **{without: None})

    assert told(timeline.json) == PLACES
    assert {row["correlationid"] for row in timeline.json} == {str(REQUEST)}


async def test_an_effect_stands_below_its_cause(caused: Probe, cabos: Cabos) -> None:
    timeline = await cabos("timeline", "a")

    lines = timeline.out.splitlines()[1:]
    assert [line.index(NumberCounted.type) - lines[0].index(NumberCounted.type) for line in lines] == [0, 2, 4]
    assert [line.split()[1] for line in lines] == [f"{SOURCE}/1", f"{SOURCE}/2", f"{SOURCE}/3"]


async def test_a_journal_knows_what_no_stream_has_yet(
    caused: Probe, cabos: Cabos, wiped_redis: "redis.Redis[Any]"
) -> None:
    wiped_redis.flushall()
    await caused.count("a", 2)

    timeline = await cabos("timeline", "a", "--json")

    assert told(timeline.json) == [*PLACES, ("a", None, 0)]


async def test_what_nobody_knows_is_said(caused: Probe, cabos: Cabos) -> None:
    unknown = str(uuid4())

    timeline = await cabos("timeline", unknown)

    assert (timeline.code, timeline.err) == (1, f"cabos: Nothing is known about '{unknown}'.\n")


async def test_where_to_look_must_be_said(cabos: Cabos) -> None:
    timeline = await cabos("timeline", "a", DATABASE_URL=None, REDIS_URL=None)

    assert (timeline.code, timeline.err) == (2, "cabos: Say where to look: REDIS_URL, DATABASE_URL or both.\n")
