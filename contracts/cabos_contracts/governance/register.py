"""What governance announces of the register: regions, administrations and the sessions of the Council."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from cabos_contracts.envelope import Event
from cabos_contracts.types import EconomyCode, KnownValues, PartialDate, Place, RegionCode, Version, Word

Membership = Annotated[str, KnownValues("member", "akin_to_member", "non_member")]
PartyKind = Annotated[
    str,
    KnownValues("state", "customs_territory", "customs_union", "un_observer_state", "partially_recognised_state"),
]
Confidence = Annotated[str, KnownValues("high", "medium", "low")]
SessionBody = Annotated[str, KnownValues("council", "policy_commission")]
StatedBy = Annotated[str, Field(description="the source of what has changed")]


class OfficialNames(Word):
    """What a region is called in the languages of the organisation, and in Spanish."""

    en: str
    es: str
    fr: str


class RegionNamed(Event, type="governance.region.named.v1", subject="region"):
    """A region is in the register, or what it or its conference is called has changed."""

    region: RegionCode
    name: str
    names: OfficialNames | None = None
    meeting_name: str | None = None
    version: Version


class MemberRegistered(Event, type="governance.member.registered.v1", subject="economy", minor=1):
    """An administration is in the register, or what the register says of it has changed."""

    economy: EconomyCode
    name: str
    region: RegionCode
    membership: Membership
    kind: PartyKind
    joined_on: PartialDate | None = None
    version: Version
    territory_of: EconomyCode | None = None
    continues: Annotated[str | None, Field(description="whose seat it has taken over, with the day of joining")] = None
    founding_member: bool = False
    confidence: Confidence | None = None
    stated_by: StatedBy | None = None


class MemberRenamed(Event, type="governance.member.renamed.v1", subject="economy"):
    """An administration is called `name` from a day on, which may be long past."""

    economy: EconomyCode
    name: str
    former_name: str
    from_on: PartialDate
    stated_by: StatedBy
    version: Version


class MemberTransferred(Event, type="governance.member.transferred.v1", subject="economy"):
    """An administration belongs to `region` from a day on, which may be long past, and no longer to the former one."""

    economy: EconomyCode
    region: RegionCode
    former_region: RegionCode
    from_on: PartialDate
    stated_by: StatedBy
    version: Version


class MemberAdmitted(Event, type="governance.member.admitted.v1", subject="economy"):
    """An economy that was none, or had other rights, is a Member or akin to one; `again` when it had departed."""

    economy: EconomyCode
    membership: Membership
    admitted_on: PartialDate
    again: bool
    stated_by: StatedBy
    version: Version


class MemberDeparted(Event, type="governance.member.departed.v1", subject="economy"):
    """An administration is no Member any more from a day on."""

    economy: EconomyCode
    departed_on: PartialDate
    stated_by: StatedBy
    version: Version


class CouncilSessionPlanned(Event, type="governance.council-session.planned.v1", subject="session_id", minor=1):
    """The Council or its Policy Commission will meet; `numbers` has one or two ordinals, as in 143 and 144."""

    session_id: UUID
    numbers: tuple[int, ...]
    opens_on: PartialDate
    closes_on: PartialDate | None = None
    version: Version
    body: SessionBody = "council"
    place: Place | None = None


class CouncilSessionMoved(Event, type="governance.council-session.moved.v1", subject="session_id"):
    """A session that has not met will meet on other days; what waits for it waits for these."""

    session_id: UUID
    body: SessionBody
    numbers: tuple[int, ...]
    opens_on: PartialDate
    closes_on: PartialDate | None = None
    former_opens_on: PartialDate
    former_closes_on: PartialDate | None = None
    version: Version


class CouncilSessionDescribed(Event, type="governance.council-session.described.v1", subject="session_id"):
    """What is told of a session, apart from its days, has changed; this may be long after it closed."""

    session_id: UUID
    body: SessionBody
    numbers: tuple[int, ...]
    place: Place | None = None
    chair: str | None = None
    members: Annotated[int | None, Field(description="how many Members the organisation had")] = None
    confidence: Confidence | None = None
    stated_by: StatedBy
    version: Version


class CouncilSessionCancelled(Event, type="governance.council-session.cancelled.v1", subject="session_id"):
    """A session will not meet; its numbers may be given to another one."""

    session_id: UUID
    body: SessionBody
    numbers: tuple[int, ...]
    reason: str
    version: Version


class CouncilSessionClosed(Event, type="governance.council-session.closed.v1", subject="session_id", minor=1):
    """The sessions have ended; what was to start after them starts on the following day."""

    session_id: UUID
    numbers: tuple[int, ...]
    closed_on: date
    version: Version
    body: SessionBody = "council"
