"""What aeo announces of agreements on mutual recognition."""

from uuid import UUID

from pydantic import Field

from cabos_contracts.aeo.words import Instrument, InstrumentKind, Parties, Signatories, Source, Stage
from cabos_contracts.envelope import Event
from cabos_contracts.types import PartialDate, Version


class AgreementOpened(Event, type="aeo.agreement.opened.v1", subject="agreement_id", minor=1):
    """A mutual-recognition agreement is on record, at the stage that it was found in."""

    agreement_id: UUID
    name: str
    parties: Parties
    stage: Stage
    instrument: Instrument | None = None
    instrument_kind: InstrumentKind | None = None
    according_to: Source | None = None
    version: Version


class AgreementSigned(Event, type="aeo.agreement.signed.v1", subject="agreement_id", minor=1):
    """Every party has signed; nothing is in force until a later event says so.

    An unknown day is null, and the event comes again, with a later version, when the day becomes known, or who signed.
    """

    agreement_id: UUID
    name: str
    parties: Parties
    signed_on: PartialDate | None = None
    signed_at: str | None = Field(default=None, description="place and occasion, in the words of the source")
    conference_id: UUID | None = None
    signatories: Signatories = None
    instrument: Instrument | None = None
    according_to: Source | None = None
    version: Version


class AgreementEnteredIntoForce(Event, type="aeo.agreement.entered-into-force.v1", subject="agreement_id"):
    """The parties recognise each other's operators from `in_force_on` on.

    An unknown day is null, and the event comes again, with a later version, when the day becomes known.
    """

    agreement_id: UUID
    name: str
    parties: Parties
    signed_on: PartialDate | None = None
    in_force_on: PartialDate | None = None
    instrument: Instrument | None = None
    according_to: Source | None = None
    version: Version
