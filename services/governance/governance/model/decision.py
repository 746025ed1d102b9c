"""What conferences decide."""

from uuid import UUID

from cabos.columns import PartialDay
from cabos.refusal import Refusal
from cabos_contracts.envelope import Event
from cabos_contracts.governance import DecisionTaken
from cabos_contracts.types import PartialDate
from sqlmodel import Field

from governance.model.conference import Conference
from governance.model.record import Record


class AlreadyDecided(Refusal):
    """The decision is on record with other facts."""


class Decision(Record, table=True):
    """What a conference decided; `day_stated` is false where no source gives the day."""

    kind_of_record = "decision"

    id: UUID = Field(primary_key=True)
    conference_id: UUID = Field(foreign_key="conference.id", index=True)
    kind: str
    text: str
    taken_on: PartialDate = Field(sa_type=PartialDay)
    day_stated: bool
    effective: str | None = None
    selects_term_id: UUID | None = Field(default=None, foreign_key="vice_chair_term.id")

    @classmethod
    def take(cls, decision_id: UUID, conference: Conference, *, kind: str, text: str, taken_on: PartialDate | None,
             effective: str | None, source: str) -> tuple["Decision", list[Event]]:  # fmt: skip
        """What a conference in session or held has decided; without a day it was on the last one of the meeting."""
        day = taken_on or conference.ends_on or conference.starts_on
        conference.require_decided(day)
        decision = cls(
            id=decision_id,
            conference_id=conference.id,
            kind=kind,
            text=text,
            taken_on=day,
            day_stated=taken_on is not None,
            effective=effective,
            source=source,
            version=1,
        )
        taken = DecisionTaken(
            decision_id=decision_id,
            conference_id=conference.id,
            conference_name=conference.name,
            region=conference.region,
            kind=kind,
            text=text,
            taken_on=day,
            effective=effective,
            version=1,
        )
        return decision, [taken]
