"""The small parts of which every record of aeo is made."""

from enum import StrEnum
from typing import Annotated

from cabos.refusal import Refusal
from cabos_contracts.types import EconomyCode
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

Text = Annotated[str, Field(min_length=1, max_length=4000)]


class AlreadyOnRecord(Refusal):
    """The id is on record with other facts."""


class Confidence(StrEnum):
    """How far the named source is trusted."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Facts(BaseModel):
    """What is said of one thing, as its source says it; a misspelt field is refused and never dropped."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def differing_from(self, recorded: "Facts") -> list[str]:
        """The fields in which `recorded` says something else."""
        return [field for field, value in self if getattr(recorded, field) != value]


def _each_once(parties: tuple[str, ...]) -> tuple[str, ...]:
    twice = sorted({party for party in parties if parties.count(party) > 1})
    if twice:
        raise ValueError(f"an economy is a party once, here twice: {', '.join(twice)}")
    # The parties of an agreement have no order; sorted, the same parties are always equal.
    return tuple(sorted(parties))


Parties = Annotated[tuple[EconomyCode, ...], Field(min_length=2, max_length=250), AfterValidator(_each_once)]
"""At least two economies, each once, in any order. A union that signs as one is one economy: `EU`."""


class Milestone(Facts):
    """A step on the way; `date` is as printed, for steps span days (`2018-11-26/27`)."""

    date: Text
    what: Text
    source: Text | None = None
