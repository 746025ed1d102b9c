"""What governance announces: members, council sessions, conferences, decisions and Vice-Chair terms."""

from datetime import date
from typing import Annotated
from uuid import UUID

from cabos_contracts.envelope import Event
from cabos_contracts.types import (
    EconomyCode,
    KnownValues,
    Officeholder,
    PartialDate,
    Place,
    RegionCode,
    Version,
)

Membership = Annotated[str, KnownValues("member", "akin_to_member")]
PartyKind = Annotated[
    str,
    KnownValues("state", "customs_territory", "customs_union", "un_observer_state", "partially_recognised_state"),
]
DecisionKind = Annotated[str, KnownValues("vice_chair_selection", "resolution", "endorsement", "other")]


class MemberRegistered(Event, type="governance.member.registered.v1", subject="economy"):
    """An administration is in the register, or what the register says of it has changed."""

    economy: EconomyCode
    name: str
    region: RegionCode
    membership: Membership
    kind: PartyKind
    joined_on: PartialDate | None = None
    version: Version


class CouncilSessionPlanned(Event, type="governance.council-session.planned.v1", subject="session_id"):
    """The Council will meet, or its dates have moved; `numbers` has one or two ordinals, as in 143 and 144."""

    session_id: UUID
    numbers: tuple[int, ...]
    opens_on: PartialDate
    closes_on: PartialDate | None = None
    version: Version


class CouncilSessionClosed(Event, type="governance.council-session.closed.v1", subject="session_id"):
    """The sessions have ended; what was to start after them starts on the following day."""

    session_id: UUID
    numbers: tuple[int, ...]
    closed_on: date
    version: Version


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


class DecisionTaken(Event, type="governance.decision.taken.v1", subject="decision_id"):
    """A conference has decided; `text` is English, `effective` is when, in the words of the record."""

    decision_id: UUID
    conference_id: UUID
    conference_name: str
    region: RegionCode
    kind: DecisionKind
    text: str
    taken_on: PartialDate
    effective: str | None = None
    version: Version


class ViceChairSelected(Event, type="governance.vice-chair.selected.v1", subject="term_id"):
    """An administration is the designate; its term starts after the session `after_session_id` has closed."""

    term_id: UUID
    region: RegionCode
    administration: EconomyCode
    conference_id: UUID | None = None
    selected_on: PartialDate | None = None
    after_session_id: UUID | None = None
    version: Version


class ViceChairTermStarted(Event, type="governance.vice-chair-term.started.v1", subject="term_id"):
    """An administration holds the seat from `started_on` on."""

    term_id: UUID
    region: RegionCode
    administration: EconomyCode
    started_on: PartialDate
    after_session_id: UUID | None = None
    version: Version


class ViceChairTermEnded(Event, type="governance.vice-chair-term.ended.v1", subject="term_id"):
    """An administration no longer holds the seat from `ended_on` on, the day on which a successor starts."""

    term_id: UUID
    region: RegionCode
    administration: EconomyCode
    ended_on: PartialDate
    version: Version
