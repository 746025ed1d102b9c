"""A step on the way of a record: when it was taken, by whom, and who says so."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, Literal, TypeVar

from cabos.refusal import Invalid, Refusal
from cabos_contracts.types import Authority, PartialDate

from governance.model.completion import contradiction
from governance.model.part import Part, Text, Words

R = TypeVar("R")


class StepStands(Refusal):
    """The step is on record otherwise."""


class StepNotTaken(Refusal):
    """The step is not on record."""


class TooMuch(Refusal):
    """The record has as much of this as it can hold."""


class Step(Part):
    """A step as sources tell it.

    Where nobody says when it was taken, `seen_on` is a day on which a source shows that it had been, and without such
    a day it had been taken when it was entered, on `noted_on`. `disproved` are former days that a claim has corrected:
    who tells them again tells nothing new.
    """

    step: str
    on: PartialDate | None = None
    seen_on: PartialDate | None = None
    by: Authority = Authority()
    text: Words | None = None
    source: Text
    confidence: Literal["high", "medium", "low"] | None = None
    noted_on: date
    disproved: tuple[PartialDate, ...] = ()

    @property
    def surely_on(self) -> date:
        """The day by which it had surely been taken; an imprecise day has surely come when it is over."""
        day = self.on or self.seen_on
        return self.noted_on if day is None else day.latest

    def with_more(self, given: "Step") -> "Step":
        """The step with what `given` knows besides; itself when that is nothing. Raises `StepStands`."""
        day = None if given.on in self.disproved else given.on
        on, by = _more_precise(self.on, day), self.by.model_copy(update=_told(given.by))
        text = given.text or self.text
        for said, now, name in ((self.on, on, "on"), (self.by, by, "by"), (self.text, text, "text")):
            if place := contradiction(said, now, name):
                raise StepStands(
                    f"{self.step} is on record with another {place}, unless a claim corrects it", field=place
                )
        seen = () if on else filter(None, (self.seen_on, given.seen_on))
        seen_on = min(seen, key=_latest, default=None)
        confidence = self.confidence or given.confidence
        facts = {"on": on, "seen_on": seen_on, "by": by, "text": text, "confidence": confidence}
        more = self.model_copy(update=facts)
        if more == self or given.source in self.source.split("; "):
            return more
        return more.model_copy(update={"source": f"{self.source}; {given.source}"})


Steps = tuple[Step, ...]


def find_step(steps: Iterable[Step], name: str) -> Step | None:
    return next((each for each in steps if each.step == name), None)


def with_step(steps: Sequence[Step], given: Step, order: Sequence[str]) -> Steps:
    """The steps with one more, or with more of one. Raises `StepStands`, and `Invalid` when they would go backwards."""
    known = find_step(steps, given.step)
    return in_order([*(each for each in steps if each is not known), known.with_more(given) if known else given], order)


def in_order(steps: Iterable[Step], order: Sequence[str]) -> Steps:
    """The steps one after another; raises `Invalid` when one was surely taken before the one that it follows."""
    taken = tuple(sorted(steps, key=lambda each: order.index(each.step)))
    for place, later in enumerate(taken):
        last = later.on or later.seen_on
        for earlier in taken[:place]:
            if last is not None and earlier.on is not None and last.latest < earlier.on.earliest:
                raise Invalid(f"{later.step} by {last} is before {earlier.step} on {earlier.on}", field="on")
    return taken


def with_day(steps: Iterable[Step], name: str, on: PartialDate, source: str, order: Sequence[str]) -> Steps:
    """The steps with another day for one of them. Raises `StepNotTaken`, and `Invalid` as `in_order` does."""
    taken = tuple(steps)
    if find_step(taken, name) is None:
        raise StepNotTaken(
            f"The step {name} is not on record: it is entered before its day is corrected", field="field"
        )
    corrected = (_corrected(each, on, source) if each.step == name else each for each in taken)
    return in_order(corrected, order)


def with_days_of(*names: str) -> Callable[[type[R]], type[R]]:
    """For a record with `steps`: the day of each step as a field `<step>_on`, so that sources may disagree on it."""

    def decorated(record: type[R]) -> type[R]:
        for name in names:
            setattr(record, f"{name}_on", _day_of(name))
        return record

    return decorated


def told_by_step(record: Any, field: str) -> tuple[Any, str]:
    """What a record with `steps` says of a field, and by which source: that of the step whose day it is."""
    step = find_step(record.steps, field.removesuffix("_on"))
    return getattr(record, field), record.source if step is None else step.source


def step_on(steps: Iterable[Step], day: date) -> Step | None:
    """The furthest step that had surely been taken by `day`; `steps` are in their order."""
    return next((each for each in reversed(tuple(steps)) if each.surely_on <= day), None)


def surely(steps: Iterable[Step], *names: str) -> date | None:
    """The day by which the first of these steps had surely been taken."""
    return min((each.surely_on for each in steps if each.step in names), default=None)


def told(authority: Authority) -> Authority | None:
    """For an event: null when nobody knows who took the step."""
    return authority if _told(authority) else None


def _corrected(step: Step, on: PartialDate, source: str) -> Step:
    disproved = (step.disproved if step.on in (None, on) else (*step.disproved, step.on))[-20:]
    return step.model_copy(update={"on": on, "seen_on": None, "source": source, "disproved": disproved})


def _day_of(name: str) -> property:
    def day(record: Any) -> PartialDate | None:
        step = find_step(record.steps, name)
        return None if step is None else step.on

    def move(record: Any, on: PartialDate) -> None:
        record.steps = tuple(each.model_copy(update={"on": on}) if each.step == name else each for each in record.steps)

    return property(day, move)


def _told(authority: Authority) -> dict[str, Any]:
    return {name: value for name, value in authority if value is not None}


def _latest(day: PartialDate) -> date:
    return day.latest


def _more_precise(said: PartialDate | None, now: PartialDate | None) -> PartialDate | None:
    return said if now is None or (said is not None and said.startswith(now)) else now
