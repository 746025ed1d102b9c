"""The days on which a plan holds: surely, and as far as imprecise days leave room."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from cabos_contracts.types import PartialDate
from pydantic import BaseModel, ConfigDict
from sqlalchemy.dialects.postgresql.ranges import MultiRange, Range


class Lapse(BaseModel):
    """How a plan ceased to hold, and how it came back; both days are null when it fell asleep unnoticed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ends_on: PartialDate | None = None
    closed_on: PartialDate | None = None
    closing_reason: str | None = None
    reactivated_on: PartialDate
    conference_id: UUID | None = None
    reason: str


class Days(NamedTuple):
    sure: MultiRange[date]
    possible: MultiRange[date]


def days_held(
    begins: Sequence[PartialDate], lapses: Sequence[Lapse], ends_on: PartialDate | None, closed_on: PartialDate | None
) -> Days:
    """When a plan holds that began on the last of `begins`; `ends_on` is its last day, `closed_on` the one after it.

    Where it was reactivated and nothing says when it had lapsed, it may have held until then and surely did on no day.
    """
    sure: list[Range[date]] = []
    possible: list[Range[date]] = []
    for lapse in lapses:
        known = lapse.ends_on is not None or lapse.closed_on is not None
        back = lapse.reactivated_on
        possible += _possible(begins, lapse.ends_on, lapse.closed_on, back)
        sure += _sure(begins, lapse.ends_on, lapse.closed_on, back) if known else []
        begins = [back]
    return Days(
        MultiRange([*sure, *_sure(begins, ends_on, closed_on)]),
        MultiRange([*possible, *_possible(begins, ends_on, closed_on)]),
    )


def _sure(
    begins: Sequence[PartialDate], last: PartialDate | None, *ends: PartialDate | None
) -> list[Range[date]]:  # fmt: skip
    from_ = max((day.latest for day in begins), default=None)
    until = [day.earliest for day in ends if day] + ([_next(last.earliest)] if last else [])
    return [] if from_ is None else _range(from_, min(until, default=None))


def _possible(
    begins: Sequence[PartialDate], last: PartialDate | None, *ends: PartialDate | None
) -> list[Range[date]]:  # fmt: skip
    from_ = max((day.earliest for day in begins), default=None)
    until = [day.latest for day in ends if day] + ([_next(last.latest)] if last else [])
    return _range(from_, min(until, default=None))


def _range(from_: date | None, until: date | None) -> list[Range[date]]:
    empty = from_ is not None and until is not None and from_ >= until
    return [] if empty else [Range(from_, until)]


def _next(day: date) -> date:
    return day if day == date.max else day + timedelta(days=1)
