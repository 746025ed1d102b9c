"""The texts of a story, every one that there ever was, and the records and stories that it is about."""

from datetime import datetime
from typing import Any
from uuid import UUID

from cabos.columns import Document, words
from sqlmodel import Field, SQLModel

from news.model.text import Picture, Text
from news.model.words import Deed


class Revision(SQLModel, table=True):
    """One text in one language, never changed; the highest of its language is the one that is worked on."""

    story_id: UUID = Field(primary_key=True, foreign_key="story.id")
    language: str = Field(primary_key=True)
    revision: int = Field(primary_key=True)
    headline: str
    dateline: str | None = None
    summary: str | None = None
    byline: str | None = None
    body: str
    pictures: Any = Field(default=(), sa_type=Document(tuple[Picture, ...]))
    # The revision of the story's own language that a translation was made from.
    made_from: int | None = None
    substantive: bool
    written_by: str
    written_at: datetime
    # It was to replace a text that is read, and never will.
    discarded_at: datetime | None = None

    @property
    def text(self) -> Text:
        return Text.model_validate({name: getattr(self, name) for name in Text.model_fields})


class Reference(SQLModel, table=True):
    """A governed record of another service that a story's facts come from."""

    __tablename__ = "story_reference"

    story_id: UUID = Field(primary_key=True, foreign_key="story.id")
    kind: str = Field(primary_key=True)
    record_id: UUID = Field(primary_key=True)
    # In the order in which they were named: the first is what the story is about most of all.
    place: int


class Relation(SQLModel, table=True):
    """A story that another one names as going with it."""

    __tablename__ = "story_relation"

    story_id: UUID = Field(primary_key=True, foreign_key="story.id")
    related_id: UUID = Field(primary_key=True, foreign_key="story.id")
    place: int


class Action(SQLModel, table=True):
    """Who did what with a story, and when; rows are only ever added."""

    __tablename__ = "story_action"

    id: UUID = Field(primary_key=True)
    story_id: UUID = Field(foreign_key="story.id")
    language: str | None = None
    revision: int | None = None
    deed: Deed = Field(sa_type=words(Deed))
    # The subject of the token, or the name of the part of news that acts by itself: `news`, `clock`.
    who: str
    note: str | None = None
    at: datetime
