"""Regional conferences, from the intention to the record: when they meet, and what may still change."""

from datetime import date
from typing import Any
from uuid import UUID

from cabos.columns import Document, PartialDay, words
from cabos.refusal import Invalid
from cabos_contracts.envelope import Event
from cabos_contracts.governance import (
    ConferenceCancelled,
    ConferenceConvened,
    ConferenceHeld,
    ConferenceOpened,
    ConferencePlanned,
    ConferencePostponed,
    ConferenceRecorded,
)
from cabos_contracts.types import Officeholder, PartialDate, Place
from sqlmodel import Field

from governance.model.agenda import Attendance
from governance.model.completion import contradiction
from governance.model.conference_record import ConferenceRecord
from governance.model.conference_stage import (
    AlreadyCancelled,
    AlreadyConvened,
    AlreadyHeld,
    AlreadyOpened,
    ConferenceFormat,
    ConferenceStage,
    NotConvened,
    NotInSession,
    RecordStands,
)
from governance.model.record import Record


class Conference(Record, table=True):
    """A regional conference; `number` is the integer behind the Roman numeral, null where a meeting was not counted.

    `starts_on` is what it is or was called for last; without a new day a postponed one keeps the day it gave up, which
    `postponed_from` then equals. `reason` is why it was postponed or cancelled.
    """

    kind_of_record = "conference"

    id: UUID = Field(primary_key=True)
    region: str = Field(foreign_key="region.code", index=True)
    series: str
    number: int | None = None
    uses_number: bool = True
    name: str
    format: ConferenceFormat = Field(default=ConferenceFormat.IN_PERSON, sa_type=words(ConferenceFormat))
    place: Place | None = Field(default=None, sa_type=Document(Place))
    time_zone: str | None = None
    starts_on: PartialDate = Field(sa_type=PartialDay)
    ends_on: PartialDate | None = Field(default=None, sa_type=PartialDay)
    host: str | None = Field(default=None, foreign_key="member.economy")
    chair: Officeholder | None = Field(default=None, sa_type=Document(Officeholder))
    record: ConferenceRecord = Field(sa_type=Document(ConferenceRecord))
    confidence: str | None = None
    stage: ConferenceStage = Field(default=ConferenceStage.CONVENED, sa_type=words(ConferenceStage))
    reason: str | None = None
    postponed_from: PartialDate | None = Field(default=None, sa_type=PartialDay)
    opened_on: PartialDate | None = Field(default=None, sa_type=PartialDay)
    held_on: PartialDate | None = Field(default=None, sa_type=PartialDay)

    def plan(self, **facts: Any) -> list[Event]:
        """Note that the conference is intended; the same again is harmless, whatever became of it."""
        if self.version and not self._changed(facts):
            return []
        if self.version and self.stage is not ConferenceStage.PLANNED:
            self._require_ahead()
            raise AlreadyConvened(f"The conference is {self.stage}: what is known of it changes by convening it")
        self.stage = ConferenceStage.PLANNED
        self._set(facts)
        return [ConferencePlanned(**self._frame(), **self._kind())]

    def convene(self, **facts: Any) -> list[Event]:
        """Call the conference, or change what is known of it until it was held; the same again is harmless."""
        called = self.stage in (ConferenceStage.CONVENED, ConferenceStage.IN_SESSION, ConferenceStage.HELD)
        changed = self._changed(facts)
        if self.version and called and not changed:
            return []
        if self.stage is ConferenceStage.HELD:
            raise RecordStands(f"The conference was held until {self.held_on}; {', '.join(changed)} cannot be changed")
        if self.stage is ConferenceStage.CANCELLED:
            raise AlreadyCancelled(f"The conference was cancelled: {self.reason}")
        if self.stage is ConferenceStage.IN_SESSION:
            for field in ("region", "series"):
                if field in changed:
                    raise RecordStands(f"The conference is in session: its {field} cannot be changed", field=field)
        if self.opened_on is not None:
            last = facts["ends_on"] or facts["starts_on"]
            if not _meet(self.opened_on, facts["starts_on"], last):
                raise Invalid(f"The conference was opened on {self.opened_on}", field="starts_on")
        if not called:
            self.stage = ConferenceStage.CONVENED
        self._set(facts)
        return [ConferenceConvened(**self._frame(), **self._kind())]

    def postpone(
        self, *, reason: str, starts_on: PartialDate | None, ends_on: PartialDate | None, source: str
    ) -> list[Event]:
        """The conference does not meet when it was to; without a new day it waits for one. The same is harmless."""
        self._require_ahead()
        postponed = self.stage is ConferenceStage.POSTPONED
        known = (self.starts_on, self.ends_on) if self.day_known else (None, None)
        if postponed and (reason, starts_on, ends_on) == (self.reason, *known):
            return []
        if starts_on != known[0] or not postponed:
            if starts_on == self.starts_on:
                raise Invalid(f"The conference is called for {starts_on} already", field="starts_on")
            self.postponed_from = self.starts_on
        if starts_on is not None:
            self.starts_on, self.ends_on = starts_on, ends_on
        self.stage = ConferenceStage.POSTPONED
        self._set({"reason": reason, "source": source})
        days = {"postponed_from": self.postponed_from, "starts_on": starts_on, "ends_on": ends_on}
        return [ConferencePostponed(**self._name(), **days, reason=reason)]

    def cancel(self, *, reason: str, uses_number: bool, source: str) -> list[Event]:
        """The conference will not meet, which is final; its number may go to another one. The same is harmless."""
        stated = {"reason": reason, "uses_number": uses_number}
        if self.stage is ConferenceStage.CANCELLED and not self._changed(stated):
            return []
        self._require_ahead()
        self.stage = ConferenceStage.CANCELLED
        self._set(stated | {"source": source})
        return [ConferenceCancelled(**self._name(), **stated)]

    def open(self, *, on: PartialDate) -> list[Event]:
        """The conference meets, and may decide from now on."""
        if self.opened_on == on:
            return []
        if self.opened_on is not None:
            raise AlreadyOpened(f"The conference was opened on {self.opened_on}", field="opened_on")
        if self.stage is not ConferenceStage.CONVENED:
            self._require_ahead()
            raise NotConvened(f"The conference is {self.stage}: it is opened once it is convened")
        self._require_day(on, "opened_on")
        self.stage = ConferenceStage.IN_SESSION
        self._set({"opened_on": on})
        return [ConferenceOpened(**self._name(), opened_on=on)]

    def require_decided(self, day: PartialDate) -> None:
        """Raises `NotInSession` where it has not met, or `Invalid` for a day that is none of the conference's."""
        self.require_met("takes no decisions")
        self._require_day(day, "taken_on")

    def require_met(self, else_: str) -> None:
        """Raises `NotInSession` unless it is in session or was held."""
        if self.stage not in (ConferenceStage.IN_SESSION, ConferenceStage.HELD):
            state = "was cancelled" if self.stage is ConferenceStage.CANCELLED else "has not been opened"
            raise NotInSession(f"The conference {state}: it {else_}")

    def hold(self, *, until: PartialDate, today: date, decisions: list[UUID]) -> list[Event]:
        """The conference is over; from now on its record stands."""
        if self.held_on == until:
            return []
        if self.held_on is not None:
            raise AlreadyHeld(f"The conference was held until {self.held_on}", field="held_on")
        if self.opened_on is None:
            raise NotInSession("The conference has not been opened: it cannot have been held")
        self._require_day(until, "held_on")
        if until.latest < self.opened_on.earliest:
            raise Invalid(f"The conference was opened on {self.opened_on} and cannot end before", field="held_on")
        if until.earliest > today:
            raise Invalid(f"{until} has not come yet", field="held_on")
        self.stage = ConferenceStage.HELD
        self._set({"held_on": until})
        return [ConferenceHeld(**self._frame(), **self._kind(), chair=self.chair, decisions=tuple(decisions))]

    def complete(self, *, source: str, **facts: Any) -> list[Event]:
        """Record what was learned later; of a conference that was held only what no source has told yet."""
        changed = self._changed(facts)
        if not changed:
            return []
        if self.stage is ConferenceStage.CANCELLED:
            raise AlreadyCancelled(f"The conference was cancelled: {self.reason}")
        if self.stage is ConferenceStage.HELD:
            for field in changed:
                place = contradiction(getattr(self, field), facts[field], field)
                if place is not None:
                    raise RecordStands(
                        f"The conference was held until {self.held_on}: {place} stands, unless a claim corrects it",
                        field=place,
                    )
        known = self.source.split("; ")
        self._set(facts | ({} if source in known else {"source": "; ".join([*known, source])}))
        counts = {
            "agenda_items": len(self.record.agenda),
            "documents": self.record.papers(),
            "people": len(self.record.people),
            "outcomes": len(self.record.outcomes),
            "signings": len(self.record.signings),
        }
        return [ConferenceRecorded(**self._name(), **counts)]

    def correct(self, field: str, value: Any, *, source: str, reason: str) -> list[Event]:
        """Say what the preferred source says; where its days move, the days it was opened and held on move along."""
        first, last = (
            value if field == "starts_on" else self.starts_on,
            value if field == "ends_on" else self.ends_on,
        )
        if last is not None and last.latest < first.earliest:
            raise Invalid(f"The conference cannot end on {last} when it starts on {first}", field=field)
        last = last or first
        if self.opened_on is not None and not _meet(self.opened_on, first, last):
            self.opened_on = first
        if self.held_on is not None and not _meet(self.held_on, first, last):
            self.held_on = last
        return super().correct(field, value, source=source, reason=reason)

    @property
    def day_known(self) -> bool:
        """Whether it is, or was, to meet on `starts_on`; not when it was postponed until further notice."""
        return self.stage is not ConferenceStage.POSTPONED or self.starts_on != self.postponed_from

    @property
    def theme(self) -> str | None:
        return self.record.theme

    @theme.setter
    def theme(self, theme: str) -> None:
        self.record = self.record.model_copy(update={"theme": theme})

    @property
    def attendance(self) -> Attendance | None:
        return self.record.attendance

    @attendance.setter
    def attendance(self, attendance: Attendance) -> None:
        self.record = self.record.model_copy(update={"attendance": attendance})

    def _require_ahead(self) -> None:
        """Raises the state that forbids to plan, move or call off what has met or was called off."""
        if self.stage is ConferenceStage.HELD:
            raise RecordStands(f"The conference was held until {self.held_on}")
        if self.stage is ConferenceStage.IN_SESSION:
            raise AlreadyOpened(f"The conference was opened on {self.opened_on}")
        if self.stage is ConferenceStage.CANCELLED:
            raise AlreadyCancelled(f"The conference was cancelled: {self.reason}")

    def _require_day(self, day: PartialDate, field: str) -> None:
        if not _meet(day, self.starts_on, self.ends_on or self.starts_on):
            raise Invalid(f"{day} is outside of the conference's days", field=field)

    def _changed(self, facts: dict[str, Any]) -> list[str]:
        return [field for field, value in facts.items() if value != getattr(self, field)]

    def _set(self, facts: dict[str, Any]) -> None:
        for field, value in facts.items():
            setattr(self, field, value)
        self.version += 1

    def _frame(self) -> dict[str, Any]:
        fields = ("region", "number", "name", "place", "starts_on", "ends_on", "host", "version")
        return {"conference_id": self.id} | {field: getattr(self, field) for field in fields}

    def _kind(self) -> dict[str, Any]:
        return {"series": self.series, "format": self.format}

    def _name(self) -> dict[str, Any]:
        fields = ("region", "series", "number", "name", "version")
        return {"conference_id": self.id} | {field: getattr(self, field) for field in fields}


def _meet(day: PartialDate, first: PartialDate, last: PartialDate) -> bool:
    """Whether `day` may be one of those from `first` to `last`, as far as they are known."""
    return day.latest >= first.earliest and day.earliest <= last.latest
