"""How far an agreement is: the summary of its steps."""

from datetime import date
from enum import StrEnum

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
    SUSPENDED = "suspended"
    SUPERSEDED = "superseded"
    TERMINATED = "terminated"

    @property
    def may_be_signed(self) -> bool:
        """Whether a day of signature is possible at this stage."""
        return self not in (Stage.CONTACT, Stage.PLANNED, Stage.UNDER_NEGOTIATION)

    @property
    def may_be_in_force(self) -> bool:
        """Whether a day of entry into force is possible at this stage."""
        return self.may_be_signed and self not in (Stage.SIGNED, Stage.PILOT)

    @property
    def implies_signature(self) -> bool:
        """Whether the parties have surely signed. A pilot proves nothing, and a superseded text may never have been."""
        return self.may_be_signed and self not in (Stage.PILOT, Stage.SUPERSEDED)

    @property
    def is_over(self) -> bool:
        return self in (Stage.SUPERSEDED, Stage.TERMINATED)


class StageOnDay(BaseModel):
    """The stage on one day; null where the record does not tell, and `why` says what it does tell."""

    as_of: date
    stage: str | None
    why: str
    parties: list[str] | None = None
