"""Dead letters are looked at, tried again in their order, or let go."""

from collections.abc import Callable

import pytest
from cabos.database import execute
from cabos.refusal import Refusal
from cabos.schema import parked
from cabos.subscriptions import Subscriptions
from cabos.testing import eventually
from sqlalchemy import insert
from sqlmodel.ext.asyncio.session import AsyncSession

from tests.cabos.probe import SOURCE, NumberCounted, Probe, effect
from tests.cli.conftest import Cabos


class NotToday(Refusal):
    """The probe refuses."""


def refusing(refuses: Callable[[NumberCounted], bool]) -> Subscriptions:
    subscriptions = Subscriptions("listener")

    @subscriptions.on(NumberCounted)
    async def write_down(event: NumberCounted, session: AsyncSession) -> None:
        if refuses(event):
            raise NotToday(f"not {event.number}")
        await execute(session, insert(effect).values(reader="listener", counter=event.counter, number=event.number))

    return subscriptions


@pytest.fixture
async def letters(probe: Probe) -> list[int]:
    """The ids of three dead letters: two of `a`, then one of `b`."""
    await probe.count("a", 1, 2)
    await probe.count("b", 3)
    async with probe.relaying(), probe.reading(refusing(lambda _: True)):
        await eventually(lambda: dead(probe, 3))
    return await ids(probe)


async def ids(probe: Probe) -> list[int]:
    return [row.id for row in await probe.rows(parked)]


async def dead(probe: Probe, many: int) -> bool:
    return len(await probe.dead_letters()) == many


async def test_dead_letters_say_why(cabos: Cabos, letters: list[int]) -> None:
    listed = await cabos("dlq", "list", "--json", "--subject", "b")

    [letter] = listed.json
    assert (letter["id"], letter["source"], letter["position"]) == (letters[2], SOURCE, 3)
    assert letter["error"] == "NotToday: not 3"


async def test_a_dead_letter_is_shown_whole(cabos: Cabos, letters: list[int]) -> None:
    shown = await cabos("dlq", "show", str(letters[0]), "--json")

    assert shown.json["data"] == '{"counter":"a","number":1}'
    assert (shown.json["attempts"], shown.json["parked_before_it"], shown.json["parked_behind_it"]) == (1, 0, 1)


async def test_a_dead_letter_tells_what_each_attempt_ended_with(probe: Probe, cabos: Cabos) -> None:
    subscriptions = Subscriptions("listener")
    reasons = iter(["broken", "still broken"])

    @subscriptions.on(NumberCounted)
    async def fail(event: NumberCounted, session: AsyncSession) -> None:
        raise NotToday("given up") if (why := next(reasons, None)) is None else ValueError(why)

    await probe.count("a", 1)
    async with probe.relaying(), probe.reading(subscriptions):
        await eventually(lambda: dead(probe, 1))
    [letter] = await ids(probe)

    shown, told = await cabos("dlq", "show", str(letter), "--json"), await cabos("dlq", "show", str(letter))

    errors = [attempt["error"] for attempt in shown.json["history"]]
    assert errors[-2:] == ["ValueError: still broken", "NotToday: given up"]
    history = [line.split(maxsplit=2)[2] for line in told.out.splitlines() if line.startswith("history ")]
    assert history == errors


async def test_what_is_done_with_letters_is_one_object(cabos: Cabos, letters: list[int]) -> None:
    planned = await cabos("dlq", "replay", "--all", "--subject", "a", "--json")
    done = await cabos("dlq", "discard", str(letters[2]), "--execute", "--json")

    assert planned.json == {"what": "dlq replay", "ids": letters[:2], "count": 2, "executed": False}
    assert done.json == {"what": "dlq discard", "ids": [letters[2]], "count": 1, "executed": True}


@pytest.mark.parametrize("words", [("show", "99"), ("replay", "99"), ("discard", "99", "--execute")])
async def test_a_letter_that_nobody_has_is_refused(cabos: Cabos, words: tuple[str, ...]) -> None:
    said = await cabos("dlq", *words)

    assert (said.code, said.err) == (1, "cabos: There is no dead letter 99.\n")


async def test_all_dead_letters_have_their_effects_in_their_order_once_they_are_replayed(
    probe: Probe, cabos: Cabos, letters: list[int]
) -> None:
    dry = await cabos("dlq", "replay", "--all")
    assert dry.out == "3 dead letters would be tried again; --execute does it.\n"
    assert await dead(probe, 3)

    async with probe.relaying(), probe.reading():
        replayed = await cabos("dlq", "replay", "--all", "--execute")
        await probe.count("a", 4)

        await eventually(lambda: probe.counted(4))
    assert replayed.out == "3 dead letters tried again.\n"
    assert [number for counter, number in await probe.effects() if counter == "a"] == [1, 2, 4]
    assert await probe.parked() == []


async def test_later_events_of_the_subject_wait_behind_a_replayed_letter(
    probe: Probe, cabos: Cabos, letters: list[int]
) -> None:
    await cabos("dlq", "replay", str(letters[2]), "--execute")
    await probe.count("b", 4)

    async with probe.relaying(), probe.reading():
        await eventually(lambda: probe.counted(2))

    assert await probe.effects() == [("b", 3), ("b", 4)]


async def test_a_letter_does_not_overtake_an_earlier_one_of_its_subject(
    probe: Probe, cabos: Cabos, letters: list[int]
) -> None:
    first, second, _ = letters

    replay = await cabos("dlq", "replay", str(second), "--execute")

    assert replay.code == 1
    assert replay.err == f"cabos: {first} comes before {second}, of the same subject: replay or discard it, too.\n"
    assert await dead(probe, 3)


async def test_a_replayed_letter_that_is_refused_again_is_dead_again(
    probe: Probe, cabos: Cabos, letters: list[int]
) -> None:
    await cabos("dlq", "replay", str(letters[0]), str(letters[1]), "--execute")

    async with probe.reading(refusing(lambda event: event.number == 1)):
        await eventually(lambda: probe.counted(1))

    assert await probe.effects() == [("a", 2)]
    assert await probe.dead_letters() == [1, 3]


async def test_a_discarded_letter_is_gone_and_has_no_effect(probe: Probe, cabos: Cabos, letters: list[int]) -> None:
    dry = await cabos("dlq", "discard", str(letters[0]))
    assert (dry.out, await dead(probe, 3)) == ("1 dead letter would be discarded; --execute does it.\n", True)

    done = await cabos("dlq", "discard", str(letters[0]), "--execute")

    assert done.out == "1 dead letter discarded.\n"
    assert await ids(probe) == letters[1:]
    assert await probe.effects() == []
