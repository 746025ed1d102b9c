"""Regional bodies, from a host's proposal to the day they close: offices, training centres, laboratories."""

from datetime import date
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID

from cabos.columns import Document, words
from cabos.refusal import Refusal
from cabos_contracts.envelope import Event
from cabos_contracts.governance import (
    RegionalBodyClosed,
    RegionalBodyEndorsed,
    RegionalBodyMemorandumSigned,
    RegionalBodyOpened,
    RegionalBodyProgressNoted,
    RegionalBodyProposed,
    RegionalBodyRecorded,
)
from cabos_contracts.governance.bodies import StepTaken
from cabos_contracts.types import PartialDate
from sqlalchemy import Text as Words
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from governance.model.part import Part, Text
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


class NotEndorsed(Refusal):
    """Neither a regional conference nor the Council is known to have endorsed the body."""


class NoMemorandum(Refusal):
    """The memorandum on the body is not known to be complete."""


class BodyClosed(Refusal):
    """The regional body is closed."""


class BodyStage(StrEnum):
    PROPOSED = "proposed"
    ENDORSED = "endorsed"
    MEMORANDUM = "memorandum"
    OPERATIONAL = "operational"
    CLOSED = "closed"


STAGES = {
    "proposed": BodyStage.PROPOSED,
    "endorsed": BodyStage.ENDORSED,
    "council_endorsed": BodyStage.ENDORSED,
    "memorandum": BodyStage.MEMORANDUM,
    "operational": BodyStage.OPERATIONAL,
    "closed": BodyStage.CLOSED,
}
"""Each step, and the stage that it leads to; in their order, the region's conference before the Council."""

ORDER = tuple(STAGES)
ENDORSEMENTS = ("endorsed", "council_endorsed")
MOST_NOTES = 500


class Note(Part):
    """What was told of a body on a day: how far it is, or what a review found."""

    note: Literal["progress", "review"]
    day: PartialDate
    text: Text
    conference_id: UUID | None = None
    source: Text
    confidence: Literal["high", "medium", "low"] | None = None


def stage_on(steps: Steps, day: date) -> BodyStage | None:
    """The stage that a body had surely reached by a day; None when it may not have been proposed yet."""
    step = step_on(steps, day)
    return None if step is None else STAGES[step.step]


def unexplained(steps: Steps) -> tuple[str, ...]:
    """The steps before the last one that the rules ask for and that no source tells of."""
    taken = {each.step for each in steps}
    missing = []
    if taken & {"memorandum", "operational"} and not taken & set(ENDORSEMENTS):
        missing.append("endorsement")
    if "operational" in taken and "memorandum" not in taken:
        missing.append("memorandum")
    return tuple(missing)


@with_days_of(*ORDER)
class RegionalBody(Record, table=True):
    """A body with its steps; the days behind `surely_…` are those by which a step had surely been taken."""

    kind_of_record = "regional_body"

    __tablename__ = "regional_body"

    id: UUID = Field(primary_key=True)
    kind: str
    regions: list[str] = Field(sa_type=ARRAY(Words))
    name: str | None = None
    city: str | None = None
    host: str | None = Field(default=None, foreign_key="member.economy")
    note: str | None = None
    confidence: str | None = None
    stage: BodyStage = Field(default=BodyStage.PROPOSED, sa_type=words(BodyStage))
    steps: Steps = Field(default=(), sa_type=Document(Steps))
    notes: tuple[Note, ...] = Field(default=(), sa_type=Document(tuple[Note, ...]))
    surely_proposed: date | None = None
    surely_endorsed: date | None = None
    surely_memorandum: date | None = None
    surely_operational: date | None = None
    surely_closed: date | None = None

    def record(self, steps: Steps, **facts: Any) -> list[Event]:
        """Enter it as sources tell, or tell more of it; the same again is harmless."""
        taken = self.steps
        for step in steps:
            taken = with_step(taken, step, ORDER)
        changed = any(getattr(self, field) != value for field, value in facts.items())
        if self.version and not changed and taken == self.steps:
            return []
        for field, value in facts.items():
            setattr(self, field, value)
        new = not self.version
        self._set_steps(taken)
        if new and self.stage is BodyStage.PROPOSED:
            return [self._event(RegionalBodyProposed, "proposed", "proposed_on")]
        steps_taken = tuple(StepTaken(step=each.step, on=each.on) for each in self.steps)
        return [RegionalBodyRecorded(**self._frame(), steps=steps_taken, unexplained=unexplained(self.steps))]

    def take(self, step: Step) -> list[Event]:
        """It goes on by a step, or an earlier one comes to be known; the same again is harmless.

        Nothing is at work without an endorsement and a memorandum. Raises `NotEndorsed` or `NoMemorandum`.
        """
        taken = with_step(self.steps, step, ORDER)
        if taken == self.steps:
            return []
        if find_step(self.steps, step.step) is None:
            self._require_before(step)
        self._set_steps(taken)
        match step.step:
            case "proposed":
                return [self._event(RegionalBodyProposed, "proposed", "proposed_on")]
            case "memorandum":
                return [self._event(RegionalBodyMemorandumSigned, "memorandum", "signed_on")]
            case "operational":
                return [self._event(RegionalBodyOpened, "operational", "opened_on")]
            case "closed":
                return [self._event(RegionalBodyClosed, "closed", "closed_on", reason=step.text)]
        by_council = step.step == "council_endorsed"
        return [self._event(RegionalBodyEndorsed, step.step, "endorsed_on", by_council=by_council)]

    def tell(self, note: Note) -> list[Event]:
        """Note how far it is or what a review found; another text for the same day takes the place of the first."""
        if note in self.notes:
            return []
        others = [each for each in self.notes if (each.note, each.day) != (note.note, note.day)]
        if len(others) >= MOST_NOTES:
            raise TooMuch(f"{MOST_NOTES} notes on the body are on record, and no more are kept")
        self.notes = tuple(sorted((*others, note), key=lambda each: (each.day, each.note)))
        self.changed()
        told_of = note.model_dump(exclude={"source", "confidence"})
        return [RegionalBodyProgressNoted(**self._frame(), **told_of)]

    def changed(self) -> int:
        """The version after one more event, also about what is kept beside the row."""
        self.version += 1
        return self.version

    def require_open(self) -> None:
        if self.stage is BodyStage.CLOSED:
            raise BodyClosed("The body is closed")

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

    def _require_before(self, step: Step) -> None:
        if ORDER.index(step.step) < ORDER.index(self.steps[-1].step):
            if self.stage is BodyStage.CLOSED and step.on is None:
                raise BodyClosed("The body is closed: what came before is entered with its day", field="on")
            return
        taken = {each.step for each in self.steps}
        if step.step in ("memorandum", "operational") and not taken & set(ENDORSEMENTS):
            raise NotEndorsed(
                "A regional conference or the Council endorses a body before a memorandum on it is signed"
            )
        if step.step == "operational" and "memorandum" not in taken:
            raise NoMemorandum("A body is at work once the memorandum on it is complete")

    def _set_steps(self, steps: Steps) -> None:
        self._settle(steps)
        self.changed()

    def _settle(self, steps: Steps) -> None:
        self.steps, self.stage = steps, STAGES[steps[-1].step]
        for stage in BodyStage:
            names = [name for name, leads_to in STAGES.items() if leads_to is stage]
            setattr(self, f"surely_{stage}", surely(steps, *names))

    def _event(self, event: type[Event], step: str, day: str, **more: Any) -> Event:
        taken = find_step(self.steps, step)
        assert taken is not None
        return event(**self._frame(), by=told(taken.by), **{day: taken.on}, **more)

    def _frame(self) -> dict[str, Any]:
        fields = ("kind", "regions", "name", "city", "host", "stage", "version")
        return {"regional_body_id": self.id} | {field: getattr(self, field) for field in fields}
