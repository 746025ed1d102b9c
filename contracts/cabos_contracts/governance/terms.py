"""What governance announces of the seats of Vice-Chairs."""

from uuid import UUID

from cabos_contracts.envelope import Event
from cabos_contracts.types import EconomyCode, PartialDate, RegionCode, Version


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
