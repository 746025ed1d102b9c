"""Council sessions: the clock of the terms, because 'after the June session' is a session and not a date."""

from datetime import date, timedelta
from uuid import UUID

from cabos.columns import PartialDay
from cabos.refusal import Invalid, Refusal
from cabos_contracts.envelope import Event
from cabos_contracts.governance import CouncilSessionClosed, CouncilSessionPlanned
from cabos_contracts.types import PartialDate
from sqlalchemy import Integer
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from governance.model.record import Record


class AlreadyClosed(Refusal):
    """The session has closed and its record stands."""


class UnknownSession(Invalid):
    """There is no such Council session."""


class CouncilSession(Record, table=True):
    """One meeting of the Council; it mostly counts as two sessions (143/144), sometimes as one (132)."""

    kind_of_record = "council_session"

    __tablename__ = "council_session"

    id: UUID = Field(primary_key=True)
    numbers: list[int] = Field(sa_type=ARRAY(Integer))
    opens_on: PartialDate = Field(sa_type=PartialDay)
    closes_on: PartialDate | None = Field(default=None, sa_type=PartialDay)
    chair: str | None = None
    members: int | None = None
    closed_on: date | None = None

    def plan(self, *, numbers: list[int], opens_on: PartialDate, closes_on: PartialDate | None, chair: str | None,
             members: int | None, source: str) -> list[Event]:  # fmt: skip
        """Enter the meeting, or move it; dates stand once it has closed."""
        self.chair, self.members, self.source = chair, members, source
        plan = {"numbers": numbers, "opens_on": opens_on, "closes_on": closes_on}
        if self.version and plan == {field: getattr(self, field) for field in plan}:
            return []
        if self.closed_on is not None:
            raise AlreadyClosed(f"{self.name} closed on {self.closed_on}; its numbers and days stand")
        for field, value in plan.items():
            setattr(self, field, value)
        self.version += 1
        return [
            CouncilSessionPlanned(
                session_id=self.id,
                numbers=tuple(numbers),
                opens_on=opens_on,
                closes_on=closes_on,
                version=self.version,
            )
        ]

    def close(self, *, on: date, today: date) -> list[Event]:
        """The meeting is over; the same day again is harmless."""
        if self.closed_on == on:
            return []
        if self.closed_on is not None:
            raise AlreadyClosed(f"{self.name} closed on {self.closed_on}, not on {on}", field="closed_on")
        if on < self.opens_on.earliest:
            raise Invalid(f"{self.name} opens on {self.opens_on} and cannot close before", field="closed_on")
        if on > today:
            raise Invalid(f"{on} has not come yet: a session is closed when it is over", field="closed_on")
        self.closed_on = on
        self.version += 1
        return [
            CouncilSessionClosed(session_id=self.id, numbers=tuple(self.numbers), closed_on=on, version=self.version)
        ]

    @property
    def handover_on(self) -> PartialDate | None:
        """The day on which designates take over: the one after the sessions."""
        return None if self.closed_on is None else PartialDate(self.closed_on + timedelta(days=1))

    @property
    def name(self) -> str:
        return f"Council session {'/'.join(map(str, self.numbers))}"
