"""The life of an agreement: dated steps, each with its source, of the whole or of a part of it."""

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from cabos_contracts.types import EconomyCode, PartialDate
from pydantic import Field, model_validator

from aeo.model.facts import Confidence, Facts, Text


class StepKind(StrEnum):
    """What may happen to an agreement (DOMAIN 2.2); steps may be skipped, and some come more than once."""

    CONTACT = "contact"
    PLANNED = "planned"
    COMPARED = "compared"
    VALIDATED = "validated"
    NEGOTIATED = "negotiated"
    SIGNED = "signed"
    PROCEDURES_SETTLED = "procedures_settled"
    PILOTED = "piloted"
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


class Direction(Facts):
    """One side of trade: operators certified in `certified_in` are recognised by `recognised_by`."""

    certified_in: EconomyCode
    recognised_by: EconomyCode


class Step(Facts):
    """One step: `on` is the day on which it takes effect, null when no source gives it.

    Without a party and a direction it is a step of the whole agreement; without operator types and tiers, of all.
    `recorded_on` is the day on which it came on record here: it has surely happened by then.
    """

    kind: StepKind
    on: PartialDate | None = None
    until_on: PartialDate | None = Field(default=None, description="the end of a pilot, or of a suspension by itself")
    notice_on: PartialDate | None = Field(default=None, description="when the other parties were told")
    party: EconomyCode | None = None
    direction: Direction | None = None
    operator_types: tuple[Text, ...] | None = None
    tiers: tuple[Text, ...] | None = None
    replaced_by: UUID | None = None
    place: Text | None = None
    conference_id: UUID | None = None
    note: Text | None = None
    source: Text | None = None
    confidence: Confidence | None = None
    recorded_on: date

    @property
    def earliest(self) -> date:
        """The first day on which it may have taken effect."""
        return date.min if self.on is None else self.on.earliest

    @property
    def latest(self) -> date:
        """The day by which it has surely taken effect."""
        return self.recorded_on if self.on is None else self.on.latest

    @model_validator(mode="after")
    def _of_one_part(self) -> "Step":
        if self.party is not None and self.direction is not None:
            raise ValueError("direction: a step is of a party or of a direction, not of both")
        if self.kind in (StepKind.ACCEDED, StepKind.WITHDRAWN) and self.party is None:
            raise ValueError(f"party: who has {self.kind}")
        if self.until_on is not None and self.on is not None and self.until_on.latest < self.on.earliest:
            raise ValueError(f"until_on: {self.until_on} is before {self.on}")
        return self

    def touches(self, certified_in: str, recognised_by: str) -> bool:
        """Whether it is a step of this pair."""
        if self.direction is not None:
            return (self.direction.certified_in, self.direction.recognised_by) == (certified_in, recognised_by)
        return self.party is None or self.party in (certified_in, recognised_by)


Steps = Annotated[tuple[Step, ...], Field(max_length=500)]
