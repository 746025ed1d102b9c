"""Regional conferences, from the call to the record, and what they decide."""

from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from cabos.columns import Document, PartialDay, words
from cabos.refusal import Invalid, Refusal
from cabos_contracts.envelope import Event
from cabos_contracts.governance import ConferenceConvened, ConferenceHeld
from cabos_contracts.types import Officeholder, PartialDate, Place
from sqlmodel import Field

from governance.model.conference_record import ConferenceRecord
from governance.model.record import Record


class RecordStands(Refusal):
    """The conference was held and its record stands."""


class NotInSession(Refusal):
    """The conference is not in session."""


class AlreadyOpened(Refusal):
    """The conference was opened on another day."""


class AlreadyHeld(Refusal):
    """The conference was held until another day."""


class ConferenceStage(StrEnum):
    CONVENED = "convened"
    IN_SESSION = "in_session"
    HELD = "held"


class Conference(Record, table=True):
    """A regional conference; `number` is the integer behind the Roman numeral, null where a meeting was not counted."""

    kind_of_record = "conference"

    id: UUID = Field(primary_key=True)
    region: str = Field(foreign_key="region.code", index=True)
    number: int | None = None
    name: str
    place: Place | None = Field(default=None, sa_type=Document(Place))
    starts_on: PartialDate = Field(sa_type=PartialDay)
    ends_on: PartialDate | None = Field(default=None, sa_type=PartialDay)
    host: str | None = Field(default=None, foreign_key="member.economy")
    chair: Officeholder | None = Field(default=None, sa_type=Document(Officeholder))
    record: ConferenceRecord = Field(sa_type=Document(ConferenceRecord))
    stage: ConferenceStage = Field(
        default=ConferenceStage.CONVENED,
        sa_type=words(ConferenceStage),
    )
    opened_on: date | None = None
    held_on: date | None = None

    def convene(self, **facts: Any) -> list[Event]:
        """Call the conference, or change what is known of it until it was held; the same again is harmless."""
        if self.version and facts == {field: getattr(self, field) for field in facts}:
            return []
        if self.stage is ConferenceStage.HELD:
            changed = ", ".join(field for field, value in facts.items() if value != getattr(self, field))
            raise RecordStands(f"The conference was held until {self.held_on}; {changed} cannot be changed")
        if self.stage is ConferenceStage.IN_SESSION and facts["region"] != self.region:
            raise RecordStands("The conference is in session: its region cannot be changed", field="region")
        if self.opened_on is not None:
            starts_on, last = facts["starts_on"], facts["ends_on"] or facts["starts_on"]
            if not starts_on.earliest <= self.opened_on <= last.latest:
                raise Invalid(f"The conference was opened on {self.opened_on}", field="starts_on")
        for field, value in facts.items():
            setattr(self, field, value)
        self.version += 1
        return [ConferenceConvened(**self._frame())]

    def open(self, *, on: date) -> list[Event]:
        """The conference meets, and may decide from now on."""
        if self.opened_on == on:
            return []
        if self.opened_on is not None:
            raise AlreadyOpened(f"The conference was opened on {self.opened_on}", field="opened_on")
        self._require_day(on, "opened_on")
        self.stage = ConferenceStage.IN_SESSION
        self.opened_on = on
        return []

    def require_in_session(self, day: PartialDate) -> None:
        """Raises `NotInSession`, or `Invalid` for a day that is none of the conference's."""
        if self.stage is not ConferenceStage.IN_SESSION:
            state = (
                "has not been opened" if self.stage is ConferenceStage.CONVENED else f"was held until {self.held_on}"
            )
            raise NotInSession(f"The conference {state}: it takes no decisions")
        if day.latest < self.starts_on.earliest or day.earliest > self._last_day:
            raise Invalid(f"{day} is outside of the conference's days", field="taken_on")

    def hold(self, *, until: date, today: date, decisions: list[UUID]) -> list[Event]:
        """The conference is over; from now on its record stands."""
        if self.held_on == until:
            return []
        if self.held_on is not None:
            raise AlreadyHeld(f"The conference was held until {self.held_on}", field="held_on")
        if self.stage is not ConferenceStage.IN_SESSION:
            raise NotInSession("The conference has not been opened: it cannot have been held")
        self._require_day(until, "held_on")
        if until > today:
            raise Invalid(f"{until} has not come yet", field="held_on")
        self.stage = ConferenceStage.HELD
        self.held_on = until
        self.version += 1
        return [ConferenceHeld(**self._frame(), chair=self.chair, decisions=tuple(decisions))]

    def _require_day(self, day: date, field: str) -> None:
        if not self.starts_on.earliest <= day <= self._last_day:
            raise Invalid(f"{day} is outside of the conference's days", field=field)

    @property
    def _last_day(self) -> date:
        return (self.ends_on or self.starts_on).latest

    def _frame(self) -> dict[str, Any]:
        fields = ("region", "number", "name", "place", "starts_on", "ends_on", "host", "version")
        return {"conference_id": self.id} | {field: getattr(self, field) for field in fields}
