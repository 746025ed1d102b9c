"""Strategic plans of regions and of the whole organization, from the draft to what takes their place."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from cabos.columns import Document, PartialDay, words
from cabos.refusal import Invalid, Refusal
from cabos_contracts.envelope import Event
from cabos_contracts.governance.plans import (
    StrategicPlanAdopted,
    StrategicPlanAmended,
    StrategicPlanClosed,
    StrategicPlanDrafted,
    StrategicPlanReactivated,
    StrategicPlanSuperseded,
)
from cabos_contracts.types import PartialDate
from sqlalchemy.dialects.postgresql import DATEMULTIRANGE
from sqlalchemy.dialects.postgresql.ranges import MultiRange
from sqlmodel import Field

from governance.model.plan_days import Lapse, days_held
from governance.model.plan_tree import Objective, outline, parts_of, require_identity, require_sound
from governance.model.record import Record


class PlanStands(Refusal):
    """The plan is on record with other facts."""


class PlanNotAdopted(Refusal):
    """The plan is a draft."""


class PlanOver(Refusal):
    """The plan is closed or superseded."""


class PeriodTaken(Refusal):
    """Another plan of this kind holds in the period."""


class PlanStatus(StrEnum):
    """An amended plan is an adopted one, with a `plan_version` above 1."""

    DRAFT = "draft"
    ADOPTED = "adopted"
    CLOSED = "closed"
    SUPERSEDED = "superseded"


class StrategicPlan(Record, table=True):
    """A plan with its present text; `plan_version` counts the adopted texts, `version` the events."""

    kind_of_record = "strategic_plan"

    __tablename__ = "strategic_plan"

    id: UUID = Field(primary_key=True)
    region: str | None = Field(default=None, foreign_key="region.code")
    kind: str
    title: str
    motto: str | None = None
    starts_on: PartialDate | None = Field(default=None, sa_type=PartialDay)
    ends_on: PartialDate | None = Field(default=None, sa_type=PartialDay)
    may_overlap_because: str | None = None
    objectives: tuple[Objective, ...] = Field(default=(), sa_type=Document(tuple[Objective, ...]))
    confidence: str | None = None
    note: str | None = None
    status: PlanStatus = Field(default=PlanStatus.DRAFT, sa_type=words(PlanStatus))
    plan_version: int = 0
    conference_id: UUID | None = Field(default=None, foreign_key="conference.id")
    adopted_on: PartialDate | None = Field(default=None, sa_type=PartialDay)
    closed_on: PartialDate | None = Field(default=None, sa_type=PartialDay)
    closing_reason: str | None = None
    superseded_by_id: UUID | None = Field(default=None, foreign_key="strategic_plan.id")
    lapses: tuple[Lapse, ...] = Field(default=(), sa_type=Document(tuple[Lapse, ...]))
    # However imprecise the dates are: what may not overlap, and what is found when a day is asked for.
    sure_days: Any = Field(default_factory=MultiRange, sa_type=DATEMULTIRANGE)
    possible_days: Any = Field(default_factory=MultiRange, sa_type=DATEMULTIRANGE)

    def draft(self, **facts: Any) -> list[Event]:
        """Write the draft, or change it until the plan is adopted; the same again is harmless."""
        if self.version and facts == {field: getattr(self, field) for field in facts}:
            return []
        if self.status is not PlanStatus.DRAFT:
            changed = ", ".join(field for field, value in facts.items() if value != getattr(self, field))
            raise PlanStands(f"The plan was adopted; {changed} may be amended or corrected, and not drafted again")
        require_sound(facts["objectives"])
        for field, value in facts.items():
            setattr(self, field, value)
        self.version += 1
        return [StrategicPlanDrafted(**self._frame())]

    def adopt(self, *, on: PartialDate | None, conference_id: UUID | None, today: date) -> list[Event]:
        """The draft holds from now on as the first text of the plan; the same again is harmless."""
        if self.status is not PlanStatus.DRAFT:
            if (self.adopted_on, self.conference_id) != (on, conference_id):
                raise PlanStands(f"The plan was adopted on {self.adopted_on or 'a day that is not known'}")
            return []
        if on is not None and on.earliest > today:
            raise Invalid(f"{on} has not come yet", field="adopted_on")
        if on is not None and self.ends_on is not None and on.earliest > self.ends_on.latest:
            raise Invalid(f"The plan ends on {self.ends_on} and cannot be adopted after", field="adopted_on")
        self.status = PlanStatus.ADOPTED
        self.plan_version = 1
        self.adopted_on, self.conference_id = on, conference_id
        self.version += 1
        self._settle()
        return [StrategicPlanAdopted(**self._frame(), conference_id=conference_id, adopted_on=on)]

    def amend(self, *, objectives: tuple[Objective, ...], ends_on: PartialDate | None, on: PartialDate, reason: str,
              conference_id: UUID | None, source: str, former: Sequence[tuple[Objective, ...]],
              today: date) -> list[Event]:  # fmt: skip
        """Another text holds from `on`; what is measured and under way keeps its identity by its id."""
        self.require_holding()
        self.require_day(on, today, "amended_on")
        require_sound(objectives)
        for text in former:
            require_identity(text, objectives)
        self._require_period(self.starts_on, ends_on)
        before, after = dict(parts_of(self.objectives)), dict(parts_of(objectives))
        self.objectives, self.ends_on, self.source = objectives, ends_on, source
        self.plan_version += 1
        self.version += 1
        self._settle()
        return [
            StrategicPlanAmended(
                **self._frame(),
                plan_version=self.plan_version,
                conference_id=conference_id,
                amended_on=on,
                reason=reason,
                added=tuple(sorted(after.keys() - before.keys())),
                dropped=tuple(sorted(before.keys() - after.keys())),
            )
        ]

    def close(self, *, on: PartialDate, reason: str, today: date) -> list[Event]:
        """The plan no longer holds from `on` on; the same again is harmless."""
        if self.status is PlanStatus.CLOSED and (self.closed_on, self.closing_reason) == (on, reason):
            return []
        self.require_holding()
        self.require_day(on, today, "closed_on")
        self._end(PlanStatus.CLOSED, on)
        self.closing_reason = reason
        return [StrategicPlanClosed(**self._name(), closed_on=on, reason=reason, version=self.version)]

    def supersede(self, *, by: UUID, on: PartialDate) -> list[Event]:
        """Another plan takes the place of this one, from `on` on, which may be a day to come."""
        if self.superseded_by_id == by:
            return []
        self.require_holding()
        if by == self.id:
            raise Invalid("A plan cannot supersede itself", field="supersedes")
        if self.begins is not None and on.latest < self.begins.earliest:
            raise Invalid(f"{self.title} begins on {self.begins}: nothing can supersede it before", field="supersedes")
        self._end(PlanStatus.SUPERSEDED, on)
        self.superseded_by_id = by
        return [StrategicPlanSuperseded(**self._name(), closed_on=on, by=by, version=self.version)]

    def reactivate(self, *, on: PartialDate, ends_on: PartialDate | None, reason: str, conference_id: UUID | None,
                   source: str, today: date) -> list[Event]:  # fmt: skip
        """A plan that was closed, or that everybody had forgotten, holds again; the same again is harmless."""
        if any(lapse.reactivated_on == on for lapse in self.lapses):
            return []
        if self.status not in (PlanStatus.CLOSED, PlanStatus.ADOPTED):
            self.require_holding()
        self.require_day(on, today, "reactivated_on")
        if self.closed_on is not None and on.latest < self.closed_on.earliest:
            raise Invalid(f"The plan was closed on {self.closed_on} and cannot be back before", field="reactivated_on")
        if ends_on is not None and ends_on.latest < on.earliest:
            raise Invalid(f"{ends_on} is before reactivated_on {on}", field="ends_on")
        ended = self.ends_on if self.ends_on and self.ends_on.earliest <= on.latest else None
        lapse = Lapse(
            ends_on=ended,
            closed_on=self.closed_on,
            closing_reason=self.closing_reason,
            reactivated_on=on,
            conference_id=conference_id,
            reason=reason,
        )
        self.lapses = (*self.lapses, lapse)
        self.status, self.ends_on, self.closed_on, self.closing_reason = PlanStatus.ADOPTED, ends_on, None, None
        self.source = source
        self.version += 1
        self._settle()
        again = {"reactivated_on": on, "ends_on": ends_on, "conference_id": conference_id, "reason": reason}
        return [StrategicPlanReactivated(**self._name(), **again, version=self.version)]

    def correct(self, field: str, value: Any, *, source: str, reason: str) -> list[Event]:
        """As for any record; a corrected day changes when the plan holds."""
        if field == "adopted_on":
            self.require_adopted()
        if field == "closed_on" and self.closed_on is None:
            raise PlanStands("The plan has not ended: a day cannot be corrected that it does not have", field="field")
        days = {"starts_on": self.starts_on, "ends_on": self.ends_on} | {field: value}
        self._require_period(days["starts_on"], days["ends_on"])
        events = super().correct(field, value, source=source, reason=reason)
        self._settle()
        return events

    @property
    def begins(self) -> PartialDate | None:
        """The first day of the period, or the day of the adoption where no period is stated."""
        return self.starts_on or self.adopted_on

    def require_adopted(self) -> None:
        if self.status is PlanStatus.DRAFT:
            raise PlanNotAdopted("The plan is a draft: it has to be adopted first")

    def require_holding(self) -> None:
        self.require_adopted()
        if self.status is not PlanStatus.ADOPTED:
            raise PlanOver(f"The plan is {self.status} since {self.closed_on}")

    def require_day(self, day: PartialDate, today: date, field: str) -> None:
        """Raises `Invalid` for a day that has not come, or that is before the plan."""
        if day.earliest > today:
            raise Invalid(f"{day} has not come yet", field=field)
        if self.begins is not None and day.latest < self.begins.earliest:
            raise Invalid(f"{day} is before the plan, which begins on {self.begins}", field=field)

    def changed(self) -> int:
        """The version after one more event about something that is kept beside the row."""
        self.version += 1
        return self.version

    def _end(self, status: PlanStatus, on: PartialDate) -> None:
        self.status, self.closed_on = status, on
        self.version += 1
        self._settle()

    def _settle(self) -> None:
        if self.status is PlanStatus.DRAFT:
            return
        begins = [day for day in (self.starts_on, self.adopted_on) if day is not None]
        self.sure_days, self.possible_days = days_held(begins, self.lapses, self.ends_on, self.closed_on)

    def _require_period(self, starts_on: PartialDate | None, ends_on: PartialDate | None) -> None:
        if starts_on is not None and ends_on is not None and ends_on.latest < starts_on.earliest:
            raise Invalid(f"{ends_on} is before starts_on {starts_on}", field="ends_on")

    def _name(self) -> dict[str, Any]:
        return {"plan_id": self.id, "region": self.region, "title": self.title}

    def _frame(self) -> dict[str, Any]:
        period = {"kind": self.kind, "starts_on": self.starts_on, "ends_on": self.ends_on}
        return {**self._name(), **period, "objectives": outline(self.objectives), "version": self.version}
