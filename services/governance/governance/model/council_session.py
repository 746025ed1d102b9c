"""Council sessions: the clock of the terms, because 'after the June session' is a session and not a date."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from cabos.columns import Document, PartialDay, words
from cabos.refusal import Invalid, Refusal
from cabos_contracts.envelope import Event
from cabos_contracts.governance import (
    CouncilSessionCancelled,
    CouncilSessionClosed,
    CouncilSessionDescribed,
    CouncilSessionMoved,
    CouncilSessionPlanned,
)
from cabos_contracts.types import PartialDate, Place
from sqlalchemy import Integer
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from governance.model.record import Record


class AlreadyClosed(Refusal):
    """The session has closed and its record stands."""


class SessionCancelled(Refusal):
    """The session was cancelled."""


class NumberTaken(Refusal):
    """Another session has the number."""


class UnknownSession(Invalid):
    """There is no such Council session."""


class SessionBody(StrEnum):
    COUNCIL = "council"
    POLICY_COMMISSION = "policy_commission"


NAMES = {SessionBody.COUNCIL: "Council session", SessionBody.POLICY_COMMISSION: "Policy Commission session"}


class CouncilSession(Record, table=True):
    """One meeting; it mostly counts as two sessions (143/144), sometimes as one (132), apart for each body."""

    kind_of_record = "council_session"

    __tablename__ = "council_session"

    id: UUID = Field(primary_key=True)
    body: SessionBody = Field(default=SessionBody.COUNCIL, sa_type=words(SessionBody))
    numbers: list[int] = Field(sa_type=ARRAY(Integer))
    opens_on: PartialDate = Field(sa_type=PartialDay)
    closes_on: PartialDate | None = Field(default=None, sa_type=PartialDay)
    place: Place | None = Field(default=None, sa_type=Document(Place))
    chair: str | None = None
    members: int | None = None
    confidence: str | None = None
    note: str | None = None
    closed_on: date | None = None
    # Why it will not meet; it does when nobody says why not.
    cancelled: str | None = None

    def plan(self, *, body: SessionBody, numbers: list[int], opens_on: PartialDate, closes_on: PartialDate | None,
             **told: Any) -> list[Event]:  # fmt: skip
        """Enter the meeting, move it, or tell more of it; numbers and days stand once it has closed."""
        fixed = {"body": body, "numbers": numbers, "opens_on": opens_on, "closes_on": closes_on}
        changed = {field for field, value in (fixed | told).items() if getattr(self, field) != value}
        if self.version and not changed:
            return []
        if self.cancelled is not None:
            raise SessionCancelled(f"{self.name} was cancelled: {self.cancelled}")
        if self.version and self.closed_on is not None and changed & fixed.keys():
            raise AlreadyClosed(f"{self.name} closed on {self.closed_on}; its numbers and days stand")
        former = None if not self.version else (self.opens_on, self.closes_on)
        for field, value in (fixed | told).items():
            setattr(self, field, value)
        if former is None:
            return [self._event(CouncilSessionPlanned, opens_on=opens_on, closes_on=closes_on, place=self.place)]
        events = [self._moved(*former)] if changed & {"opens_on", "closes_on"} else []
        if changed - {"opens_on", "closes_on"}:
            described = {field: getattr(self, field) for field in ("place", "chair", "members", "confidence")}
            events.append(self._event(CouncilSessionDescribed, stated_by=self.source, **described))
        return events

    def cancel(self, *, reason: str) -> list[Event]:
        """It will not meet; the same reason again is harmless."""
        if self.cancelled == reason:
            return []
        if self.cancelled is not None:
            raise SessionCancelled(f"{self.name} was cancelled for another reason: {self.cancelled}")
        if self.closed_on is not None:
            raise AlreadyClosed(f"{self.name} met and closed on {self.closed_on}")
        self.cancelled = reason
        return [self._event(CouncilSessionCancelled, reason=reason)]

    def close(self, *, on: date, today: date) -> list[Event]:
        """The meeting is over; the same day again is harmless."""
        if self.closed_on == on:
            return []
        if self.closed_on is not None:
            raise AlreadyClosed(f"{self.name} closed on {self.closed_on}, not on {on}", field="closed_on")
        if self.cancelled is not None:
            raise SessionCancelled(f"{self.name} was cancelled: {self.cancelled}", field="closed_on")
        if on < self.opens_on.earliest:
            raise Invalid(f"{self.name} opens on {self.opens_on} and cannot close before", field="closed_on")
        if on > today:
            raise Invalid(f"{on} has not come yet: a session is closed when it is over", field="closed_on")
        self.closed_on = on
        return [self._event(CouncilSessionClosed, closed_on=on)]

    def correct(self, field: str, value: Any, *, source: str, reason: str) -> list[Event]:
        days = {"opens_on": self.opens_on, "closes_on": self.closes_on, "closed_on": self.closed_on} | {field: value}
        if field == "closed_on" and self.closed_on is None:
            raise Invalid(f"{self.name} has not closed; that is said of it by closing it", field="value")
        if days["closes_on"] and days["closes_on"].latest < days["opens_on"].earliest:
            raise Invalid(
                f"It would close on {days['closes_on']}, before it opens on {days['opens_on']}", field="value"
            )
        if days["closed_on"] and days["closed_on"] < days["opens_on"].earliest:
            raise Invalid(f"It would have closed on {days['closed_on']}, before {days['opens_on']}", field="value")
        former = (self.opens_on, self.closes_on)
        corrected = super().correct(field, value, source=source, reason=reason)
        waits = corrected and self.closed_on is None and self.cancelled is None
        return [*corrected, self._moved(*former)] if waits else corrected

    @property
    def handover_on(self) -> PartialDate | None:
        """The day on which designates take over: the one after the sessions."""
        return None if self.closed_on is None else PartialDate(self.closed_on + timedelta(days=1))

    @property
    def name(self) -> str:
        return f"{NAMES[self.body]} {'/'.join(map(str, self.numbers))}"

    @property
    def stage(self) -> str:
        return "cancelled" if self.cancelled is not None else "closed" if self.closed_on is not None else "planned"

    def _moved(self, opened: PartialDate, closed: PartialDate | None) -> Event:
        return self._event(
            CouncilSessionMoved,
            opens_on=self.opens_on,
            closes_on=self.closes_on,
            former_opens_on=opened,
            former_closes_on=closed,
        )

    def _event(self, event: type[Event], **facts: Any) -> Event:
        self.version += 1
        return event(session_id=self.id, body=self.body, numbers=tuple(self.numbers), version=self.version, **facts)
