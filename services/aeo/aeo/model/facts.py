"""The small parts of which every record of aeo is made."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated

from cabos.refusal import Refusal
from cabos_contracts.types import EconomyCode
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, ValidationInfo, field_validator

from aeo.model.instrument import InstrumentKind, KindUntold, kind_of

Text = Annotated[str, Field(min_length=1, max_length=4000)]
Name = Annotated[str, Field(min_length=1, max_length=500)]
"""Short enough to be told in every event."""


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


class Sourced(Facts):
    """Facts with what stands beside them in their source; sources that contradict each other are all heard."""

    source: Text
    confidence: Confidence | None = None
    conflicts: tuple[Text, ...] = Field(default=(), description="where sources contradict each other")
    notes: tuple[Text, ...] = ()
    particulars: dict[str, JsonValue] = Field(default={}, description="what the source adds, as it stands")


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


class Between(Sourced):
    """What is said of something that economies agree on with each other."""

    name: Name
    parties: Parties
    non_members: tuple[EconomyCode, ...] = Field(
        default=(), description="parties that are no Members of the WCO and that governance will never register"
    )
    programmes: dict[EconomyCode, Text] = Field(default={}, description="the name of each party's programme")
    milestones: tuple[Milestone, ...] = ()
    instrument: Name
    instrument_kind: InstrumentKind | None = Field(
        default=None, description="what the instrument amounts to, where its words do not tell or tell it wrongly"
    )

    @property
    def kind(self) -> InstrumentKind:
        """What was said wins over what the words tell."""
        return self.instrument_kind or kind_of(self.instrument)

    @property
    def kind_told_by(self) -> str:
        """The field that tells the kind."""
        return "instrument" if self.instrument_kind is None else "instrument_kind"

    def require_kind(self) -> None:
        """Raises `KindUntold`: a plan is not counted as an agreement because its words are new ones."""
        if self.instrument_kind is None and self.kind is InstrumentKind.OTHER:
            raise KindUntold(
                f"the words {self.instrument} do not tell what it is: it has to be said, if need be as other",
                field="instrument_kind",
            )

    @field_validator("non_members")
    @classmethod
    def _strangers_among_the_parties(cls, non_members: tuple[str, ...], said: ValidationInfo) -> tuple[str, ...]:
        require_among_parties(non_members, said)
        return tuple(sorted(set(non_members)))

    @field_validator("programmes")
    @classmethod
    def _programmes_of_the_parties(cls, programmes: dict[str, str], said: ValidationInfo) -> dict[str, str]:
        require_among_parties(programmes, said)
        return programmes


def require_among_parties(economies: Iterable[str], said: ValidationInfo) -> None:
    """For a validator: raises `ValueError` when an economy is none of the `parties` said before it."""
    strangers = sorted(set(economies) - set(said.data.get("parties", economies)))
    if strangers:
        raise ValueError(f"not among the parties: {', '.join(strangers)}")
