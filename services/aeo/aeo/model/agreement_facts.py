"""What is said of an agreement when it is put on record."""

from datetime import date
from typing import Any
from uuid import UUID

from cabos_contracts.types import EconomyCode, PartialDate
from pydantic import Field, ValidationInfo, field_validator

from aeo.model.facts import Between, Name, Text, require_among_parties
from aeo.model.signatories import Signatories
from aeo.model.stage import Stage


class AgreementFacts(Between):
    """An agreement as its source gives it: at the stage in which it was found, with the days that are known.

    A signed agreement without a day of signature is real, and so is one in force since an unknown day.
    """

    instrument: Name = Field(default="MRA", description="the legal form, in the words of the source")
    stage: Stage = Stage.UNDER_NEGOTIATION
    stage_basis: Text | None = Field(default=None, description="what the stage rests on")
    signed_on: PartialDate | None = None
    signed_at: Text | None = None
    conference_id: UUID | None = Field(default=None, description="the regional conference at which it was signed")
    signatories: Signatories | None = None
    in_force_on: PartialDate | None = Field(
        default=None, description="for an agreement partially in force, the day on which the first parties began"
    )
    party_in_force: dict[EconomyCode, PartialDate] = Field(default={}, description="the day of each party")
    likely_in_force: bool = Field(default=False, description="in force by all appearances, stated by no source")
    in_force_clause: int | None = Field(
        default=None, ge=1, le=250, description="how many parties bring the whole into force; all, when nothing is said"
    )
    open_to_accession: bool = Field(default=False, description="others may accede, although two began")
    review_every_months: int | None = Field(default=None, ge=1, le=600)

    def began(self, today: date) -> dict[str, PartialDate]:
        """Of each party for which it is in force the day since which it is; one that no source gives has come."""
        if self.stage is not Stage.IN_FORCE:
            return self.party_in_force
        whole = self.in_force_on or PartialDate(today.isoformat())
        return dict.fromkeys(self.parties, whole) | self.party_in_force

    @field_validator("signed_on", "signed_at", "conference_id", "signatories")
    @classmethod
    def _only_when_signed(cls, value: Any, said: ValidationInfo) -> Any:
        stage: Stage | None = said.data.get("stage")
        if value is not None and stage is not None and not stage.may_be_signed:
            raise ValueError(f"the stage is {stage}: nothing is signed yet")
        return value

    @field_validator("signatories")
    @classmethod
    def _for_the_parties(cls, signatories: Signatories | None, said: ValidationInfo) -> Signatories | None:
        require_among_parties((each.party for each in signatories or ()), said)
        return signatories

    @field_validator("in_force_on")
    @classmethod
    def _after_the_signature(cls, day: PartialDate | None, said: ValidationInfo) -> PartialDate | None:
        if day is not None:
            _require_possible(day, said)
        return day

    @field_validator("party_in_force")
    @classmethod
    def _of_the_parties(cls, days: dict[str, PartialDate], said: ValidationInfo) -> dict[str, PartialDate]:
        require_among_parties(days, said)
        for day in days.values():
            _require_possible(day, said)
        return days


def _require_possible(day: PartialDate, said: ValidationInfo) -> None:
    """A day in force needs a stage in which something is in force, and does not come before the signature."""
    stage: Stage | None = said.data.get("stage")
    if stage is not None and not stage.may_be_in_force:
        raise ValueError(f"the stage is {stage}: nothing is in force yet")
    signed_on: PartialDate | None = said.data.get("signed_on")
    if signed_on is not None and day.latest < signed_on.earliest:
        raise ValueError(f"{day} is before the signature on {signed_on}")
