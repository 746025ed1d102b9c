"""What governance announces of regional bodies: offices, training centres, laboratories and their contact points."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from cabos_contracts.envelope import Event
from cabos_contracts.types import Authority, EconomyCode, KnownValues, PartialDate, RegionCode, Version, Word

BodyKind = Annotated[str, KnownValues("ROCB", "RTC", "RILO", "RCL", "RDTC", "VCO")]
BodyStage = Annotated[str, KnownValues("proposed", "endorsed", "memorandum", "operational", "closed")]
BodyStep = Annotated[
    str, KnownValues("proposed", "endorsed", "council_endorsed", "memorandum", "operational", "closed")
]
Regions = Annotated[tuple[RegionCode, ...], Field(description="the regions that it serves")]


class StepTaken(Word):
    """A step of a body; `on` is null where nobody says when."""

    step: BodyStep
    on: PartialDate | None = None


class RegionalBodyProposed(Event, type="governance.regional-body.proposed.v1", subject="regional_body_id"):
    """A host has proposed a body, on a day that may be long past."""

    regional_body_id: UUID
    kind: BodyKind
    regions: Regions
    name: str | None = None
    city: str | None = None
    host: EconomyCode | None = None
    stage: BodyStage
    proposed_on: PartialDate | None = None
    by: Authority | None = None
    version: Version


class RegionalBodyEndorsed(Event, type="governance.regional-body.endorsed.v1", subject="regional_body_id"):
    """A regional conference has endorsed a body, or the Council has; the day may be long past."""

    regional_body_id: UUID
    kind: BodyKind
    regions: Regions
    name: str | None = None
    city: str | None = None
    host: EconomyCode | None = None
    stage: BodyStage
    endorsed_on: PartialDate | None = None
    by: Authority | None = None
    by_council: Annotated[bool, Field(description="whether this is the endorsement of the Council")]
    version: Version


class RegionalBodyMemorandumSigned(
    Event, type="governance.regional-body-memorandum.signed.v1", subject="regional_body_id"
):
    """The memorandum or administrative arrangement on a body is complete."""

    regional_body_id: UUID
    kind: BodyKind
    regions: Regions
    name: str | None = None
    city: str | None = None
    host: EconomyCode | None = None
    stage: BodyStage
    signed_on: PartialDate | None = None
    by: Authority | None = None
    version: Version


class RegionalBodyOpened(Event, type="governance.regional-body.opened.v1", subject="regional_body_id"):
    """A body is at work."""

    regional_body_id: UUID
    kind: BodyKind
    regions: Regions
    name: str | None = None
    city: str | None = None
    host: EconomyCode | None = None
    stage: BodyStage
    opened_on: PartialDate | None = None
    by: Authority | None = None
    version: Version


class RegionalBodyClosed(Event, type="governance.regional-body.closed.v1", subject="regional_body_id"):
    """A body no longer exists, or will not come to be."""

    regional_body_id: UUID
    kind: BodyKind
    regions: Regions
    name: str | None = None
    city: str | None = None
    host: EconomyCode | None = None
    stage: BodyStage
    closed_on: PartialDate | None = None
    by: Authority | None = None
    reason: str
    version: Version


class RegionalBodyRecorded(Event, type="governance.regional-body.recorded.v1", subject="regional_body_id"):
    """A body is on record as sources tell it, or what they tell has changed.

    `unexplained` are the steps that it must have taken by the rules and that no source tells of.
    """

    regional_body_id: UUID
    kind: BodyKind
    regions: Regions
    name: str | None = None
    city: str | None = None
    host: EconomyCode | None = None
    stage: BodyStage
    steps: tuple[StepTaken, ...] = ()
    unexplained: tuple[str, ...] = ()
    version: Version


class RegionalBodyProgressNoted(Event, type="governance.regional-body-progress.noted.v1", subject="regional_body_id"):
    """How far a body is, or how a review found it; another text for the same day corrects the first."""

    regional_body_id: UUID
    kind: BodyKind
    regions: Regions
    name: str | None = None
    city: str | None = None
    host: EconomyCode | None = None
    stage: BodyStage
    note: Annotated[str, KnownValues("progress", "review")]
    day: PartialDate
    text: str
    conference_id: UUID | None = None
    version: Version


class ContactPointChanged(Event, type="governance.contact-point.changed.v1", subject="regional_body_id"):
    """Whom an administration names for a body; nobody when `contact` and `office` are null.

    Addresses are not announced: an event stays for ever, and an address belongs to whoever has it now.
    """

    regional_body_id: UUID
    kind: BodyKind
    economy: EconomyCode
    contact: Annotated[str | None, Field(description="the person")] = None
    office: str | None = None
    from_on: PartialDate | None = None
    until_on: Annotated[PartialDate | None, Field(description="the first day on which it is nobody's")] = None
    former_contact: str | None = None
    former_office: str | None = None
    version: Version
