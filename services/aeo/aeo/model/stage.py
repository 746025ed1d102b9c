"""How far an agreement is, and how far it was on any day."""

from dataclasses import dataclass
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

    @property
    def may_be_signed(self) -> bool:
        """Whether a day of signature is possible at this stage."""
        return self not in (Stage.CONTACT, Stage.PLANNED, Stage.UNDER_NEGOTIATION)

    @property
    def may_be_in_force(self) -> bool:
        """Whether a day of entry into force is possible at this stage."""
        return self in (Stage.PARTIALLY_IN_FORCE, Stage.IN_FORCE, Stage.SUPERSEDED)

    @property
    def implies_signature(self) -> bool:
        """Whether the parties have surely signed. A pilot proves nothing, and a superseded text may never have been."""
        return self in (Stage.SIGNED, Stage.PARTIALLY_IN_FORCE, Stage.IN_FORCE)


class StageOnDay(BaseModel):
    """The stage on one day; null where the record does not tell, and `why` says what it does tell."""

    as_of: date
    stage: str | None
    why: str


@dataclass(frozen=True, slots=True)
class Course:
    """What is on record of an agreement's way: how it was found, how it stands, and the days of its steps."""

    found: Stage
    found_on: date
    stage: Stage
    recorded_on: date
    signed_on: PartialDate | None
    in_force_on: PartialDate | None
    due_on: PartialDate | None

    def on(self, day: date) -> StageOnDay:
        """What the record proves of `day`.

        A stage holds from the day on which it came on record, for it was seen then, to the next step. Before that the
        days of the steps tell; an imprecise one counts when all of it is past.
        """
        stage, why = self._on(day)
        return StageOnDay(as_of=day, stage=stage, why=why)

    def _on(self, day: date) -> tuple[Stage | None, str]:
        if self.due_on is not None and self.due_on.earliest <= day:
            return _since(self.due_on, day, Stage.IN_FORCE, "to be in force")
        start = {Stage.SIGNED: self.signed_on}.get(self.stage, self.in_force_on)
        if start is not None and start.latest <= day and self.stage is not Stage.SUPERSEDED:
            return self.stage, f"{self.stage} since {start}"
        if day >= self.recorded_on:
            return self.stage, f"{self.stage} since {self.recorded_on} at the latest, when it came on record"
        if self.in_force_on is not None and self.in_force_on.earliest <= day:
            if self.stage is Stage.SUPERSEDED:
                return None, f"in force since {self.in_force_on}, superseded since an unknown day"
            return None, f"{self.stage} since an unknown day of {self.in_force_on}"
        signed_later = self.signed_on is None or self.signed_on.earliest > day
        if day >= self.found_on and (signed_later or self.found.may_be_signed):
            return self.found, f"{self.found} when it was put on record on {self.found_on}"
        if self.signed_on is None:
            return None, f"{self.stage} since an unknown day"
        if signed_later:
            return None, f"not signed before {self.signed_on}"
        if self.stage is Stage.SIGNED or self.in_force_on is not None:
            return _since(self.signed_on, day, Stage.SIGNED, "signed")
        return None, f"signed on {self.signed_on}, {self.stage} since an unknown day"


def _since(start: PartialDate, day: date, stage: Stage, words: str) -> tuple[Stage | None, str]:
    if start.latest <= day:
        return stage, f"{words} since {start}"
    return None, f"{words} since an unknown day of {start}"
