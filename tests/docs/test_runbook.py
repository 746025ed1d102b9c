"""The runbook's remedies, applied to what they are for."""

import subprocess
import sys
from collections.abc import AsyncIterator
from typing import Any

import pytest
import redis
from cabos import schema
from cabos.subscriptions import Subscriptions
from cabos.testing import eventually
from cabos.testing.stack import Stack
from sqlalchemy import delete, insert, update
from sqlmodel.ext.asyncio.session import AsyncSession

from tests.cabos.probe import SOURCE, NumberCounted, Probe, effect, tables
from tests.docs.papers import ROOT, read

RUNBOOK = read(ROOT / "docs/runbook.md")
STREAM = f"events:{{{SOURCE}}}"


def remedy(language: str, part: str) -> str:
    """The block of the runbook in `language` that has `part` in it; where several have, they say the same."""
    (found,) = {block.text for block in RUNBOOK.blocks if block.language == language and part in block.text}
    return found


@pytest.fixture
async def probe(stack: Stack, wiped_redis: "redis.Redis[Any]") -> AsyncIterator[Probe]:
    with stack.fresh_database("probe") as url:
        probe = Probe(stack, url)
        async with probe.database.engine.begin() as connection:
            await connection.run_sync(schema.kit.create_all)
            await connection.run_sync(tables.create_all)
        yield probe
        await probe.database.close()


async def test_a_dead_letter_has_its_effect_when_it_is_tried_again(probe: Probe) -> None:
    mended = False
    subscriptions = Subscriptions("listener")

    @subscriptions.on(NumberCounted)
    async def write_down(event: NumberCounted, session: AsyncSession) -> None:
        if not mended:
            raise ZeroDivisionError
        await (await session.connection()).execute(
            insert(effect).values(reader="listener", counter=event.counter, number=event.number)
        )

    await probe.count("a", 1)
    async with probe.relaying(), probe.reading(subscriptions):
        await eventually(probe.dead_letters)
        mended = True

        cabos(probe, remedy("sh", "dlq replay 1").splitlines()[0])

        assert await eventually(probe.effects) == [("a", 1)]
    assert await probe.parked() == []


async def test_a_journal_that_was_set_back_goes_on_behind_what_it_had_said(
    probe: Probe, wiped_redis: "redis.Redis[Any]"
) -> None:
    await probe.count("a", 1, 2, 3)
    async with probe.relaying():
        await eventually(lambda: wiped_redis.xlen(STREAM) == 3)
    said = [row.event_id for row in await probe.rows(schema.journal)]
    await set_back(probe, to=1)
    await probe.count("a", 4)

    async with probe.relaying() as relay, probe.reading():
        await eventually(lambda: "cabos stream reseed" in (relay.fault or ""))
        for line in remedy("sh", "stream reseed").splitlines():
            cabos(probe, line)

        await eventually(lambda: probe.counted(4))
    assert await probe.effects() == [("a", 1), ("a", 2), ("a", 3), ("a", 4)]
    journal = sorted(await probe.rows(schema.journal), key=lambda row: row.position)
    assert [row.event_id for row in journal][:3] == said


async def test_a_reader_behind_the_stream_goes_on_when_the_stream_is_built_anew(
    probe: Probe, wiped_redis: "redis.Redis[Any]"
) -> None:
    await probe.count("a", *range(1, 6))
    async with probe.relaying(), probe.reading():
        await eventually(lambda: probe.counted(5))
    await forget_effects(probe)
    wiped_redis.xtrim(STREAM, minid=wiped_redis.xrange(STREAM)[3][0], approximate=False)

    async with probe.relaying(), probe.reading():
        await eventually(lambda: registered(probe, 0))
        cabos(probe, remedy("sh", "stream rebuild"))

        await eventually(lambda: probe.counted(5))
    assert await probe.effects() == [("a", number) for number in range(1, 6)]


def cabos(probe: Probe, line: str) -> None:
    """A line of the runbook, given to the command that it names."""
    program, *words = line.split()
    assert program == "cabos"
    subprocess.run([sys.executable, "-m", "cabos", *words], env=environment(probe), check=True)


def environment(probe: Probe) -> dict[str, str]:
    url = probe.database.engine.url.render_as_string(hide_password=False)
    return {"DATABASE_URL": url, "REDIS_URL": probe.stack.redis_url}


async def set_back(probe: Probe, *, to: int) -> None:
    """What a restore of a source does: the rows after a position were never there."""
    async with probe.database.engine.begin() as connection:
        await connection.execute(delete(schema.journal).where(schema.journal.c.position > to))


async def forget_effects(probe: Probe) -> None:
    """What a restore of a listener does: its effects are gone, and the cursor with them."""
    async with probe.database.engine.begin() as connection:
        await connection.execute(delete(effect))
        await connection.execute(update(schema.cursor).values(position=0, ms=0))


async def registered(probe: Probe, position: int) -> bool:
    return [row.position for row in await probe.rows(schema.registered_reader)] == [position]
