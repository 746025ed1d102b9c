"""Vice-Chair terms: an administration holds the seat, persons exercise it, and no two hold it on one day."""

from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from cabos.columns import Document, PartialDay, words
from cabos.refusal import Invalid, Refusal
from cabos_contracts.envelope import Event
from cabos_contracts.governance import ViceChairSelected, ViceChairTermEnded, ViceChairTermStarted
from cabos_contracts.types import PartialDate
from pydantic import BaseModel, ConfigDict
from sqlmodel import Field

from governance.model.record import Record


class SeatTaken(Refusal):
    """Another administration holds the seat on these days."""


class SeatAlreadyPromised(Refusal):
    """The region has a designate already."""


class TermStands(Refusal):
    """The term is on record with other facts."""


class NotInOffice(Refusal):
    """The term has not started."""


class TermStage(StrEnum):
    DESIGNATE = "designate"
    IN_OFFICE = "in_office"
    ENDED = "ended"


class OfficeHolder(BaseModel):
    """Who exercised the seat, as a source saw them; `seen` is when."""

    model_config = ConfigDict(extra="forbid")

    name: str
    role: str | None = None
    acting: bool = False
    seen: str | None = None


class ViceChairTerm(Record, table=True):
    """One term; `ended_on` is the first day on which it no longer holds, the successor's `started_on`."""

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
    started_on: PartialDate | None = Field(default=None, sa_type=PartialDay)
    ended_on: PartialDate | None = Field(default=None, sa_type=PartialDay)
    # The days on which the seat is surely held, however imprecise the dates: the exclusion constraint stands on them.
    sure_from: date | None = None
    sure_until: date | None = None
    office_holders: list[OfficeHolder] = Field(default_factory=list, sa_type=Document(list[OfficeHolder]))
    confidence: str | None = None
    note: str | None = None

    @classmethod
    def select(cls, term_id: UUID, *, region: str, administration: str, conference_id: UUID, selected_on: PartialDate,
               after_session_id: UUID | None, source: str) -> tuple["ViceChairTerm", list[Event]]:  # fmt: skip
        """A conference has chosen the designate."""
        term = cls(
            id=term_id,
            region=region,
            administration=administration,
            stage=TermStage.DESIGNATE,
            selected_on=selected_on,
            conference_id=conference_id,
            after_session_id=after_session_id,
            source=source,
            version=1,
        )
        selected = ViceChairSelected(
            term_id=term_id,
            region=region,
            administration=administration,
            conference_id=conference_id,
            selected_on=selected_on,
            after_session_id=after_session_id,
            version=1,
        )
        return term, [selected]

    @classmethod
    def record(cls, term_id: UUID, *, started_on: PartialDate | None, ended_on: PartialDate | None, region: str,
               administration: str, **facts: Any) -> tuple["ViceChairTerm", list[Event]]:  # fmt: skip
        """A term that is known from sources, with the days that they give."""
        term = cls(
            id=term_id,
            region=region,
            administration=administration,
            stage=TermStage.IN_OFFICE,
            **facts,
        )
        events = term.start(on=started_on) if started_on else []
        events += term.end(on=ended_on) if ended_on else []
        term.version = max(term.version, 1)
        return term, events

    def describe(self, *, selected_at: str | None, selection_method: str | None, office_holders: list[OfficeHolder],
                 confidence: str | None, note: str | None, source: str) -> None:  # fmt: skip
        """What may be learned of a term at any time: who exercised it, and how well it is known."""
        self.selected_at, self.selection_method, self.office_holders = selected_at, selection_method, office_holders
        self.confidence, self.note, self.source = confidence, note, source

    def require_stated(self, **stated: Any) -> None:
        """Raises `TermStands` when the seat, the administration or a day is stated that is not on record."""
        differing = [field for field, value in stated.items() if value is not None and getattr(self, field) != value]
        if differing:
            raise TermStands(f"Term {self.id} is on record with another {', '.join(differing)}", field=differing[0])

    def start(self, *, on: PartialDate) -> list[Event]:
        """The administration takes the seat."""
        self.stage = TermStage.IN_OFFICE
        self.started_on = on
        self.version += 1
        self._settle()
        return [
            ViceChairTermStarted(
                term_id=self.id,
                region=self.region,
                administration=self.administration,
                started_on=on,
                after_session_id=self.after_session_id,
                version=self.version,
            )
        ]

    def end(self, *, on: PartialDate) -> list[Event]:
        """The administration gives the seat up; the same day again is harmless."""
        if self.stage is TermStage.DESIGNATE:
            raise NotInOffice(f"{self.administration} is designate: a term that has not started cannot end")
        if self.ended_on == on:
            return []
        if self.ended_on is not None:
            raise TermStands(f"The term of {self.administration} ended on {self.ended_on}", field="ended_on")
        if self.started_on is not None and on.latest < self.started_on.earliest:
            raise Invalid(f"The term started on {self.started_on} and cannot end before", field="ended_on")
        self.stage = TermStage.ENDED
        self.ended_on = on
        self.version += 1
        self._settle()
        return [
            ViceChairTermEnded(
                term_id=self.id,
                region=self.region,
                administration=self.administration,
                ended_on=on,
                version=self.version,
            )
        ]

    def surely_holds(self, day: date) -> bool:
        """Whether the seat is held on `day`, whatever the imprecise dates turn out to be."""
        return (
            self.sure_from is not None and self.sure_from <= day and (self.sure_until is None or day < self.sure_until)
        )

    def may_hold(self, day: date) -> bool:
        """Whether the dates, as far as they are known, leave room for `day`."""
        after_start = self.started_on is None or self.started_on.earliest <= day
        before_end = self.ended_on is None or day < self.ended_on.latest
        return self.stage is not TermStage.DESIGNATE and after_start and before_end

    def is_designate(self, day: date) -> bool:
        """Whether the administration has been chosen by `day` and does not hold the seat yet."""
        chosen = self.selected_on is not None and self.selected_on.latest <= day
        if self.stage is TermStage.DESIGNATE:
            return chosen
        return chosen and self.started_on is not None and day < self.started_on.earliest

    def _settle(self) -> None:
        start = self.started_on.latest if self.started_on else None
        end = self.ended_on.earliest if self.ended_on else None
        surely = start is not None and (end is None or start < end)
        self.sure_from, self.sure_until = (start, end) if surely else (None, None)
