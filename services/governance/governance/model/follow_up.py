"""What became of a decision, as a later conference was told."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from cabos.columns import PartialDay, words
from cabos_contracts.types import EconomyCode, PartialDate
from sqlmodel import Field, SQLModel

from governance.model.part import Part, Text


class FollowUpState(StrEnum):
    OPEN = "open"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    DROPPED = "dropped"


OWED = (FollowUpState.OPEN, FollowUpState.IN_PROGRESS)


class Owner(Part):
    """Who has to see to it: an administration, or a body in the words of the record."""

    administration: EconomyCode | None = None
    body: Text | None = None
    source: Text


class FollowUp(SQLModel, table=True):
    """One for each conference that looked at the decision; it is part of the decision, whose version counts it."""

    __tablename__ = "decision_follow_up"

    id: UUID = Field(primary_key=True)
    decision_id: UUID = Field(foreign_key="decision.id")
    conference_id: UUID = Field(foreign_key="conference.id")
    state: FollowUpState = Field(sa_type=words(FollowUpState))
    note: str | None = None
    source: str
    followed_up_on: PartialDate = Field(sa_type=PartialDay)
    # The day by which the conference had surely ended.
    followed_up_by: date

    def says(self, other: "FollowUp") -> bool:
        return (self.state, self.note, self.source) == (other.state, other.note, other.source)
