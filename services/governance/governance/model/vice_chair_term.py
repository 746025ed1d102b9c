"""Vice-Chair terms: an administration holds the seat, persons exercise it, and no two hold it on one day."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from cabos.columns import Document, PartialDay, words
from cabos.refusal import Invalid
from cabos_contracts.envelope import Event
from cabos_contracts.governance import (
    ViceChairOfficeChanged,
    ViceChairSelected,
    ViceChairTermDescribed,
    ViceChairTermEnded,
    ViceChairTermMoved,
    ViceChairTermStarted,
    ViceChairWithdrawn,
)
from cabos_contracts.governance.terms import OfficeTenure
from cabos_contracts.types import PartialDate
from sqlmodel import Field

from governance.model.office import OfficeHolder, fitted, require_orderly
from governance.model.record import Record
from governance.model.term_days import Window, before, window
from governance.model.term_stage import AlreadyInOffice, DesignateWithdrawn, NotInOffice, TermStage, TermStands


class ViceChairTerm(Record, table=True):
    """One term; `ended_on` is the first day on which it no longer holds, the successor's `started_on`.

    An end with a reason leaves the seat vacant until the next term starts; without one, who followed is not on record.
    """

    kind_of_record = "vice_chair_term"

    __tablename__ = "vice_chair_term"

    id: UUID = Field(primary_key=True)
    region: str = Field(foreign_key="region.code")
    administration: str = Field(foreign_key="member.economy")
    stage: TermStage = Field(sa_type=words(TermStage))
    selected_on: PartialDate | None = Field(default=None, sa_type=PartialDay)
    selected_at: str | None = None
    selection_method: str | None = None
    conference_id: UUID | None = Field(default=None, foreign_key="conference.id")
    after_session_id: UUID | None = Field(default=None, foreign_key="council_session.id")
    expected_on: PartialDate | None = Field(default=None, sa_type=PartialDay)
    started_on: PartialDate | None = Field(default=None, sa_type=PartialDay)
    start_reason: str | None = None
    ended_on: PartialDate | None = Field(default=None, sa_type=PartialDay)
    end_reason: str | None = None
    withdrawn_on: PartialDate | None = Field(default=None, sa_type=PartialDay)
    withdrawal_reason: str | None = None
    office_holders: list[OfficeHolder] = Field(default_factory=list, sa_type=Document(list[OfficeHolder]))
    confidence: str | None = None
    note: str | None = None
    # The days on which the seat is surely held, however imprecise the dates: the exclusion constraint stands on them.
    sure_from: date | None = None
    sure_until: date | None = None
    # Those that the dates leave room for; a side that nobody knows is open. A designate has none.
    possible_from: date | None = None
    possible_until: date | None = None
    # Where it stands in the line of the region's terms.
    in_line_on: date | None = None

    @classmethod
    def select(cls, term_id: UUID, *, region: str, administration: str, conference_id: UUID, selected_on: PartialDate,
               after_session_id: UUID | None, source: str, expected_on: PartialDate | None = None,
               ) -> tuple["ViceChairTerm", list[Event]]:  # fmt: skip
        """A conference has chosen the designate."""
        facts: dict[str, Any] = {
            "conference_id": conference_id,
            "selected_on": selected_on,
            "after_session_id": after_session_id,
            "expected_on": expected_on,
        }
        names: dict[str, Any] = {"region": region, "administration": administration, "source": source}
        term = cls(id=term_id, stage=TermStage.DESIGNATE, **names, **facts)
        return term, [term._event(ViceChairSelected, stated_by=source, **facts)]

    @classmethod
    def record(cls, term_id: UUID, *, started_on: PartialDate | None, ended_on: PartialDate | None,
               **facts: Any) -> tuple["ViceChairTerm", list[Event]]:  # fmt: skip
        """A term that is known from sources, with the days that they give."""
        described = {field: value for field, value in facts.items() if field != "office_holders"}
        term = cls(id=term_id, stage=TermStage.UNDATED, **described)
        events = [term._described(), *term.hold_office(facts.get("office_holders") or [])]
        term.bound()
        return term, [*events, *term.learn(started_on=started_on, ended_on=ended_on)]

    def learn(self, *, started_on: PartialDate | None, ended_on: PartialDate | None) -> list[Event]:
        """Days that no source had told so far."""
        events = self.start(on=started_on) if started_on and self.started_on is None else []
        if ended_on and self.ended_on is None:
            events += self.end(on=ended_on)
        return events

    def describe(self, *, office_holders: list[OfficeHolder] | None = None, **told: Any) -> list[Event]:
        """What may be learned of a term at any time: who exercised it, and how well it is known."""
        changed = any(getattr(self, field) != value for field, value in told.items())
        if "selected_on" in told:
            self._require_order("selected_on", selected_on=told["selected_on"])
        for field, value in told.items():
            setattr(self, field, value)
        events = [self._described()] if changed else []
        if events:
            self.bound()
        return events + (self.hold_office(office_holders) if office_holders is not None else [])

    def hold_office(self, holders: Sequence[OfficeHolder]) -> list[Event]:
        """Say who exercised the seat, all of them; the same again is harmless."""
        if list(holders) == self.office_holders:
            return []
        if self.stage in (TermStage.DESIGNATE, TermStage.WITHDRAWN) and any(each.from_on for each in holders):
            raise NotInOffice(f"The term of {self.administration} has not started: nobody exercises the seat in it")
        require_orderly(holders, self.started_on, self.ended_on)
        self.office_holders = list(holders)
        self.bound()
        return [self._event(ViceChairOfficeChanged, office_holders=tuple(map(_tenure, holders)))]

    def require_stated(self, **stated: Any) -> None:
        """Raises `TermStands` when the seat, the administration or a day is stated that is not on record."""
        differing = [field for field, value in stated.items() if value is not None and getattr(self, field) != value]
        if differing:
            raise TermStands(f"Term {self.id} is on record with another {', '.join(differing)}", field=differing[0])

    def expect(self, on: PartialDate | None, *, after_session_id: UUID | None = None, reason: str | None = None,
               ) -> list[Event]:  # fmt: skip
        """Its session is held on other days, or it waits for another one."""
        session = after_session_id or self.after_session_id
        if self.stage is not TermStage.DESIGNATE or (on, session) == (self.expected_on, self.after_session_id):
            return []
        former, self.expected_on, self.after_session_id = self.expected_on, on, session
        days = {"expected_on": on, "former_expected_on": former}
        return [self._event(ViceChairTermMoved, after_session_id=session, reason=reason, **days)]

    def withdraw(self, *, on: PartialDate, reason: str) -> list[Event]:
        """The designate will not take the seat; the same again is harmless."""
        if self.stage is TermStage.WITHDRAWN and (self.withdrawn_on, self.withdrawal_reason) == (on, reason):
            return []
        if self.stage is TermStage.WITHDRAWN:
            raise DesignateWithdrawn(f"{self.administration} withdrew on {self.withdrawn_on}", field="withdrawn_on")
        if self.stage is not TermStage.DESIGNATE:
            raise AlreadyInOffice(f"{self.administration} has taken the seat: its term can be ended")
        if self.selected_on is not None and on.latest < self.selected_on.earliest:
            raise Invalid(f"{self.administration} was selected on {self.selected_on}", field="withdrawn_on")
        self.stage, self.withdrawn_on, self.withdrawal_reason = TermStage.WITHDRAWN, on, reason
        self.expected_on = None
        return [self._event(ViceChairWithdrawn, withdrawn_on=on, reason=reason)]

    def start(self, *, on: PartialDate, reason: str | None = None) -> list[Event]:
        """The administration takes the seat; the same day again is harmless."""
        if self.stage is TermStage.WITHDRAWN:
            raise DesignateWithdrawn(f"{self.administration} withdrew on {self.withdrawn_on}")
        if self.started_on == on and reason in (None, self.start_reason):
            return []
        if self.started_on is not None:
            raise TermStands(f"The term of {self.administration} started on {self.started_on}", field="started_on")
        self._require_order("started_on", started_on=on)
        self.stage = TermStage.ENDED if self.ended_on else TermStage.IN_OFFICE
        self.started_on, self.start_reason, self.expected_on = on, reason, None
        self.bound()
        started = self._event(
            ViceChairTermStarted, started_on=on, after_session_id=self.after_session_id, reason=reason
        )
        return [started, *self.fit_office()]

    def end(self, *, on: PartialDate, reason: str | None = None) -> list[Event]:
        """The administration gives the seat up; the same day again is harmless."""
        if self.stage is TermStage.WITHDRAWN:
            raise DesignateWithdrawn(f"{self.administration} withdrew on {self.withdrawn_on}")
        if self.stage is TermStage.DESIGNATE:
            raise NotInOffice(f"{self.administration} is designate: a term that has not started cannot end")
        if self.ended_on == on and reason in (None, self.end_reason):
            return []
        if self.ended_on is not None and (self.ended_on != on or self.end_reason is not None):
            because = f": {self.end_reason}" if self.end_reason else ""
            raise TermStands(f"The term of {self.administration} ended on {self.ended_on}{because}", field="ended_on")
        self._require_order("ended_on", ended_on=on)
        self.stage, self.ended_on, self.end_reason = TermStage.ENDED, on, reason
        self.bound()
        return [self._event(ViceChairTermEnded, ended_on=on, reason=reason), *self.fit_office()]

    def correct(self, field: str, value: Any, *, source: str, reason: str) -> list[Event]:
        if getattr(self, field) is None:
            raise Invalid(f"No {field} is on record: it is recorded, not corrected", field="field")
        self._require_order("value", **{field: value})
        corrected = super().correct(field, value, source=source, reason=reason)
        self.bound()
        return corrected + self.fit_office()

    def fit_office(self) -> list[Event]:
        """With the term, whoever exercises the seat comes and goes."""
        return self.hold_office(fitted(self.office_holders, self.started_on, self.ended_on))

    def bound(self, start: Window | None = None, end: Window | None = None) -> None:
        """Say which days are sure and which are possible, by its own days or by those on which it met others."""
        start, end = start or self.start_days, end or self.end_days
        self.sure_from = self.sure_until = self.possible_from = self.possible_until = self.in_line_on = None
        if self.stage in (TermStage.DESIGNATE, TermStage.WITHDRAWN):
            return
        self.possible_from = start.earliest if start else None
        self.possible_until = max(end.latest, start.earliest if start else date.min) if end else None
        if start is not None and (end is None or start.latest < end.earliest):
            self.sure_from, self.sure_until = start.latest, end and end.earliest
        self.in_line_on = self._in_line_on()

    def surely_holds(self, day: date) -> bool:
        """Whether the seat is held on `day`, whatever the imprecise dates turn out to be."""
        return (
            self.sure_from is not None and self.sure_from <= day and (self.sure_until is None or day < self.sure_until)
        )

    def may_hold(self, day: date) -> bool:
        """Whether the dates, as far as they are known, leave room for `day`."""
        since = self.possible_from is None or self.possible_from <= day
        return self.is_held and since and (self.possible_until is None or day < self.possible_until)

    @property
    def start_days(self) -> Window | None:
        """On which of these days it started: not before it was selected."""
        days = window(self.started_on)
        chosen = window(self.selected_on)
        if days is None or chosen is None or chosen.earliest > days.latest:
            return days
        return Window(max(days.earliest, chosen.earliest), days.latest)

    @property
    def end_days(self) -> Window | None:
        return window(self.ended_on)

    @property
    def is_held(self) -> bool:
        """Whether it is, was or will surely be held at some time."""
        return self.stage not in (TermStage.DESIGNATE, TermStage.WITHDRAWN)

    def _in_line_on(self) -> date | None:
        if self.start_days is not None:
            return self.start_days.earliest
        known = [seen.earliest for holder in self.office_holders for seen in holder.sightings()]
        known += [before(self.end_days.earliest)] if self.end_days else []
        known = known or ([self.selected_on.earliest] if self.selected_on else [])
        return min(known, default=None)

    def _require_order(self, field: str, **changed: PartialDate) -> None:
        days = {name: getattr(self, name) for name in ("selected_on", "started_on", "ended_on")} | changed
        selected, started, ended = (window(day) for day in days.values())
        if started and selected and started.latest < selected.earliest:
            raise Invalid(f"Selected on {days['selected_on']}, it cannot start on {days['started_on']}", field=field)
        if started and ended and ended.latest <= started.earliest:
            raise Invalid(f"A term from {days['started_on']} to {days['ended_on']} has no day", field=field)
        if ended and selected and ended.latest <= selected.earliest:
            raise Invalid(f"Selected on {days['selected_on']}, it cannot end on {days['ended_on']}", field=field)

    def _described(self) -> Event:
        fields = ("selected_on", "selected_at", "selection_method", "conference_id", "note", "confidence")
        return self._event(
            ViceChairTermDescribed, stated_by=self.source, **{field: getattr(self, field) for field in fields}
        )

    def _event(self, event: type[Event], **facts: Any) -> Event:
        self.version += 1
        names = {"term_id": self.id, "region": self.region, "administration": self.administration}
        return event(version=self.version, **names, **facts)


def _tenure(holder: OfficeHolder) -> OfficeTenure:
    return OfficeTenure(**holder.model_dump(exclude={"source"}), stated_by=holder.source)
