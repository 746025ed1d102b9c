"""What becomes of an agreement when another source is preferred: also the days of its steps may be other ones."""

from datetime import date
from typing import Any

from cabos.refusal import Invalid, rule_of
from cabos_contracts.envelope import Event
from cabos_contracts.types import PartialDate
from pydantic import ValidationError

from aeo.model.disorder import disorder
from aeo.model.ending import Ending
from aeo.model.life import Step, StepKind
from aeo.model.signature import refuse_future

_SUMMED_UP = {"signed_on": StepKind.SIGNED, "in_force_on": StepKind.IN_FORCE}
"""The columns that are the day of a step."""


class Correcting(Ending):
    """A claim may be about `name`, `signed_on`, `in_force_on`, and `on` and `until_on` of each step that was taken."""

    def told(self, field: str) -> tuple[Any, str]:
        """What the record says of a field of which claims are made, and by which source."""
        name, step = self._meant(field)
        if step is None:
            return getattr(self, field), self.source
        return getattr(step, name), step.source or self.source

    def prefer(self, field: str, value: Any, *, source: str, reason: str, today: date) -> list[Event]:
        """Say what the preferred source says; raises `Invalid` when the rest of the life cannot have been so then."""
        name, step = self._meant(field)
        if step is None:
            if field in _SUMMED_UP:
                happened = _SUMMED_UP[field].replace("_", " ")
                raise Invalid(f"{self.name} has no day on which the whole was {happened}", field="value")
            return self.correct(field, value, source=source, reason=reason)
        if name == "on":
            refuse_future("value", value, today)
        before = getattr(step, name)
        if before == value:
            return []
        self._move(step, name, value, source, today)
        if field in _SUMMED_UP:
            self.source = source
        corrected = self.corrected(field, before, value, source=source, reason=reason)
        return [corrected, *self.take_effect_when_due(today)]

    def step_of(self, field: str) -> Step | None:
        """The step whose day or end a field of claims is."""
        return self._meant(field)[1]

    def _meant(self, field: str) -> tuple[str, Step | None]:
        """What the step that a field is of calls it, and the step; null of a field that is of no step on record."""
        if field in _SUMMED_UP:
            return "on", self._whole(_SUMMED_UP[field])
        if not field.startswith("steps."):
            return field, None
        _, id_, name = field.split(".")
        step = next((each for each in self._taken() if each.id == id_), None)
        if step is None:
            raise Invalid(f"{self.name} has no step {id_} that has been taken", field="field")
        for column, kind in _SUMMED_UP.items():
            if name == "on" and step == self._whole(kind):
                raise Invalid(f"The day of {id_} is the {column} of {self.name}: that is the field", field="field")
        if name == "until_on" and step.until_on is None:
            raise Invalid(f"The step {id_} has no end of its own", field="field")
        return name, step

    def _whole(self, kind: StepKind) -> Step | None:
        return next((step for step in self._taken() if step.kind is kind and not step.part), None)

    def _move(self, step: Step, name: str, value: PartialDate, source: str, today: date) -> None:
        facts = dict(step) | {name: value, "source": source} | ({"announced_on": today} if name == "on" else {})
        try:
            moved = Step.model_validate(facts)
        except ValidationError as wrong:
            raise Invalid(rule_of(wrong.errors()[0]), field="value") from None
        # A suspension that ends by itself on another day did not end on the former one.
        lapsed = [each for each in self.steps if name == "until_on" and _is_the_lapse(each, step)]
        steps = tuple(moved if each == step else each for each in self.steps if each not in lapsed)
        stood = disorder(self.record.parties, self.everyone, self.steps)
        for flaw, reason in disorder(self.record.parties, self.everyone, steps).items():
            if flaw not in stood:
                raise Invalid(f"It cannot have been {value}: {reason}", field="value")
        self.steps = steps
        self._settle()


def _is_the_lapse(step: Step, suspended: Step) -> bool:
    """Whether it is how a suspension ended by itself."""
    ends = suspended.kind is StepKind.SUSPENDED and step.kind is StepKind.REINSTATED
    return ends and step.on == suspended.until_on and step.part == suspended.part
