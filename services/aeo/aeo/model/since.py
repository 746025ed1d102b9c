"""What holds from a day on, until something else does."""

from collections.abc import Sequence
from datetime import date
from itertools import accumulate
from typing import TypeVar

from cabos_contracts.types import PartialDate

from aeo.model.facts import Confidence, Facts, Text

MOST = 100
"""Changes of one thing that are kept."""


class Since(Facts):
    """From a day on; without one, since nobody knows when.

    `recorded_on` is the day on which it came on record here: it has surely begun by then.
    """

    from_on: PartialDate | None = None
    source: Text | None = None
    confidence: Confidence | None = None
    recorded_on: date

    @property
    def earliest(self) -> date:
        return date.min if self.from_on is None else self.from_on.earliest

    @property
    def latest(self) -> date:
        return self.recorded_on if self.from_on is None else self.from_on.latest

    @property
    def when(self) -> str:
        if self.from_on is None:
            return f"an unknown day, {self.recorded_on} at the latest, when it came on record"
        return str(self.from_on) if self.from_on.precision == "day" else f"an unknown day of {self.from_on}"


S = TypeVar("S", bound=Since)


def held_on(history: Sequence[S], day: date) -> tuple[S | None, list[S]]:
    """What had surely begun last by a day, and what may have begun since; an imprecise day has come when it is over."""
    # What comes after something else has not begun before it, and the other way round.
    earliest = accumulate((each.earliest for each in history), max)
    latest = list(accumulate((each.latest for each in reversed(history)), min))[::-1]
    held: S | None = None
    may: list[S] = []
    for each, first, last in zip(history, earliest, latest, strict=True):
        if last <= day:
            held, may = each, []
        elif first <= day:
            may.append(each)
    return held, may
