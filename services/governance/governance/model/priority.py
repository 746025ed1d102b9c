"""Priorities of the whole organization and of its regions: from a candidate to what came of it."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from cabos.columns import Document, words
from cabos.refusal import Refusal
from cabos_contracts.envelope import Event
from cabos_contracts.governance import (
    PriorityAdopted,
    PriorityClosed,
    PriorityDescribed,
    PriorityOutcomeNoted,
    PriorityPresented,
    PriorityProposed,
    PriorityTakenUp,
)
from cabos_contracts.governance.priorities import InstrumentUse
from cabos_contracts.types import Authority, PartialDate
from pydantic import Field as Bound
from sqlmodel import Field

from governance.model.part import Part, Text, Translations, Words
from governance.model.record import Record
from governance.model.step import (
    Step,
    Steps,
    TooMuch,
    find_step,
    step_on,
    surely,
    told,
    with_day,
    with_days_of,
    with_step,
)

Confidence = Literal["high", "medium", "low"]
InstrumentCode = Annotated[str, Bound(pattern=r"^[A-Z][A-Z0-9_]{1,59}$")]
MOST_OF_A_KIND = 500


class NotCurrent(Refusal):
    """The priority is not among the current ones."""


class PriorityOver(Refusal):
    """The priority is closed."""


class PriorityStage(StrEnum):
    CANDIDATE = "candidate"
    CURRENT = "current"
    ADOPTED = "adopted"
    CLOSED = "closed"


ORDER = tuple(PriorityStage)


def stage_on(steps: Steps, day: date) -> PriorityStage | None:
    """The stage that a priority had surely reached by a day; None when it may not have come up yet."""
    step = step_on(steps, day)
    return None if step is None else PriorityStage(step.step)


class RestsOn(Part):
    """An instrument of the register, and what it is for a priority."""

    code: InstrumentCode
    role: Literal["tool", "basis", "outcome", "in_development"]
    text: Words | None = None


class Mandate(Part):
    """What an outside body asks of the organization, as the G20 does."""

    from_: Text = Bound(alias="from")
    to: Text = "WCO"
    text: Words | None = None


class OutsideContact(Part):
    """Whom the organization is in touch with about a priority, and over what."""

    organization: Text
    about: Words | None = None
    text: Words | None = None


class Remark(Part):
    """What else a source tells: why it came up, how far it reaches, how it gets on."""

    kind: Literal["cause", "scope", "progress", "other"]
    text: Text


class Presentation(Part):
    """At which conference it was presented, as what, and where in the list."""

    conference_id: UUID
    presented_as: Literal["candidate", "current", "adopted"]
    n: Annotated[int, Bound(ge=1, le=9999)] | None = None
    presented_by: Words | None = None
    source: Text
    confidence: Confidence | None = None


class Outcome(Part):
    """What became of it by a day."""

    day: PartialDate
    text: Text
    by: Authority = Authority()
    instrument: InstrumentCode | None = None
    source: Text
    confidence: Confidence | None = None


@with_days_of(*ORDER)
class Priority(Record, table=True):
    """A matter of a `level`, WCO or a region's code; the days behind `surely_…` are those of `RegionalBody`."""

    kind_of_record = "priority"

    id: UUID = Field(primary_key=True)
    level: str
    name: str
    translations: dict[str, str] = Field(default={}, sa_type=Document(Translations))
    instruments: tuple[RestsOn, ...] = Field(default=(), sa_type=Document(tuple[RestsOn, ...]))
    mandates: tuple[Mandate, ...] = Field(default=(), sa_type=Document(tuple[Mandate, ...]))
    contacts: tuple[OutsideContact, ...] = Field(default=(), sa_type=Document(tuple[OutsideContact, ...]))
    remarks: tuple[Remark, ...] = Field(default=(), sa_type=Document(tuple[Remark, ...]))
    note: str | None = None
    confidence: str | None = None
    stage: PriorityStage = Field(default=PriorityStage.CANDIDATE, sa_type=words(PriorityStage))
    steps: Steps = Field(default=(), sa_type=Document(Steps))
    presentations: tuple[Presentation, ...] = Field(default=(), sa_type=Document(tuple[Presentation, ...]))
    outcomes: tuple[Outcome, ...] = Field(default=(), sa_type=Document(tuple[Outcome, ...]))
    surely_candidate: date | None = None
    surely_current: date | None = None
    surely_adopted: date | None = None
    surely_closed: date | None = None

    def record(self, step: Step, **facts: Any) -> list[Event]:
        """Enter it as a candidate or a current one, or tell more of it; the same again is harmless."""
        changed = any(getattr(self, field) != value for field, value in facts.items())
        for field, value in facts.items():
            setattr(self, field, value)
        taken = self._take(step)
        return taken or (self._described() if changed else [])

    def take(self, step: Step) -> list[Event]:
        """It goes on by a step, or an earlier one comes to be known; the same again is harmless.

        Raises `NotCurrent` for the adoption of a candidate, `PriorityOver` for what comes after the end.
        """
        known = {each.step for each in self.steps}
        if step.step == PriorityStage.ADOPTED and not known & {PriorityStage.CURRENT, PriorityStage.ADOPTED}:
            raise NotCurrent("The priority is a candidate: it is taken up before what it is for is adopted")
        return self._take(step)

    def present(self, presentation: Presentation) -> list[Event]:
        """Note that a conference was told of it; told otherwise for the same one, it takes the former's place."""
        if presentation in self.presentations:
            return []
        others = [each for each in self.presentations if each.conference_id != presentation.conference_id]
        self.presentations = _bounded((*others, presentation))
        self.version += 1
        fields = ("conference_id", "presented_as", "presented_by")
        return [PriorityPresented(**self._frame(), **{field: getattr(presentation, field) for field in fields})]

    def come_to(self, outcome: Outcome) -> list[Event]:
        """Note what became of it by a day; its stage changes by steps only."""
        if outcome in self.outcomes:
            return []
        others = [each for each in self.outcomes if each.day != outcome.day]
        self.outcomes = _bounded(sorted((*others, outcome), key=lambda each: each.day))
        self.version += 1
        facts = {"day": outcome.day, "text": outcome.text, "instrument": outcome.instrument}
        return [PriorityOutcomeNoted(**self._frame(), by=told(outcome.by), **facts)]

    def correct(self, field: str, value: Any, *, source: str, reason: str) -> list[Event]:
        """As for any record; a step's day stays in the order of the steps, and the step names its new source."""
        name = field.removesuffix("_on")
        if name not in ORDER:
            return super().correct(field, value, source=source, reason=reason)
        steps, of_the_record = with_day(self.steps, name, value, source, ORDER), self.source
        events = super().correct(field, value, source=source, reason=reason)
        if events:
            self.source = of_the_record
            self._settle(steps)
        return events

    def _take(self, step: Step) -> list[Event]:
        taken = with_step(self.steps, step, ORDER)
        if taken == self.steps:
            return []
        if self.stage is PriorityStage.CLOSED and find_step(self.steps, step.step) is None and step.on is None:
            raise PriorityOver("The priority is closed: what came before is entered with its day", field="on")
        self._settle(taken)
        self.version += 1
        known = find_step(taken, step.step)
        assert known is not None
        frame = self._frame() | {"by": told(known.by)}
        match step.step:
            case PriorityStage.CANDIDATE:
                return [PriorityProposed(**frame, proposed_on=known.on)]
            case PriorityStage.CURRENT:
                return [PriorityTakenUp(**frame, taken_up_on=known.on)]
            case PriorityStage.ADOPTED:
                return [PriorityAdopted(**frame, adopted_on=known.on, outcome=known.text)]
        return [PriorityClosed(**frame, closed_on=known.on, outcome=known.text)]

    def _described(self) -> list[Event]:
        self.version += 1
        instruments = tuple(InstrumentUse(code=each.code, role=each.role) for each in self.instruments)
        return [PriorityDescribed(**self._frame(), instruments=instruments)]

    def _settle(self, steps: Steps) -> None:
        self.steps, self.stage = steps, PriorityStage(steps[-1].step)
        for stage in PriorityStage:
            setattr(self, f"surely_{stage}", surely(steps, stage))

    def _frame(self) -> dict[str, Any]:
        fields = ("level", "name", "stage", "version")
        return {"priority_id": self.id} | {field: getattr(self, field) for field in fields}


def _bounded(parts: Any) -> tuple[Any, ...]:
    if len(parts) > MOST_OF_A_KIND:
        raise TooMuch(f"{MOST_OF_A_KIND} are on record, and no more are kept")
    return tuple(parts)
