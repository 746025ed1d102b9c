"""What a ballot has to reach, as far as its numbers are on record: yes, no, or nobody can tell."""

from enum import StrEnum
from typing import Annotated, Literal

from cabos_contracts.types import EconomyCode
from pydantic import Field, model_validator

from governance.model.part import Part, Text

Count = Annotated[int, Field(ge=0, le=100_000)]


class Majority(StrEnum):
    """Consensus and acclamation count no votes."""

    SIMPLE = "simple_majority_of_votes_cast"
    TWO_THIRDS = "two_thirds_of_members_present"
    ABSOLUTE = "absolute_majority_of_eligible"
    CONSENSUS = "consensus"
    ACCLAMATION = "acclamation"

    @property
    def counts_votes(self) -> bool:
        return self not in (Majority.CONSENSUS, Majority.ACCLAMATION)

    def reached(self, votes: int, *, eligible: int | None, present: int | None, cast: int | None) -> bool | None:
        """Whether `votes` are enough; None when the number that they are measured against is not on record."""
        if self is Majority.SIMPLE:
            return None if cast is None else 2 * votes > cast
        if self is Majority.TWO_THIRDS:
            return None if present is None else 3 * votes >= 2 * present
        return None if eligible is None else 2 * votes > eligible


class Quorum(Part):
    """How many have to take part: a share of those who may, or a number."""

    rule: Literal["half_of_eligible", "majority_of_eligible", "two_thirds_of_eligible", "number"]
    number: Count | None = None

    @model_validator(mode="after")
    def _has_its_number(self) -> "Quorum":
        if (self.rule == "number") != (self.number is not None):
            raise ValueError("number: is given with the rule number, and only with it")
        return self

    def reached(self, took_part: int | None, eligible: int | None) -> bool | None:
        if took_part is None:
            return None
        if self.number is not None:
            return took_part >= self.number
        if eligible is None:
            return None
        if self.rule == "half_of_eligible":
            return 2 * took_part >= eligible
        return 2 * took_part > eligible if self.rule == "majority_of_eligible" else 3 * took_part >= 2 * eligible


class Option(Part):
    """What could be voted for; `votes` is null where no source says how many did."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    administration: EconomyCode | None = None
    votes: Count | None = None


class Depositary(Part):
    """Who kept the votes: an administration or an office, and in what capacity."""

    administration: EconomyCode | None = None
    name: Text | None = None
    capacity: Text | None = None

    @model_validator(mode="after")
    def _is_somebody(self) -> "Depositary":
        if self.administration is None and self.name is None:
            raise ValueError("name: a depositary is an administration or has a name")
        return self
