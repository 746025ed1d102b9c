"""What is said of an agreement when it is put on record."""

from typing import Any
from uuid import UUID

from cabos_contracts.types import EconomyCode, PartialDate
from pydantic import Field, JsonValue, ValidationInfo, field_validator

from aeo.model.facts import Confidence, Facts, Milestone, Parties, Text
from aeo.model.stage import Stage

_WITH_FORCE = (Stage.PARTIALLY_IN_FORCE, Stage.IN_FORCE, Stage.SUPERSEDED)


class AgreementFacts(Facts):
    """An agreement as its source gives it: at the stage in which it was found, with the days that are known.

    A signed agreement without a day of signature is real, and so is one in force since an unknown day.
    """

    name: Text
    parties: Parties
    non_members: tuple[EconomyCode, ...] = Field(
        default=(), description="parties that are no Members of the WCO and that governance will never register"
    )
    programmes: tuple[Text, ...] = Field(default=(), description="names of the programmes that it connects")
    instrument: Text = Field(default="MRA", description="the legal form, in the words of the source")
    stage: Stage = Stage.UNDER_NEGOTIATION
    signed_on: PartialDate | None = None
    signed_at: Text | None = None
    conference_id: UUID | None = Field(default=None, description="the regional conference at which it was signed")
    in_force_on: PartialDate | None = Field(
        default=None, description="for an agreement partially in force, the day on which the first parties began"
    )
    party_in_force: dict[EconomyCode, PartialDate] = Field(default={}, description="the day of each party")
    likely_in_force: bool = Field(default=False, description="in force by all appearances, stated by no source")
    milestones: tuple[Milestone, ...] = ()
    conflicts: tuple[Text, ...] = Field(default=(), description="where sources contradict each other")
    notes: tuple[Text, ...] = ()
    particulars: dict[str, JsonValue] = Field(default={}, description="what the source adds, as it stands")
    source: Text
    confidence: Confidence | None = None
    stage_basis: Text | None = Field(default=None, description="what the stage rests on")

    @field_validator("non_members")
    @classmethod
    def _among_the_parties(cls, non_members: tuple[str, ...], said: ValidationInfo) -> tuple[str, ...]:
        strangers = sorted(set(non_members) - set(said.data.get("parties", non_members)))
        if strangers:
            raise ValueError(f"not among the parties: {', '.join(strangers)}")
        return tuple(sorted(set(non_members)))

    @field_validator("signed_on", "signed_at", "conference_id")
    @classmethod
    def _only_when_signed(cls, value: Any, said: ValidationInfo) -> Any:
        stage: Stage | None = said.data.get("stage")
        if value is not None and stage is not None and not stage.may_be_signed:
            raise ValueError(f"the stage is {stage}: nothing is signed yet")
        return value

    @field_validator("in_force_on")
    @classmethod
    def _only_when_in_force(cls, value: PartialDate | None, said: ValidationInfo) -> PartialDate | None:
        stage = said.data.get("stage")
        if value is None or stage is None:
            return value
        if stage not in _WITH_FORCE:
            raise ValueError(f"the stage is {stage}: nothing is in force yet")
        signed_on: PartialDate | None = said.data.get("signed_on")
        if signed_on is not None and value.latest < signed_on.earliest:
            raise ValueError(f"{value} is before the signature on {signed_on}")
        return value

    @field_validator("party_in_force")
    @classmethod
    def _of_the_parties(cls, days: dict[str, PartialDate], said: ValidationInfo) -> dict[str, PartialDate]:
        strangers = sorted(set(days) - set(said.data.get("parties", days)))
        if strangers:
            raise ValueError(f"not among the parties: {', '.join(strangers)}")
        return days
