"""What governance announces of conferences."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from cabos_contracts.envelope import Event
from cabos_contracts.types import EconomyCode, KnownValues, Officeholder, PartialDate, Place, RegionCode, Version

Series = Annotated[str, Field(description="which meetings of the region it is counted with, as in governing_council")]
Format = Annotated[str, KnownValues("in_person", "virtual", "hybrid")]


class ConferencePlanned(Event, type="governance.conference.planned.v1", subject="conference_id"):
    """A conference is intended and not called yet, or what is intended has changed; often only its year is known."""

    conference_id: UUID
    region: RegionCode
    series: Series
    number: int | None = None
    name: str
    format: Format
    place: Place | None = None
    starts_on: PartialDate
    ends_on: PartialDate | None = None
    host: EconomyCode | None = None
    version: Version


class ConferenceConvened(Event, type="governance.conference.convened.v1", subject="conference_id", minor=1):
    """A regional conference is called, or what is known of it has changed before it was held."""

    conference_id: UUID
    region: RegionCode
    number: int | None = None
    name: str
    place: Place | None = None
    starts_on: PartialDate
    ends_on: PartialDate | None = None
    host: EconomyCode | None = None
    version: Version
    series: Series | None = None
    format: Format | None = None


class ConferencePostponed(Event, type="governance.conference.postponed.v1", subject="conference_id"):
    """A conference does not meet on the days it was called for; `starts_on` is null until another day is known."""

    conference_id: UUID
    region: RegionCode
    series: Series
    number: int | None = None
    name: str
    postponed_from: PartialDate
    starts_on: PartialDate | None = None
    ends_on: PartialDate | None = None
    reason: str
    version: Version


class ConferenceCancelled(Event, type="governance.conference.cancelled.v1", subject="conference_id"):
    """A conference will not meet at all; a number that it does not use may be given to another one."""

    conference_id: UUID
    region: RegionCode
    series: Series
    number: int | None = None
    uses_number: bool
    name: str
    reason: str
    version: Version


class ConferenceOpened(Event, type="governance.conference.opened.v1", subject="conference_id"):
    """A conference is in session, and may decide from now on."""

    conference_id: UUID
    region: RegionCode
    series: Series
    number: int | None = None
    name: str
    opened_on: PartialDate
    version: Version


class ConferenceHeld(Event, type="governance.conference.held.v1", subject="conference_id", minor=1):
    """A regional conference is over and its record stands; `decisions` are those taken in it, in their order."""

    conference_id: UUID
    region: RegionCode
    number: int | None = None
    name: str
    place: Place | None = None
    starts_on: PartialDate
    ends_on: PartialDate | None = None
    host: EconomyCode | None = None
    chair: Officeholder | None = None
    decisions: tuple[UUID, ...] = ()
    version: Version
    series: Series | None = None
    format: Format | None = None


class ConferenceRecorded(Event, type="governance.conference.recorded.v1", subject="conference_id"):
    """The record of a conference has more in it; the counts say how much, the record itself is governance's to show."""

    conference_id: UUID
    region: RegionCode
    series: Series
    number: int | None = None
    name: str
    agenda_items: int
    documents: int
    people: int
    outcomes: int
    signings: int
    version: Version
