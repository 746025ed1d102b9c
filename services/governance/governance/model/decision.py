"""What conferences decide, and from when on it holds."""

from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from cabos.columns import Document, PartialDay, words
from cabos.refusal import Invalid, Refusal
from cabos_contracts.envelope import Event
from cabos_contracts.governance import (
    DecisionAssigned,
    DecisionFollowedUp,
    DecisionLapsed,
    DecisionTaken,
    DecisionTookEffect,
    decisions,
)
from cabos_contracts.types import PartialDate
from sqlmodel import Field

from governance.model.conference import Conference
from governance.model.follow_up import FollowUp, FollowUpState, Owner
from governance.model.record import Record


class AlreadyDecided(Refusal):
    """The decision is on record with other facts."""


class AlreadyEffective(Refusal):
    """The decision has taken effect."""


class EffectStands(Refusal):
    """What the decision waits for says when it takes effect."""


class Effect(StrEnum):
    """`pending` until its day has come, its session has closed, or its term has started; `lapsed` if never."""

    PENDING = "pending"
    EFFECTIVE = "effective"
    LAPSED = "lapsed"


class Decision(Record, table=True):
    """What a conference decided; `day_stated` is false where no source gives the day.

    When it takes effect is a day (`effective_on`), the closing of a session, the start of the term that it selects, or
    told in words only (`effective`), until somebody names the day. One that says nothing of it holds when it is taken.
    """

    kind_of_record = "decision"

    id: UUID = Field(primary_key=True)
    conference_id: UUID = Field(foreign_key="conference.id", index=True)
    region: str
    kind: str
    number: str | None = None
    title: str | None = None
    text: str
    texts: dict[str, str] = Field(default_factory=dict, sa_type=Document(dict[str, str]))
    taken_on: PartialDate = Field(sa_type=PartialDay)
    day_stated: bool
    effective: str | None = None
    effective_on: PartialDate | None = Field(default=None, sa_type=PartialDay)
    effective_after_session_id: UUID | None = Field(default=None, foreign_key="council_session.id")
    effect: Effect = Field(default=Effect.PENDING, sa_type=words(Effect))
    took_effect_on: PartialDate | None = Field(default=None, sa_type=PartialDay)
    # The day from which on it surely holds, as far as that is known beforehand: the index of `as_of`.
    effective_from: date | None = None
    selects_term_id: UUID | None = Field(default=None, foreign_key="vice_chair_term.id")
    owner: Owner | None = Field(default=None, sa_type=Document(Owner))
    due_on: PartialDate | None = Field(default=None, sa_type=PartialDay)
    # The day after which it is surely overdue.
    due_by: date | None = None
    follow_up_state: FollowUpState | None = Field(default=None, sa_type=words(FollowUpState))
    confidence: str | None = None

    @classmethod
    def take(cls, decision_id: UUID, conference: Conference, *, taken_on: PartialDate | None, today: date,
             **facts: Any) -> tuple["Decision", list[Event]]:  # fmt: skip
        """What a conference in session or held has decided; without a day it was on the last one of the meeting."""
        day = taken_on or conference.ends_on or conference.starts_on
        conference.require_decided(day)
        if taken_on is not None and taken_on.earliest > today:
            raise Invalid(f"{taken_on} has not come yet", field="taken_on")
        decision = cls(
            id=decision_id,
            conference_id=conference.id,
            region=conference.region,
            taken_on=day,
            day_stated=taken_on is not None,
            version=1,
            **facts,
        )
        decision._require_order("effective_on", decision.effective_on)
        decision._require_order("due_on", decision.due_on)
        decision.due_by = decision.due_on.latest if decision.due_on else None
        decision.follow_up_state = FollowUpState.OPEN if decision.owner else None
        decision.bound()
        told = {name: getattr(decision, name) for name in DecisionTaken.model_fields if hasattr(decision, name)}
        told |= {"texts": decision.texts or None, "owner": _owner(decision.owner), "stated_by": decision.source}
        return decision, [DecisionTaken(decision_id=decision_id, conference_name=conference.name, **told)]

    def require_told(self, **told: Any) -> None:
        """Raises `AlreadyDecided` when something is told otherwise than it is on record; what is left out stands."""
        day = self.taken_on if self.day_stated else None
        known = {name: getattr(self, name) for name in told} | {"taken_on": day}
        differing = [name for name, value in told.items() if value not in (None, {}) and value != known[name]]
        if differing:
            raise AlreadyDecided(f"Decision {self.id} is on record with another {', '.join(differing)}")

    def come(self, today: date) -> list[Event]:
        """Take effect when its day has come."""
        due = self.due
        return self.take_effect(on=due) if due is not None and due.latest <= today else []

    def take_effect(self, *, on: PartialDate) -> list[Event]:
        """What it says holds from now on; once."""
        if self.effect is not Effect.PENDING:
            return []
        self.effect, self.took_effect_on = Effect.EFFECTIVE, on
        self.bound()
        what = {"text": self.text, "effective_after_session_id": self.effective_after_session_id}
        return [self._event(DecisionTookEffect, kind=self.kind, took_effect_on=on, **what)]

    def name_day(self, *, on: PartialDate, today: date) -> list[Event]:
        """The day on which a decision takes effect that told it in words only; the same again is harmless."""
        if self.effect is Effect.EFFECTIVE and self.took_effect_on == on:
            return []
        if self.effect is not Effect.PENDING:
            when = f"took effect on {self.took_effect_on}" if self.effect is Effect.EFFECTIVE else "has lapsed"
            raise AlreadyEffective(f"The decision {when}")
        if self.waits or self.due is not None:
            for_what = "a term" if self.selects_term_id else "a session" if self.waits else f"{self.due}"
            raise EffectStands(f"The decision waits for {for_what}")
        self._require_order("effective_on", on)
        if on.latest > today:
            raise Invalid(f"{on} has not come yet", field="effective_on")
        return self.take_effect(on=on)

    def lapse(self, *, on: PartialDate, reason: str) -> list[Event]:
        """It will never hold."""
        if self.effect is not Effect.PENDING:
            return []
        self.effect = Effect.LAPSED
        self.bound()
        return [self._event(DecisionLapsed, kind=self.kind, lapsed_on=on, reason=reason)]

    def move_effect(self, *, on: PartialDate | None, source: str, reason: str) -> list[Event]:
        """What it took effect with turns out to have been on another day, or not to have come yet."""
        if self.effect is not Effect.EFFECTIVE:
            return []
        events = super().correct("took_effect_on", on, source=source, reason=reason)
        if on is None:
            self.effect = Effect.PENDING
        self.bound()
        return events

    def correct(self, field: str, value: Any, *, source: str, reason: str) -> list[Event]:
        if field == "effective_on" and self.waits:
            raise Invalid(
                "The decision takes effect with a session or a term, and not on a day of its own", field="field"
            )
        if field == "effective_on":
            self._require_order("value", value)
        if field == "taken_on":
            for later in filter(None, (self.effective_on, self.due_on)):
                if later.latest < value.earliest:
                    raise Invalid(f"It would be taken after {later}, when it is to be carried out", field="value")
        corrected = super().correct(field, value, source=source, reason=reason)
        self.day_stated = self.day_stated or field == "taken_on"
        self.bound()
        return corrected

    def assign(self, owner: Owner, due_on: PartialDate | None) -> list[Event]:
        """Somebody has to see to it from now on; the same again is harmless."""
        if (self.owner, self.due_on) == (owner, due_on):
            return []
        self._require_order("due_on", due_on)
        self.owner, self.due_on, self.due_by = owner, due_on, due_on.latest if due_on else None
        self.follow_up_state = self.follow_up_state or FollowUpState.OPEN
        return [self._event(DecisionAssigned, owner=_owner(owner), due_on=due_on, stated_by=owner.source)]

    def follow_up(self, conference: Conference, told: FollowUp, *, known: FollowUp | None,
                  latest: FollowUp | None) -> list[Event]:  # fmt: skip
        """A later conference has looked at it; `latest` is the last of the other ones that did."""
        if known is not None and known.says(told):
            return []
        if conference.id == self.conference_id or conference.starts_on.latest <= self.taken_on.earliest:
            raise Invalid(
                f"It was taken on {self.taken_on}, and a later conference follows it up", field="conference_id"
            )
        if conference.region != self.region:
            raise Invalid(f"The conference is of {conference.region}, not of {self.region}", field="conference_id")
        conference.require_met("follows nothing up")
        last = told if latest is None or told.followed_up_by >= latest.followed_up_by else latest
        self.follow_up_state = last.state
        facts: dict[str, Any] = {"owner": _owner(self.owner), "due_on": self.due_on, "stated_by": told.source}
        facts |= {name: getattr(told, name) for name in ("conference_id", "followed_up_on", "state", "note")}
        self.version += 1
        where = {"decision_id": self.id, "taken_at_conference_id": self.conference_id, "region": self.region}
        return [DecisionFollowedUp(**where, conference_name=conference.name, version=self.version, **facts)]

    @property
    def waits(self) -> bool:
        """Whether something else than a day says when it takes effect."""
        return self.selects_term_id is not None or self.effective_after_session_id is not None

    @property
    def due(self) -> PartialDate | None:
        """The day on which it takes effect, where that is known."""
        at_once = None if self.waits or self.effective is not None else self.taken_on
        return self.took_effect_on or self.effective_on or at_once

    def bound(self) -> None:
        """Say from which day on it surely holds."""
        due = None if self.effect is Effect.LAPSED else self.due
        self.effective_from = due.latest if due else None

    def _require_order(self, field: str, later: PartialDate | None) -> None:
        if later is not None and later.latest < self.taken_on.earliest:
            raise Invalid(f"{later} is before {self.taken_on}, when it was decided", field=field)

    def _event(self, event: type[Event], **facts: Any) -> Event:
        self.version += 1
        names = {"decision_id": self.id, "conference_id": self.conference_id, "region": self.region}
        return event(version=self.version, **names, **facts)


def _owner(owner: Owner | None) -> decisions.Owner | None:
    return decisions.Owner(administration=owner.administration, body=owner.body) if owner else None
