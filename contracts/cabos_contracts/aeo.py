"""What aeo announces: programmes, mutual-recognition agreements and joint work plans."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from cabos_contracts.envelope import Event
from cabos_contracts.types import EconomyCode, KnownValues, PartialDate, Version

Stage = Annotated[
    str,
    KnownValues(
        "contact", "planned", "under_negotiation", "signed", "pilot", "partially_in_force", "in_force", "superseded"
    ),
]
ProgrammeState = Annotated[str, KnownValues("operational", "under_development", "unknown")]
PlanOutcome = Annotated[str, KnownValues("under_negotiation", "superseded")]
Parties = Annotated[tuple[EconomyCode, ...], Field(min_length=2, description="economies, sorted, each once")]
Instrument = Annotated[str, Field(description="the legal form, in the words of the source: MRA, Joint Work Plan")]
Source = Annotated[str, Field(description="where the facts come from, in words that a reader can follow")]


class ProgrammeRegistered(Event, type="aeo.programme.registered.v1", subject="programme_id"):
    """An AEO programme is in the register, or what the register says of it has changed."""

    programme_id: UUID
    economy: EconomyCode
    name: str
    state: ProgrammeState
    launch_year: int | None = None
    according_to: Source | None = None
    version: Version


class AgreementOpened(Event, type="aeo.agreement.opened.v1", subject="agreement_id"):
    """A mutual-recognition agreement is on record, at the stage that it was found in."""

    agreement_id: UUID
    name: str
    parties: Parties
    stage: Stage
    instrument: Instrument | None = None
    according_to: Source | None = None
    version: Version


class AgreementSigned(Event, type="aeo.agreement.signed.v1", subject="agreement_id"):
    """Every party has signed; nothing is in force until a later event says so.

    An unknown day is null, and the event comes again, with a later version, when the day becomes known.
    """

    agreement_id: UUID
    name: str
    parties: Parties
    signed_on: PartialDate | None = None
    signed_at: str | None = Field(default=None, description="place and occasion, in the words of the source")
    conference_id: UUID | None = None
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


class WorkPlanDrafted(Event, type="aeo.work-plan.drafted.v1", subject="work_plan_id"):
    """A joint work plan is on record, or what is said of it has changed."""

    work_plan_id: UUID
    name: str
    parties: Parties
    outcome: PlanOutcome | None = Field(default=None, description="what has become of it, as far as it is known")
    leads_to: UUID | None = Field(default=None, description="the agreement that came of it, when one did")
    instrument: Instrument | None = None
    according_to: Source | None = None
    version: Version


class WorkPlanSigned(Event, type="aeo.work-plan.signed.v1", subject="work_plan_id"):
    """Parties have signed a joint work plan towards mutual recognition: an instrument of its own, no agreement."""

    work_plan_id: UUID
    name: str
    parties: Parties
    signed_on: PartialDate | None = None
    signed_at: str | None = Field(default=None, description="place and occasion, in the words of the source")
    conference_id: UUID | None = None
    leads_to: UUID | None = Field(default=None, description="the agreement that came of it, when one did")
    instrument: Instrument | None = None
    according_to: Source | None = None
    version: Version
