"""Flags: a story says what its record no longer says, until an editor has looked at it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from cabos.columns import Document
from cabos_contracts.news import StoryFlagged
from cabos_contracts.types import RecordReference
from sqlmodel import Field, SQLModel

from news.model.story import Story


class Flag(SQLModel, table=True):
    """Raised once for each event that corrects a record which the story is about; `changed` is what it says now."""

    __tablename__ = "story_flag"

    id: UUID = Field(primary_key=True)
    story_id: UUID = Field(foreign_key="story.id")
    kind: str
    record_id: UUID
    event_id: UUID
    changed: Any = Field(sa_type=Document(tuple[str, ...]))
    raised_at: datetime
    settled_at: datetime | None = None
    settled_by: str | None = None
    note: str | None = None

    def raised_on(self, story: Story) -> StoryFlagged:
        """What is announced of it, as the story's next version."""
        return StoryFlagged(
            story_id=story.id,
            flag_id=self.id,
            record=RecordReference(kind=self.kind, id=self.record_id),
            changed=tuple(self.changed),
            according_to_event=self.event_id,
            version=story.next_version(),
        )

    def settle(self, who: str, note: str | None, at: datetime) -> bool:
        """Whether it was open until now."""
        if self.settled_at is not None:
            return False
        self.settled_at, self.settled_by, self.note = at, who, note
        return True
