"""The life of an agreement: dated steps, each with its source, of the whole or of a part of it."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Self
from uuid import UUID

from cabos_contracts.types import EconomyCode, PartialDate
from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator

from aeo.model.facts import Confidence, Facts, Text
from aeo.model.operators import operator_types, plain
from aeo.model.signatories import Signatories

StepId = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
Reason = Annotated[str, Field(min_length=1, max_length=1000)]
Kinds = Annotated[tuple[Annotated[str, Field(min_length=1, max_length=100)], ...], Field(min_length=1, max_length=30)]
"""Tiers, or operator types, in the words of the programmes."""
Types = Annotated[Kinds, AfterValidator(operator_types)]
"""Operator types: one word for what plainly means the same."""


def _behind(until_on: PartialDate | None, said: ValidationInfo) -> PartialDate | None:
    on = said.data.get("on")
    if until_on is not None and on is not None and until_on.latest < on.earliest:
        raise ValueError(f"{until_on} is before {on}")
    return until_on


def _before(notice_on: PartialDate | None, said: ValidationInfo) -> PartialDate | None:
    on = said.data.get("on")
    if notice_on is not None and on is not None and notice_on.earliest > on.latest:
        raise ValueError(f"{notice_on} is after {on}")
    return notice_on


EndsBehind = Annotated[PartialDate | None, AfterValidator(_behind)]
"""A day behind the field `on`, which comes before it."""

NoticeFirst = Annotated[PartialDate | None, AfterValidator(_before)]
"""A day before the field `on`, which comes before it in the model."""


class StepKind(StrEnum):
    """What may happen to an agreement (DOMAIN 2.2), as it mostly follows; some steps are skipped, some come again."""

    CONTACT = "contact"
    PLANNED = "planned"
    COMPARED = "compared"
    VALIDATED = "validated"
    NEGOTIATED = "negotiated"
    SIGNED = "signed"
    PROCEDURES_SETTLED = "procedures_settled"
    PILOTED = "piloted"
    PARTLY_IN_FORCE = "partly_in_force"
    IN_FORCE = "in_force"
    ACCEDED = "acceded"
    REVIEWED = "reviewed"
    AMENDED = "amended"
    SUSPENDED = "suspended"
    REINSTATED = "reinstated"
    WITHDRAWN = "withdrawn"
    TERMINATED = "terminated"
    REPLACED = "replaced"

    @property
    def is_final(self) -> bool:
        return self in (StepKind.TERMINATED, StepKind.REPLACED)

    @property
    def rank(self) -> int:
        """How late in a life it comes."""
        return _ORDER[self]


_ORDER = {kind: number for number, kind in enumerate(StepKind)}


class Direction(Facts):
    """One side of trade: operators certified in `certified_in` are recognised by `recognised_by`."""

    certified_in: EconomyCode
    recognised_by: EconomyCode

    @field_validator("recognised_by")
    @classmethod
    def _between_two(cls, recognised_by: str, said: ValidationInfo) -> str:
        if recognised_by == said.data.get("certified_in"):
            raise ValueError("no economy needs to recognise its own operators")
        return recognised_by


_PART = ("party", "direction", "operator_types", "tiers")


class Part(Facts):
    """The part of an agreement that a step is of; all of it where nothing is said."""

    party: EconomyCode | None = None
    direction: Direction | None = None
    operator_types: Types | None = None

    @property
    def limited(self) -> bool:
        """Whether it is for some operators only."""
        return self.operator_types is not None or getattr(self, "tiers", None) is not None

    @property
    def whole(self) -> bool:
        """Whether all parties are meant, both ways; perhaps not all operators."""
        return self.party is None and self.direction is None

    def of(self, parties: Sequence[str]) -> Sequence[str]:
        """The parties that it is of."""
        if self.direction is not None:
            return [self.direction.certified_in, self.direction.recognised_by]
        return parties if self.party is None else [self.party]

    @property
    def part(self) -> dict[str, Any]:
        """What is said of the part; nothing for all of it."""
        said = {field: getattr(self, field, None) for field in _PART}
        return {field: value for field, value in said.items() if value is not None}

    @field_validator("direction")
    @classmethod
    def _of_one_part(cls, direction: Direction | None, said: ValidationInfo) -> Direction | None:
        if direction is not None and said.data.get("party") is not None:
            raise ValueError("a step is of a party or of a direction, not of both")
        return direction


class StepFacts(Part):
    """One step as its source tells it: `on` is the day on which it takes effect, null when no source gives it."""

    kind: StepKind
    tiers: Kinds | None = None
    on: PartialDate | None = None
    until_on: EndsBehind = Field(default=None, description="the end of a pilot, or of a suspension by itself")
    notice_on: NoticeFirst = Field(default=None, description="when the other parties were told")
    replaced_by: UUID | None = None
    place: Text | None = None
    conference_id: UUID | None = None
    non_member: bool = Field(
        default=False, description="who accedes is no Member of the WCO and governance will never register it"
    )
    signatories: Signatories | None = Field(default=None, description="of a signature")
    note: Text | None = None
    source: Text | None = None
    confidence: Confidence | None = None

    @model_validator(mode="after")
    def _of_whom(self) -> Self:
        if self.kind in (StepKind.ACCEDED, StepKind.WITHDRAWN) and self.party is None:
            raise ValueError(f"party: who has {self.kind}")
        return self


class Step(StepFacts):
    """A step on record: since `recorded_on`, by which day one without a day has surely happened.

    `announced_on` is null as long as the step lies ahead.
    """

    id: StepId | None = None
    recorded_on: date
    announced_on: date | None = None

    @property
    def earliest(self) -> date:
        """The first day on which it may have taken effect."""
        return date.min if self.on is None else self.on.earliest

    @property
    def latest(self) -> date:
        """The day by which it has surely taken effect: what has been announced of a year has happened by then."""
        if self.on is None:
            return self.recorded_on
        if self.announced_on is None:
            return self.on.latest
        return min(self.on.latest, max(self.on.earliest, self.announced_on))

    @property
    def slot(self) -> tuple[Any, ...]:
        """What a step is of: two with one slot say the same thing of the same part, perhaps at another time."""
        tiers = self.tiers and tuple(map(plain, self.tiers))
        return (self.kind, self.party, self.direction, self.operator_types, tiers)

    def says(self, other: "Step") -> bool:
        """Whether it tells the same, whenever either was recorded."""
        return all(getattr(self, field) == getattr(other, field) for field in StepFacts.model_fields)

    def touches(self, certified_in: str, recognised_by: str) -> bool:
        """Whether it is a step of this pair."""
        if self.direction is not None:
            return (self.direction.certified_in, self.direction.recognised_by) == (certified_in, recognised_by)
        return self.party is None or self.party in (certified_in, recognised_by)

    def lifts(self, suspended: "Step") -> bool:
        """Whether, as a reinstatement, it ends a suspension: of the same part, or all of them."""
        same = (self.party, self.direction) == (suspended.party, suspended.direction)
        return (self.whole or same) and self.operator_types in (None, suspended.operator_types)


Steps = Annotated[tuple[Step, ...], Field(max_length=500)]
