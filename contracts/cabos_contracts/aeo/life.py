"""What aeo announces of the life of an agreement beside its signature and its entry into force."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from cabos_contracts.aeo.words import Parties, Source
from cabos_contracts.envelope import Event
from cabos_contracts.types import EconomyCode, KnownValues, PartialDate, Version, Word

StepKind = Annotated[
    str,
    KnownValues(
        "contact",
        "planned",
        "compared",
        "validated",
        "negotiated",
        "procedures_settled",
        "piloted",
        "in_force",
        "partly_in_force",
        "suspended",
        "reinstated",
        "acceded",
        "withdrawn",
        "reviewed",
        "amended",
        "terminated",
        "replaced",
    ),
]
Reason = Annotated[str | None, Field(description="why, in the words of the source")]
Notice = Annotated[PartialDate | None, Field(description="when the other parties were told")]


class Direction(Word):
    """One side of trade: operators certified in `certified_in` are recognised by `recognised_by`."""

    certified_in: EconomyCode
    recognised_by: EconomyCode


class Part(Word):
    """The part of an agreement that is meant; what is null stands for all of it."""

    party: EconomyCode | None = None
    direction: Direction | None = None
    operator_types: tuple[str, ...] | None = None
    tiers: tuple[str, ...] | None = None


Meant = Annotated[Part | None, Field(description="null is the whole")]


class StepRecorded(Event, type="aeo.step.recorded.v1", subject="agreement_id"):
    """A step of an agreement is on record.

    One that lies ahead has not happened: on its day the event comes that is named after it.
    """

    agreement_id: UUID
    name: str
    parties: Parties
    step_id: str
    kind: StepKind
    step_on: PartialDate | None = Field(default=None, description="the day of the step; an unknown day is null")
    until_on: PartialDate | None = None
    lies_ahead: bool = False
    part: Meant = None
    note: Reason = None
    according_to: Source | None = None
    version: Version


class AgreementSuspended(Event, type="aeo.agreement.suspended.v1", subject="agreement_id"):
    """Recognition has stopped, until it is reinstated."""

    agreement_id: UUID
    name: str
    parties: Parties
    suspended_on: PartialDate | None = None
    until_on: PartialDate | None = Field(default=None, description="the day on which it ends by itself")
    notice_on: Notice = None
    part: Meant = None
    reason: Reason = None
    according_to: Source | None = None
    version: Version


class AgreementReinstated(Event, type="aeo.agreement.reinstated.v1", subject="agreement_id"):
    """What was suspended counts again."""

    agreement_id: UUID
    name: str
    parties: Parties
    reinstated_on: PartialDate | None = None
    part: Meant = None
    reason: Reason = None
    according_to: Source | None = None
    version: Version


class AgreementTerminated(Event, type="aeo.agreement.terminated.v1", subject="agreement_id"):
    """The agreement has ended for good."""

    agreement_id: UUID
    name: str
    parties: Parties
    terminated_on: PartialDate | None = None
    notice_on: Notice = None
    reason: Reason = None
    according_to: Source | None = None
    version: Version


class AgreementReplaced(Event, type="aeo.agreement.replaced.v1", subject="agreement_id"):
    """Another agreement has taken the place of this one, which has ended for good."""

    agreement_id: UUID
    name: str
    parties: Parties
    replaced_by: UUID | None = None
    replaced_on: PartialDate | None = None
    reason: Reason = None
    according_to: Source | None = None
    version: Version


class AgreementAmended(Event, type="aeo.agreement.amended.v1", subject="agreement_id"):
    """The parties have changed what they agreed on."""

    agreement_id: UUID
    name: str
    parties: Parties
    amended_on: PartialDate | None = None
    part: Meant = None
    reason: Reason = None
    according_to: Source | None = None
    version: Version


class AgreementReviewed(Event, type="aeo.agreement.reviewed.v1", subject="agreement_id"):
    """The parties have looked at how the agreement works."""

    agreement_id: UUID
    name: str
    parties: Parties
    reviewed_on: PartialDate | None = None
    review_due_on: date | None = Field(default=None, description="when the next review is due")
    part: Meant = None
    reason: Reason = None
    according_to: Source | None = None
    version: Version


class PartyAcceded(Event, type="aeo.party.acceded.v1", subject="agreement_id"):
    """An economy has become a party; `parties` are those of now on."""

    agreement_id: UUID
    name: str
    parties: Parties
    economy: EconomyCode
    acceded_on: PartialDate | None = None
    reason: Reason = None
    according_to: Source | None = None
    version: Version


class PartyWithdrew(Event, type="aeo.party.withdrew.v1", subject="agreement_id"):
    """An economy is no party any longer; `parties` are those of now on."""

    agreement_id: UUID
    name: str
    parties: Parties
    economy: EconomyCode
    withdrawn_on: PartialDate | None = None
    notice_on: Notice = None
    reason: Reason = None
    according_to: Source | None = None
    version: Version


class ReviewPlanned(Event, type="aeo.review.planned.v1", subject="agreement_id"):
    """The parties review the agreement from time to time, or do so no longer."""

    agreement_id: UUID
    name: str
    parties: Parties
    every_months: int | None = Field(default=None, ge=1, description="null: no longer")
    review_due_on: date | None = None
    version: Version


class ReviewFellDue(Event, type="aeo.review.fell-due.v1", subject="agreement_id"):
    """The day has come by which the parties were to review the agreement, and no review is on record."""

    agreement_id: UUID
    name: str
    parties: Parties
    due_on: date
    last_reviewed_on: PartialDate | None = None
    version: Version
