"""An agreement whose day has come is in force without anybody asking, once."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from aeo.app import service
from aeo.commands.agreement import announce_due_reviews, take_due_steps
from cabos.database import execute
from cabos.testing import eventually
from cabos.testing.services import Running, running
from cabos.testing.stack import Stack
from cabos.testing.tokens import TestIssuer
from sqlalchemy import text

from tests.aeo.desk import Desk, done

STRANGERS = {"parties": ["KP", "TW"], "non_members": ["KP", "TW"], "stage": "signed"}
"""Economies that are no Members need no governance to be parties."""


@pytest.fixture
async def resting(stack: Stack, issuer: TestIssuer, wiped_redis: Any) -> AsyncIterator[Running]:
    """AEO without its worker, so that nothing is done before the test says so."""
    async with running(service, stack, issuer, worker=False) as aeo:
        aeo.http.headers.update(aeo.bearer("aeo-officer"))
        yield aeo


async def do_the_round(aeo: Running, day: datetime) -> None:
    async with aeo.database.transaction() as session:
        await take_due_steps(session, day)


async def test_a_day_that_lies_ahead_is_noted_and_may_move(aeo: Running) -> None:
    desk = Desk(aeo)
    await done(desk.open(**STRANGERS))

    for day in ("2998-07-01", "2999-01-01", "2999-01-01"):
        await done(desk.bring_into_force(day))

    agreement = await desk.agreement()
    assert (agreement["stage"], agreement["enters_into_force_on"]) == ("signed", "2999-01-01")
    assert await desk.told(4) == [
        ("agreement.opened", 1), ("agreement.signed", 2), ("step.recorded", 3), ("step.recorded", 4)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "eve", "due"),
    [("2999-03-15", (2999, 3, 14), (2999, 3, 15)), ("2999-03", (2999, 3, 30), (2999, 3, 31)),
     ("2999", (2999, 12, 30), (2999, 12, 31))],
)  # fmt: skip
async def test_an_agreement_enters_into_force_on_its_day_once(
    aeo: Running, day: str, eve: tuple[int, int, int], due: tuple[int, int, int]
) -> None:
    desk = Desk(aeo)
    await done(desk.open(**STRANGERS))
    await done(desk.bring_into_force(day))

    await do_the_round(aeo, datetime(*eve, 23, 59, tzinfo=UTC))
    before = (await desk.agreement())["stage"]
    # Two workers, and one of them again.
    rounds = [do_the_round(aeo, datetime(*due, tzinfo=UTC)) for _ in range(2)]
    await asyncio.gather(*rounds)
    await do_the_round(aeo, datetime(*due, 1, tzinfo=UTC))

    agreement = await desk.agreement()
    assert (before, agreement["stage"], agreement["in_force_on"]) == ("signed", "in_force", day)
    assert agreement["enters_into_force_on"] is None
    assert await desk.told(4) == [
        ("agreement.opened", 1), ("agreement.signed", 2), ("step.recorded", 3), ("agreement.entered-into-force", 4)
    ]  # fmt: skip


async def test_the_worker_keeps_the_clock(resting: Running) -> None:
    desk = Desk(resting)
    await done(desk.open(**STRANGERS))
    await done(desk.bring_into_force("2999-01-01"))
    # No test waits a thousand years: the day that was agreed on is moved to one that has come.
    async with resting.database.transaction() as session:
        moved = "replace(steps::text, '2999-01-01', '2020-01-01')::jsonb"
        await execute(session, text(f"UPDATE agreement SET due_on = '2020-01-01', steps = {moved}"))

    worker = asyncio.create_task(service.worker(resting.settings).run())

    async def in_force() -> bool:
        return (await desk.agreement())["in_force_on"] == "2020-01-01"

    try:
        await eventually(in_force)
        assert [type_ for type_, _ in await desk.told(3)][-1] == "agreement.entered-into-force"
    finally:
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)


async def test_a_week_without_anybody_looking_is_caught_up_with_in_order_by_whoever_looks_first(aeo: Running) -> None:
    desk = Desk(aeo)
    await done(desk.open(**STRANGERS))
    await done(desk.bring_into_force("2999-01-01"))
    await done(desk.suspend("2999-01-03", until_on="2999-01-05"))
    await done(desk.terminate("2999-01-06", notice_on="2998"))

    await asyncio.gather(*(do_the_round(aeo, datetime(2999, 1, 8, tzinfo=UTC)) for _ in range(3)))

    assert [type_ for type_, _ in (await desk.announced(9))[5:]] == [
        "agreement.entered-into-force", "agreement.suspended", "agreement.reinstated", "agreement.terminated"
    ]  # fmt: skip
    assert (await desk.agreement())["stage"] == "terminated"


async def test_what_lies_ahead_is_told_of_its_days_from_the_start(aeo: Running) -> None:
    desk = Desk(aeo)
    await done(desk.open(**STRANGERS))
    await done(desk.bring_into_force("2999-01-01"))
    await done(desk.suspend("2999-02", until_on="2999-05-01"))

    days = ("2998-12-31", "2999-01-01", "2999-02-15", "2999-04-30", "2999-05-01")

    assert [(await desk.agreement(as_of=day))["on_day"]["stage"] for day in days] == [
        "signed", "in_force", None, "suspended", "in_force"
    ]  # fmt: skip


async def test_a_review_falls_due_once(aeo: Running) -> None:
    desk = Desk(aeo)
    reviewed = {"stage": "in_force", "in_force_on": "2020-02-29", "review_every_months": 12}
    await done(desk.open(**STRANGERS | reviewed))

    async def look(day: datetime) -> None:
        async with aeo.database.transaction() as session:
            await announce_due_reviews(session, day)

    await asyncio.gather(*(look(datetime(2021, 2, 28, tzinfo=UTC)) for _ in range(2)))
    await look(datetime(2026, 1, 1, tzinfo=UTC))

    told = [data for type_, data in await desk.announced(4) if type_ == "review.fell-due"]
    assert [(data["due_on"], data["last_reviewed_on"], data["version"]) for data in told] == [("2021-02-28", None, 4)]
