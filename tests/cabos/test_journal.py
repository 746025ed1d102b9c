"""The journal: what is announced is what was committed, and nothing else."""

from contextlib import suppress

import pytest
from cabos import hints
from cabos.journal import MAX_EVENT_BYTES, EventTooLarge, publish
from cabos.schema import journal

from tests.cabos.probe import NumberCounted, Probe


def counted(counter: str, number: int = 1) -> NumberCounted:
    return NumberCounted(counter=counter, number=number)


async def announced(probe: Probe) -> list[tuple[str, int]]:
    rows = await probe.rows(journal)
    return [(event.counter, event.number) for event in (NumberCounted.model_validate_json(row.data) for row in rows)]


async def test_what_is_rolled_back_is_not_announced(probe: Probe) -> None:
    async with probe.database.transaction() as session:
        publish(session, counted("a"))
        await session.rollback()

    assert await announced(probe) == []


async def test_what_a_failed_transaction_announced_is_never_heard_of(probe: Probe) -> None:
    with suppress(ZeroDivisionError):
        async with probe.database.transaction() as session:
            publish(session, counted("a"))
            raise ZeroDivisionError

    assert await announced(probe) == []


async def test_a_session_goes_on_after_a_rollback_without_what_was_before(probe: Probe) -> None:
    async with probe.database.transaction() as session:
        publish(session, counted("lost"))
        await session.rollback()
        publish(session, counted("kept"))

    assert await announced(probe) == [("kept", 1)]


async def test_what_a_rolled_back_savepoint_announced_is_forgotten_and_the_rest_stands(probe: Probe) -> None:
    async with probe.database.transaction() as session:
        publish(session, counted("a", 1))
        savepoint = await session.begin_nested()
        publish(session, counted("lost", 2))
        await savepoint.rollback()
        async with session.begin_nested():
            publish(session, counted("a", 3))

    assert await announced(probe) == [("a", 1), ("a", 3)]


async def test_a_savepoint_that_was_released_goes_with_the_one_around_it_and_nothing_else_does(probe: Probe) -> None:
    async with probe.database.transaction() as session:
        publish(session, counted("a", 1))
        around = await session.begin_nested()
        publish(session, counted("lost", 2))
        async with session.begin_nested():
            publish(session, counted("lost", 3))
        await around.rollback()
        publish(session, counted("a", 4))

    assert await announced(probe) == [("a", 1), ("a", 4)]


async def test_events_keep_the_order_in_which_they_were_decided(probe: Probe) -> None:
    async with probe.database.transaction() as session:
        publish(session, counted("a", 1), counted("b", 2))
        async with session.begin_nested():
            publish(session, counted("a", 3))
        publish(session, counted("b", 4))

    assert await announced(probe) == [("a", 1), ("b", 2), ("a", 3), ("b", 4)]


async def test_an_event_over_64_kib_is_refused_and_nothing_is_announced(probe: Probe) -> None:
    frame = len(counted("").model_dump_json())

    async with probe.database.transaction() as session:
        publish(session, counted("x" * (MAX_EVENT_BYTES - frame)))
    with pytest.raises(EventTooLarge):
        async with probe.database.transaction() as session:
            publish(session, counted("a"), counted("x" * (MAX_EVENT_BYTES - frame + 1)))

    assert [len(row.data) for row in await probe.rows(journal)] == [MAX_EVENT_BYTES]


async def test_a_hint_is_given_for_a_commit_that_announced_and_for_no_other(probe: Probe) -> None:
    given: list[str] = []
    unlisten = hints.listen(lambda: given.append("hint"))

    async with probe.database.transaction() as session:
        async with session.begin_nested():
            publish(session, counted("a"))
        assert given == []
    async with probe.database.transaction() as session:
        publish(session, counted("a"))
        await session.rollback()
    async with probe.database.transaction():
        pass
    unlisten()

    assert given == ["hint"]
