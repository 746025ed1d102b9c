"""The texts of a story, every one that there ever was, and the records that it is about."""

from datetime import datetime
from typing import Any
from uuid import UUID

from cabos.columns import Document
from sqlmodel import Field, SQLModel

from news.pages.blocks import Blocks


class Revision(SQLModel, table=True):
    """One text in one language, never changed; the highest of its language is the one that is read."""

    story_id: UUID = Field(primary_key=True, foreign_key="story.id")
    language: str = Field(primary_key=True)
    revision: int = Field(primary_key=True)
    headline: str
    blocks: Any = Field(sa_type=Document(Blocks))
    # The revision of the story's own language that a translation was made from.
    made_from: int | None = None
    substantive: bool
    written_at: datetime

    def says(self, headline: str, blocks: Blocks) -> bool:
        """Whether it is the same text to the letter."""
        return (self.headline, tuple(self.blocks)) == (headline, tuple(blocks))


class Reference(SQLModel, table=True):
    """A governed record of another service that a story's facts come from."""

    __tablename__ = "story_reference"

    story_id: UUID = Field(primary_key=True, foreign_key="story.id")
    kind: str = Field(primary_key=True)
    record_id: UUID = Field(primary_key=True)
    # In the order in which they were named: the first is what the story is about most of all.
    place: int
