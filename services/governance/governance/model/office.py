"""Who exercises a seat within its term: from when until when, acting or not, or nobody for a while."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Literal

from cabos.refusal import Invalid
from cabos_contracts.types import PartialDate
from pydantic import BaseModel, ConfigDict

from governance.model.term_days import Window, days_written_in, window

OnDay = Literal["surely", "seen", "possibly"]


class OfficeHolder(BaseModel):
    """Who exercised the seat; without a name the office was vacant and the seat held nevertheless.

    `until_on` is the first day on which they no longer did, null while nothing is known to have changed. `seen` is
    when a source saw them in office, in its words.
    """

    model_config = ConfigDict(extra="forbid")

    name: str | None
    role: str | None = None
    acting: bool = False
    from_on: PartialDate | None = None
    until_on: PartialDate | None = None
    seen: str | None = None
    source: str | None = None
    confidence: str | None = None

    @property
    def called(self) -> str:
        return self.name or "nobody"

    def sightings(self) -> list[Window]:
        """The days on which the administration was seen to exercise the seat."""
        days = [*days_written_in(self.seen), *filter(None, (self.from_on,))]
        return [Window(day.earliest, day.latest) for day in days]

    def on(self, day: date) -> OnDay | None:
        """How well it is known that they exercised the seat on `day`; None when they surely did not."""
        started, ended = window(self.from_on), window(self.until_on)
        if (started and day < started.earliest) or (ended and day >= ended.latest):
            return None
        if started and started.latest <= day and (ended is None or day < ended.earliest):
            return "surely"
        seen = self.sightings()
        between = any(each.earliest <= day for each in seen) and any(day <= each.latest for each in seen)
        return "seen" if between else "possibly"


Holders = Sequence[OfficeHolder]


def require_orderly(holders: Holders, started_on: PartialDate | None, ended_on: PartialDate | None) -> None:
    """Raises `Invalid` for what is surely outside of the term, and for two who surely exercised it on one day."""
    for holder in holders:
        _require_in_order(holder)
        for day in (holder.from_on, holder.until_on):
            if day and started_on and day.latest < started_on.earliest:
                raise Invalid(
                    f"{holder.called}: {day} is before the term started, {started_on}", field="office_holders"
                )
            if day and ended_on and day.earliest > ended_on.latest:
                raise Invalid(f"{holder.called}: {day} is after the term ended, {ended_on}", field="office_holders")
    dated = [holder for holder in holders if holder.from_on is not None]
    for one, next_ in pairwise(sorted(dated, key=_since)):
        if one.until_on is not None and next_.from_on is not None and next_.from_on.latest < one.until_on.earliest:
            raise Invalid(
                f"{next_.called} cannot begin on {next_.from_on}: {one.called} is there until {one.until_on}",
                field="office_holders",
            )


def fitted(holders: Holders, started_on: PartialDate | None, ended_on: PartialDate | None) -> list[OfficeHolder]:
    """What is left of the intervals in a term with these days: whoever leaves with the term leaves on its last day."""
    kept = []
    for holder in holders:
        if ended_on and holder.from_on and holder.from_on.earliest >= ended_on.latest:
            continue
        if started_on and holder.until_on and holder.until_on.latest <= started_on.earliest:
            continue
        changed: dict[str, PartialDate] = {}
        if ended_on and holder.until_on and holder.until_on.earliest > ended_on.latest:
            changed["until_on"] = ended_on
        if started_on and holder.from_on and holder.from_on.latest < started_on.earliest:
            changed["from_on"] = started_on
        kept.append(holder.model_copy(update=changed))
    return kept


def on_day(holders: Holders, day: date) -> list[tuple[OfficeHolder, OnDay]]:
    """Who exercised the seat on `day`: whoever surely did, or else everybody of whom it may be."""
    may: list[tuple[OfficeHolder, OnDay]] = [
        (holder, how) for holder in holders if (how := _bounded(holder, holders).on(day)) is not None
    ]
    return [each for each in may if each[1] == "surely"] or may


def _bounded(holder: OfficeHolder, holders: Holders) -> OfficeHolder:
    """With the next one's first day as its end, where none is told."""
    if holder.from_on is None or holder.until_on is not None:
        return holder
    later = [other for other in holders if other.from_on and other.from_on.earliest > holder.from_on.latest]
    return holder.model_copy(update={"until_on": min(later, key=_since).from_on}) if later else holder


def _since(holder: OfficeHolder) -> date:
    return holder.from_on.earliest if holder.from_on else date.min


def _require_in_order(holder: OfficeHolder) -> None:
    if holder.from_on and holder.until_on and holder.until_on.latest <= holder.from_on.earliest:
        raise Invalid(f"{holder.called}: {holder.until_on} is not after {holder.from_on}", field="office_holders")
    if holder.name is None and holder.from_on is None:
        raise Invalid("The office was vacant since when? name or from_on is needed", field="office_holders")
