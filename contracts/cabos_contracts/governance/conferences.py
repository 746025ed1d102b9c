"""What governance announces of conferences."""

from uuid import UUID

from cabos_contracts.envelope import Event
from cabos_contracts.types import EconomyCode, Officeholder, PartialDate, Place, RegionCode, Version


class ConferenceConvened(Event, type="governance.conference.convened.v1", subject="conference_id"):
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


class ConferenceHeld(Event, type="governance.conference.held.v1", subject="conference_id"):
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
