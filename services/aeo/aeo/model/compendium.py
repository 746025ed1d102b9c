"""Editions of the Compendium of AEO programmes, and how many of each thing they count."""

from typing import Annotated

from cabos.columns import Document, PartialDay
from cabos_contracts.aeo import CompendiumEditionRecorded
from cabos_contracts.envelope import Event
from cabos_contracts.types import PartialDate
from pydantic import Field as Said
from sqlmodel import Field

from aeo.model.facts import Name, Sourced
from aeo.model.record import Record

EditionCode = Annotated[str, Said(pattern=r"^[0-9]{4}(-[a-z0-9]{1,20})?$")]
"""The year of an edition; with a word behind it where a year has several."""
Number = Annotated[int | None, Said(ge=0, le=100_000)]


class EditionFacts(Sourced):
    """What one edition counts, as its source gives it; null is what it does not say.

    `counted_on` is the day of its numbers, as precisely as it is known.
    """

    title: Name
    counted_on: PartialDate
    operational: Number = None
    under_development: Number = None
    compliance_operational: Number = None
    compliance_under_development: Number = None
    bilateral: Number = None
    plurilateral: Number = None
    negotiating: Number = None


COUNTED = tuple(name for name, field in EditionFacts.model_fields.items() if field.annotation == int | None)


class CompendiumEdition(Record, table=True):
    """One edition; `record` is what was last said of it."""

    __tablename__ = "compendium_edition"
    kind_of_record = "compendium_edition"

    edition: str = Field(primary_key=True)
    counted_on: PartialDate = Field(sa_type=PartialDay)
    record: EditionFacts = Field(sa_type=Document(EditionFacts))

    def enter(self, facts: EditionFacts) -> list[Event]:
        """Put it on record, or what is now known of it; the same again is harmless."""
        if self.version and not facts.differing_from(self.record):
            return []
        self.record, self.source, self.counted_on = facts, facts.source, facts.counted_on
        self.version += 1
        return [
            CompendiumEditionRecorded(
                edition=self.edition,
                counted_on=facts.counted_on,
                **{name: getattr(facts, name) for name in COUNTED},
                according_to=facts.source,
                version=self.version,
            )
        ]
