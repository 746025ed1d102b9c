"""What aeo announces of what stands beside the agreements: other instruments, and what the compendium counts."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from cabos_contracts.aeo.words import Parties, Source
from cabos_contracts.envelope import Event
from cabos_contracts.types import EconomyCode, KnownValues, PartialDate, Version

Number = Annotated[int | None, Field(ge=0, description="null is what the edition does not say")]


class OtherInstrumentRecorded(Event, type="aeo.other-instrument.recorded.v1", subject="other_instrument_id"):
    """A customs agreement that recognises nobody's operators is on record, or is on record otherwise than before."""

    other_instrument_id: UUID
    name: str
    kind: Annotated[str, KnownValues("mutual_assistance", "customs_cooperation", "trade_facilitation", "other")]
    instrument: Annotated[str, Field(description="the form, in the words of the source")]
    parties: Parties
    signed_on: PartialDate | None = None
    in_force_on: PartialDate | None = None
    deposits: dict[EconomyCode, PartialDate] = {}
    according_to: Source
    version: Version


class CompendiumEditionRecorded(Event, type="aeo.compendium-edition.recorded.v1", subject="edition"):
    """What an edition of the Compendium of AEO programmes counts is on record, or is on record otherwise."""

    edition: str
    counted_on: PartialDate
    operational: Number = None
    under_development: Number = None
    compliance_operational: Number = None
    compliance_under_development: Number = None
    bilateral: Number = None
    plurilateral: Number = None
    negotiating: Number = None
    according_to: Source
    version: Version
