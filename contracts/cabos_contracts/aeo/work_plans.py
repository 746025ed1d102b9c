"""What aeo announces of work plans."""

from uuid import UUID

from pydantic import Field

from cabos_contracts.aeo.words import Instrument, InstrumentKind, Parties, PlanOutcome, Signatories, Source
from cabos_contracts.envelope import Event
from cabos_contracts.types import PartialDate, Version


class WorkPlanDrafted(Event, type="aeo.work-plan.drafted.v1", subject="work_plan_id", minor=2):
    """A joint work plan is on record, or what is said of it has changed."""

    work_plan_id: UUID
    name: str
    parties: Parties
    outcome: PlanOutcome | None = Field(default=None, description="what has become of it, as far as it is known")
    leads_to: UUID | None = Field(default=None, description="the agreement that came of it, when one did")
    leads_to_plan: UUID | None = Field(default=None, description="the plan that came of it, when one did")
    instrument: Instrument | None = None
    instrument_kind: InstrumentKind | None = None
    according_to: Source | None = None
    version: Version


class WorkPlanSigned(Event, type="aeo.work-plan.signed.v1", subject="work_plan_id", minor=2):
    """Parties have signed a joint work plan towards mutual recognition: an instrument of its own, no agreement."""

    work_plan_id: UUID
    name: str
    parties: Parties
    signed_on: PartialDate | None = None
    signed_at: str | None = Field(default=None, description="place and occasion, in the words of the source")
    conference_id: UUID | None = None
    signatories: Signatories = None
    leads_to: UUID | None = Field(default=None, description="the agreement that came of it, when one did")
    leads_to_plan: UUID | None = Field(default=None, description="the plan that came of it, when one did")
    instrument: Instrument | None = None
    according_to: Source | None = None
    version: Version
