"""Every simulated world keeps the promises of delivery, and some world breaks one for each part taken away."""

import pytest

from tests.simulation import promises
from tests.simulation.__main__ import main
from tests.simulation.parts import ALL, Part
from tests.simulation.seeds import first_failure, history

SEEDS = 1_000
"""As many as every run of the tests affords; `make simulate` runs more."""

CAUGHT = {
    Part.EXPLICIT_IDS: promises.NOTHING_TWICE,
    Part.WATCH: promises.NOTHING_LOST,
    Part.REDIS_POSITION: promises.NOTHING_LOST,
    Part.SEQUENCER: promises.NOTHING_LOST,
    Part.ONE_RELAY: promises.ONE_POSITION,
    Part.CLAMPED_MS: promises.GROWING_IDS,
    Part.ONE_TRANSACTION: promises.NOTHING_TWICE,
    Part.SUBJECT_ORDER: promises.IN_ORDER,
    Part.LEAST_POSITION: promises.NOTHING_LOST,
    Part.REGISTERED: promises.NOTHING_LOST,
}

BELT_AND_BRACES = frozenset({Part.CURSOR_CHECK, Part.LOCK_CONNECTION})
"""Two parts against a second reader, of which one is enough."""


def test_every_promise_is_kept_whatever_happens() -> None:
    failure = first_failure(range(SEEDS))

    assert failure is None, failure.history


@pytest.mark.parametrize(("part", "promise"), CAUGHT.items(), ids=[part.name for part in CAUGHT])
def test_a_safety_part_that_is_taken_away_is_missed(part: Part, promise: str) -> None:
    failure = first_failure(range(SEEDS), ALL - {part}, promise)

    assert failure is not None, f"without {part.name} no seed breaks: {promise}"
    assert f"BROKEN: {promise}" in failure.history


def test_without_cursor_check_and_lock_two_readers_double_an_effect() -> None:
    failure = first_failure(range(SEEDS), ALL - BELT_AND_BRACES, promises.NOTHING_TWICE)

    assert failure is not None


@pytest.mark.parametrize("part", sorted(BELT_AND_BRACES), ids=lambda part: part.name)
def test_either_of_cursor_check_and_lock_keeps_every_promise(part: Part) -> None:
    failure = first_failure(range(SEEDS // 4), ALL - {part})

    assert failure is None, failure.history


def test_every_part_is_taken_away_once() -> None:
    assert {*CAUGHT, *BELT_AND_BRACES} == ALL


def test_a_seed_tells_the_same_history_again() -> None:
    assert history(7) == history(7)


def test_a_seed_that_fails_is_told_whole(capsys: pytest.CaptureFixture[str]) -> None:
    returned = main(["SEEDS=100", "WITHOUT=SUBJECT_ORDER"])

    said = capsys.readouterr().out
    assert returned == 1
    assert "is left to settle" in said
    assert f"BROKEN: {promises.IN_ORDER}" in said


def test_a_word_that_nobody_knows_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    returned = main(["SEDS=100"])

    assert returned == 2
    assert "nobody knows SEDS" in capsys.readouterr().err
