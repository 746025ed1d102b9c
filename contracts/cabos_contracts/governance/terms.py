"""What governance announces of the seats of Vice-Chairs."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from cabos_contracts.envelope import Event
from cabos_contracts.governance.register import Confidence, StatedBy
from cabos_contracts.types import EconomyCode, PartialDate, RegionCode, Version, Word

Expected = Annotated[
    PartialDate | None,
    Field(description="the day on which the term is to start, as precisely as its Council session is planned"),
]


class OfficeTenure(Word):
    """Who exercised a seat from a day until the first one on which they no longer did, or that nobody did."""

    name: Annotated[str | None, Field(description="null while the office was vacant and the seat held")] = None
    role: str | None = None
    acting: bool = False
    from_on: PartialDate | None = None
    until_on: PartialDate | None = None
    seen: Annotated[str | None, Field(description="when sources saw them in office, in their words")] = None
    stated_by: StatedBy | None = None
    confidence: Confidence | None = None


class ViceChairSelected(Event, type="governance.vice-chair.selected.v1", subject="term_id", minor=1):
    """An administration is the designate; its term starts after the session `after_session_id` has closed."""

    term_id: UUID
    region: RegionCode
    administration: EconomyCode
    conference_id: UUID | None = None
    selected_on: PartialDate | None = None
    after_session_id: UUID | None = None
    version: Version
    expected_on: Expected = None
    stated_by: StatedBy | None = None


class ViceChairWithdrawn(Event, type="governance.vice-chair.withdrawn.v1", subject="term_id"):
    """A designate will not take the seat; another one may be selected."""

    term_id: UUID
    region: RegionCode
    administration: EconomyCode
    withdrawn_on: PartialDate
    reason: str
    version: Version


class ViceChairTermDescribed(Event, type="governance.vice-chair-term.described.v1", subject="term_id"):
    """A term is on record, or what is told of it has changed; its days are told by the other events."""

    term_id: UUID
    region: RegionCode
    administration: EconomyCode
    selected_on: PartialDate | None = None
    selected_at: str | None = None
    selection_method: str | None = None
    conference_id: UUID | None = None
    note: str | None = None
    confidence: Confidence | None = None
    stated_by: StatedBy
    version: Version


class ViceChairTermMoved(Event, type="governance.vice-chair-term.moved.v1", subject="term_id"):
    """The day on which a designate is expected to take the seat has changed, as its Council session has."""

    term_id: UUID
    region: RegionCode
    administration: EconomyCode
    after_session_id: UUID | None = None
    expected_on: Expected = None
    former_expected_on: PartialDate | None = None
    reason: str | None = None
    version: Version


class ViceChairTermStarted(Event, type="governance.vice-chair-term.started.v1", subject="term_id", minor=1):
    """An administration holds the seat from `started_on` on."""

    term_id: UUID
    region: RegionCode
    administration: EconomyCode
    started_on: PartialDate
    after_session_id: UUID | None = None
    version: Version
    reason: Annotated[str | None, Field(description="why it started apart from the Council's sessions")] = None


class ViceChairTermEnded(Event, type="governance.vice-chair-term.ended.v1", subject="term_id", minor=1):
    """An administration no longer holds the seat from `ended_on` on, the day on which a successor starts."""

    term_id: UUID
    region: RegionCode
    administration: EconomyCode
    ended_on: PartialDate
    version: Version
    reason: Annotated[
        str | None, Field(description="why it ended early; the seat is vacant until the next term starts")
    ] = None


class ViceChairOfficeChanged(Event, type="governance.vice-chair-office.changed.v1", subject="term_id"):
    """Who exercised the seat within a term: the whole list, as it is now known."""

    term_id: UUID
    region: RegionCode
    administration: EconomyCode
    office_holders: tuple[OfficeTenure, ...]
    version: Version


class ViceChairVacancyForeseen(Event, type="governance.vice-chair-vacancy.foreseen.v1", subject="alert_id"):
    """A Council session is near after which the seat of a region should pass on, and nobody is designate.

    It is said once of a region and a session.
    """

    alert_id: UUID
    region: RegionCode
    council_session_id: UUID
    session_numbers: tuple[int, ...]
    opens_on: PartialDate
    term_id: UUID
    administration: EconomyCode
    started_on: PartialDate | None = None
    ends_on: PartialDate | None = None
    foreseen_on: date
    why: str
    version: Version
