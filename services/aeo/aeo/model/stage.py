"""How far an agreement is, and how far it was on any day."""

from datetime import date
from enum import StrEnum

from cabos_contracts.types import PartialDate
from pydantic import BaseModel


class Stage(StrEnum):
    """The life of an agreement; stages may be skipped, and a pilot may run before or after the signature."""

    CONTACT = "contact"
    PLANNED = "planned"
    UNDER_NEGOTIATION = "under_negotiation"
    SIGNED = "signed"
    PILOT = "pilot"
    PARTIALLY_IN_FORCE = "partially_in_force"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"

    def allows(self, following: "Stage") -> bool:
        """Whether an agreement at this stage may come to `following` by one step."""
        return following in _FOLLOWING[self]

    @property
    def may_be_signed(self) -> bool:
        """Whether a day of signature is possible at this stage."""
        return self not in _EARLY

    @property
    def implies_signature(self) -> bool:
        """Whether the parties have surely signed. A pilot proves nothing, and a superseded text may never have been."""
        return self in (Stage.SIGNED, Stage.PARTIALLY_IN_FORCE, Stage.IN_FORCE)


_EARLY = (Stage.CONTACT, Stage.PLANNED, Stage.UNDER_NEGOTIATION)

_FOLLOWING = {
    Stage.CONTACT: {Stage.PLANNED, Stage.UNDER_NEGOTIATION, Stage.SIGNED, Stage.SUPERSEDED},
    Stage.PLANNED: {Stage.UNDER_NEGOTIATION, Stage.SIGNED, Stage.SUPERSEDED},
    Stage.UNDER_NEGOTIATION: {Stage.SIGNED, Stage.PILOT, Stage.SUPERSEDED},
    Stage.SIGNED: {Stage.PILOT, Stage.PARTIALLY_IN_FORCE, Stage.IN_FORCE, Stage.SUPERSEDED},
    Stage.PILOT: {Stage.PARTIALLY_IN_FORCE, Stage.IN_FORCE, Stage.SUPERSEDED},
    Stage.PARTIALLY_IN_FORCE: {Stage.IN_FORCE, Stage.SUPERSEDED},
    Stage.IN_FORCE: {Stage.SUPERSEDED},
    Stage.SUPERSEDED: set(),
}


class StageOnDay(BaseModel):
    """The stage on one day; null where the recorded days do not tell, and `why` says what they do tell."""

    as_of: date
    stage: str | None
    why: str


def stage_on(day: date, stage: Stage, signed_on: PartialDate | None, in_force_on: PartialDate | None) -> StageOnDay:
    """What the days on record prove of `day`: an imprecise day counts when all of it is past."""
    if stage in (Stage.IN_FORCE, Stage.PARTIALLY_IN_FORCE) and in_force_on is not None:
        if in_force_on.latest <= day:
            return StageOnDay(as_of=day, stage=stage, why=f"in force on {in_force_on}")
        if in_force_on.earliest <= day:
            return StageOnDay(as_of=day, stage=None, why=f"in force on an unknown day of {in_force_on}")
    if signed_on is None:
        return StageOnDay(as_of=day, stage=None, why=f"{stage}: unknown day")
    if signed_on.earliest > day:
        return StageOnDay(as_of=day, stage=None, why=f"not yet signed: signed on {signed_on}")
    if signed_on.latest > day:
        return StageOnDay(as_of=day, stage=None, why=f"signed on an unknown day of {signed_on}")
    if stage is Stage.SIGNED or in_force_on is not None:
        return StageOnDay(as_of=day, stage=Stage.SIGNED, why=f"signed on {signed_on}")
    return StageOnDay(as_of=day, stage=None, why=f"signed on {signed_on}; {stage}: unknown day")
