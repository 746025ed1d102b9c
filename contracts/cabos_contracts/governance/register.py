"""What governance announces of the register: administrations and the sessions of the Council."""

from datetime import date
from typing import Annotated
from uuid import UUID

from cabos_contracts.envelope import Event
from cabos_contracts.types import EconomyCode, KnownValues, PartialDate, RegionCode, Version

Membership = Annotated[str, KnownValues("member", "akin_to_member")]
PartyKind = Annotated[
    str,
    KnownValues("state", "customs_territory", "customs_union", "un_observer_state", "partially_recognised_state"),
]


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
