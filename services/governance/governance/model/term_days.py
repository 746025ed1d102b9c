"""The days of a seat, where sources give a month or a year: what is sure, what is possible, and where terms meet."""

import re
from datetime import date, timedelta
from typing import NamedTuple

from cabos_contracts.types import PartialDate

_DAY = timedelta(days=1)
_WRITTEN = re.compile(r"(?<![0-9])[0-9]{4}(?:-[0-9]{2}){0,2}(?![0-9])")


class Window(NamedTuple):
    """The first and the last day on which something may have happened."""

    earliest: date
    latest: date

    def meets(self, other: "Window | None") -> "Window | None":
        """The days that both leave open; None when there is no such day."""
        if other is None:
            return None
        both = Window(max(self.earliest, other.earliest), min(self.latest, other.latest))
        return both if both.earliest <= both.latest else None

    def day_before(self) -> "Window":
        """When the last day was, if these are the first days on which it is over."""
        return Window(before(self.earliest), before(self.latest))


def window(day: PartialDate | None) -> Window | None:
    return None if day is None else Window(day.earliest, day.latest)


def before(day: date) -> date:
    return day - _DAY if day > date.min else day


def following(day: PartialDate) -> PartialDate:
    """The day after, as precisely as `day` is known: after `2018-06` is nothing better than `2018-06`."""
    if day.precision != "day" or day.latest == date.max:
        return day
    return PartialDate(day.latest + _DAY)


def days_written_in(words: str | None) -> list[PartialDate]:
    """The days that a source's words name: `2020-08 to 2022-05` names two."""
    found = []
    for text in _WRITTEN.findall(words or ""):
        try:
            found.append(PartialDate(text))
        except ValueError:
            continue
    return found
