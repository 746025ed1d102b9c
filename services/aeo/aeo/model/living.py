"""What an agreement is made of: its steps, and the columns that sum them up."""

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from cabos.columns import Document, PartialDay, words
from cabos.refusal import Invalid, Refusal
from cabos_contracts.envelope import Event
from cabos_contracts.types import PartialDate
from sqlalchemy import BigInteger, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from aeo.model.agreement_facts import AgreementFacts
from aeo.model.announcing import announcement, entry_into_force
from aeo.model.course import Course, everyone, parties_on
from aeo.model.instrument import InstrumentKind
from aeo.model.life import Part, Step, StepKind, Steps
from aeo.model.order import in_order, lapses
from aeo.model.record import Record
from aeo.model.reviews import next_review
from aeo.model.signature import Signed
from aeo.model.stage import Stage, StageOnDay

MOST_STEPS = 450
"""Of the 500 that a row may have."""
TO_COME = date(9999, 12, 30)
"""When an agreement enters into force of which nobody has said when: behind all days that are known."""
_BRING_INTO_FORCE = {StepKind.IN_FORCE, StepKind.PARTLY_IN_FORCE, StepKind.ACCEDED, StepKind.WITHDRAWN}
_MOVABLE = {StepKind.IN_FORCE, StepKind.SUSPENDED, StepKind.REINSTATED, StepKind.ACCEDED, StepKind.WITHDRAWN}


class Superseded(Refusal):
    """Another agreement has taken the place of this one."""


class Terminated(Refusal):
    """The agreement has ended for good."""


class EndsBefore(Refusal):
    """The agreement ends before that day."""


class TooManySteps(Refusal):
    """More has happened to the agreement than a record can hold."""


class NotSigned(Refusal):
    """The agreement has not been signed."""


class Living(Signed, Record):
    """The columns sum up those steps that have been taken; `record` is what the agreement was opened with.

    A step that lies ahead is among the steps from the start and changes the columns on its day (`due_on`).
    """

    kind_of_record: ClassVar[str] = "agreement"

    id: UUID = Field(primary_key=True)
    parties: list[str] = Field(sa_type=ARRAY(Text))
    plurilateral: bool = False
    instrument_kind: InstrumentKind = Field(sa_type=words(InstrumentKind))
    stage: Stage = Field(sa_type=words(Stage))
    opened_on: date
    in_force_on: PartialDate | None = Field(default=None, sa_type=PartialDay)
    enters_into_force_on: PartialDate | None = Field(default=None, sa_type=PartialDay)
    live_pair: str | None = None
    programme_keys: list[int | None] = Field(default=[], sa_type=ARRAY(BigInteger))
    place_from: date | None = None
    place_until: date | None = None
    due_on: date | None = None
    review_every_months: int | None = None
    review_due_on: date | None = None
    review_announced_for: date | None = None
    steps: Steps = Field(default=(), sa_type=Document(Steps))
    record: AgreementFacts = Field(sa_type=Document(AgreementFacts))

    @property
    def instrument(self) -> str:
        return self.record.instrument

    @property
    def everyone(self) -> list[str]:
        """All that are, were or will be parties: whoever asks who recognised whom asks about them."""
        return everyone(self.record.parties, self.steps)

    @property
    def course(self) -> Course:
        return Course(self.record.parties, self.steps, self.record.in_force_clause)

    @property
    def end(self) -> Step | None:
        """The step that ends it for good, which may lie ahead."""
        return next((step for step in self.steps if step.kind.is_final), None)

    @property
    def is_signed(self) -> bool:
        return self.signature is not None

    @property
    def signature(self) -> Step | None:
        return next((step for step in self.steps if step.kind is StepKind.SIGNED), None)

    @property
    def presumed(self) -> Step | None:
        """The entry into force that all appearances speak for and no source tells; null where one is on record."""
        if not self.record.likely_in_force or any(step.kind is StepKind.IN_FORCE for step in self.steps):
            return None
        recorded = max((step.recorded_on for step in self.steps), default=self.opened_on)
        return Step(kind=StepKind.IN_FORCE, recorded_on=recorded)

    def stage_on(self, day: date) -> StageOnDay:
        return self.course.on(day)

    def next_version(self) -> int:
        self.version += 1
        return self.version

    def take_effect_when_due(self, today: date) -> list[Event]:
        """Take the steps whose day has come, all of it when it is imprecise, in their order, once."""
        events: list[Event] = []
        while due := [step for step in self._ahead() if step.latest <= today]:
            step = in_order(due)[0]
            id_ = step.id or self._new_id(step)
            events += self._announce(step.model_copy(update={"announced_on": today, "id": id_}), step, today)
        return events

    def _has(self, step: Step) -> bool:
        return any(step.says(other) for other in self.steps)

    def _refuse_after_the_end(self, step: Step) -> None:
        if self.stage is Stage.SUPERSEDED:
            raise Superseded(f"{self.name} has been superseded")
        if self.stage is Stage.TERMINATED:
            raise Terminated(f"{self.name} has been terminated")
        end = self.end
        if end is not None and not step.kind.is_final and end.earliest <= step.earliest:
            raise EndsBefore(f"{self.name} ends on {end.on}")
        # Those that come by themselves need room as well.
        if len(self.steps) + len(list(lapses(self.steps))) >= MOST_STEPS:
            raise TooManySteps(f"{self.name} has {len(self.steps)} steps on record")

    def _record(self, step: Step, today: date) -> list[Event]:
        """Put a step on record: it is taken at once, or on its day when all of it lies ahead."""
        former = self._former(step)
        step = step.model_copy(update={"id": step.id or (former.id if former else self._new_id(step))})
        if step.on is None or step.earliest <= today:
            taken = step.model_copy(update={"announced_on": today})
            return self._announce(taken, former, today) + self.take_effect_when_due(today)
        self._put(step, former)
        self._settle()
        return [announcement(self, step)]

    def _former(self, step: Step) -> Step | None:
        """What the step comes in the place of: one that lies ahead and moves, or one whose day was unknown."""
        for other in self.steps:
            ahead = other.announced_on is None
            if step.id is not None and other.id == step.id:
                return other
            if step.kind.is_final and other.kind.is_final:
                return other
            unknown = other.on is None and step.kind is StepKind.IN_FORCE
            if other.slot == step.slot and (unknown or (ahead and step.kind in _MOVABLE)):
                return other
        return None

    def _announce(self, step: Step, former: Step | None, today: date) -> list[Event]:
        began = self.stage.may_be_in_force and self.stage is not Stage.PARTIALLY_IN_FORCE
        self._put(step, former)
        if step.kind.is_final:
            # What was to come after the end does not come any more.
            self.steps = tuple(each for each in self.steps if each.announced_on is not None)
        self._settle()
        events = [announcement(self, step)]
        if step.kind in (StepKind.IN_FORCE, StepKind.WITHDRAWN) and step.part and not began:
            # The last party that it waited for has come, or has left.
            events += [self._entered_into_force()] if self.stage is Stage.IN_FORCE else []
        return events

    def _entered_into_force(self) -> Event:
        said = {"agreement_id": self.id, "name": self.name, "parties": tuple(self.parties)}
        return entry_into_force(self, {**said, "according_to": self.source, "version": self.next_version()})

    def _put(self, step: Step, former: Step | None) -> None:
        if former is not None and former in self.steps:
            if former.on is None and former.announced_on is not None:
                # It was on record all the time, only its day was not.
                step = step.model_copy(update={"recorded_on": former.recorded_on})
            self.steps = tuple(step if each == former else each for each in self.steps)
        else:
            self.steps = (*self.steps, step)

    def _new_id(self, step: Step) -> str:
        of = [step.party] if step.party else []
        if step.direction is not None:
            of = [step.direction.certified_in, step.direction.recognised_by]
        name = "-".join([step.kind.replace("_", "-"), *(code.lower() for code in of), *([step.on] if step.on else [])])
        taken = {each.id for each in self.steps}
        return next(id_ for n in range(1, 1000) if (id_ := name if n == 1 else f"{name}-no-{n}") not in taken)

    def _ahead(self) -> list[Step]:
        if self.stage.is_over:
            return []
        return [*(step for step in self.steps if step.announced_on is None), *lapses(self._taken())]

    def _taken(self) -> list[Step]:
        return [step for step in self.steps if step.announced_on is not None]

    def _settle(self) -> None:
        """Let the columns say what the steps say."""
        taken, course = self._taken(), self.course
        reached = course.reached(taken)
        self.stage = self.record.stage if reached is None else reached.stage
        signed = next((step for step in taken if step.kind is StepKind.SIGNED), None)
        if signed is not None:
            self.signed_on, self.signed_at, self.conference_id = signed.on, signed.place, signed.conference_id
        begun = course.reached(s for s in taken if s.kind in _BRING_INTO_FORCE)
        self.in_force_on = begun.by.on if begun else None
        coming = (s for s in self.steps if s.kind is StepKind.IN_FORCE and s.whole and s.announced_on is None)
        self.enters_into_force_on = next((step.on for step in coming), None)
        self.parties = parties_on(self.record.parties, taken, date.max)
        self.plurilateral = len(self.everyone) > 2 or self.record.open_to_accession
        self.instrument_kind = self.record.kind
        self._take_place()
        self.due_on = min((step.latest for step in self._ahead()), default=None)
        self.review_due_on = next_review(self.review_every_months, taken, self.stage)

    def _take_place(self) -> None:
        """The place that it takes, of which each pair of programmes has one on a day; nothing unsigned takes one.

        It has it from its entry into force to its end, or from one that is still to come. So a renewal can be signed
        while the former agreement, whose end is on record, still counts. Which programmes are meant, the register
        tells (`programme_keys`).
        """
        begun = [step.latest for step in self.steps if step.kind is StepKind.IN_FORCE]
        self.place_from = min(begun, default=TO_COME)
        self.place_until = None if self.end is None else self.end.earliest
        ended = self.place_until is not None and self.place_until <= self.place_from
        taken = self.is_signed and not self.plurilateral and not ended
        self.live_pair = "|".join(sorted(self.parties)) if taken else None

    def refuse_strangers(self, part: Part) -> None:
        """A part is of a party, or of a direction between two."""
        of = [] if part.direction is None else [part.direction.certified_in, part.direction.recognised_by]
        for field, economies in (("party", [part.party] if part.party else []), ("direction", of)):
            for economy in economies:
                if economy not in self.parties:
                    raise Invalid(f"{economy} is no party of {self.name}", field=field)

    def _said(self, kind: StepKind, today: date, **facts: Any) -> Step:
        return Step(kind=kind, recorded_on=today, **facts)
