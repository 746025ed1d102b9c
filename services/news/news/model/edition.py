"""What the public reads. Every output is made of editions, and of nothing else."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from cabos.columns import Document, words
from cabos_contracts.types import RecordReference
from pydantic import BaseModel, ConfigDict
from sqlmodel import Field, SQLModel

from news.model.text import Picture, Text
from news.model.words import VersionState


class Correction(BaseModel):
    """A public note on what was corrected, and when."""

    model_config = ConfigDict(frozen=True)

    note: str
    corrected_at: datetime


class Edition(SQLModel, table=True):
    """One language of a story as the public has it; there is no row before it is published.

    A withdrawn one has no words any more, only the reason. Pages, lists, search, feeds, sitemaps, digests and events
    read this table alone: what is not in it cannot be shown by mistake.
    """

    story_id: UUID = Field(primary_key=True, foreign_key="story.id")
    language: str = Field(primary_key=True)
    # Of the story's own language; and the revision of it that a translation was made from.
    source_language: str
    revision: int
    made_from: int | None = None
    stale: bool = False
    state: VersionState = Field(sa_type=words(VersionState))
    slug: str
    headline: str
    dateline: str | None = None
    summary: str | None = None
    byline: str | None = None
    body: str
    # The body as clean HTML, made once, when it is published.
    html: str
    pictures: Any = Field(default=(), sa_type=Document(tuple[Picture, ...]))
    region: str | None = None
    tags: Any = Field(default=(), sa_type=Document(tuple[str, ...]))
    about: Any = Field(default=(), sa_type=Document(tuple[RecordReference, ...]))
    # The day that the page shows; the instant is null where a page of old gives no more than a day.
    published_on: date
    published_at: datetime | None = None
    # The same as an instant for all: the first one of the day where no more is known. Lists are ordered by it.
    ordered_at: datetime
    # When its text last changed here: for a page of old, when it was brought out, and not the day that it shows.
    updated_at: datetime
    corrections: Any = Field(default=(), sa_type=Document(tuple[Correction, ...]))
    withdrawn_at: datetime | None = None
    reason: str | None = None

    def show(self, text: Text, html: str) -> None:
        """Put these words before the public."""
        for name in Text.model_fields:
            setattr(self, name, getattr(text, name))
        self.html = html

    def withdraw(self, reason: str, at: datetime) -> None:
        """Take the words away and leave the address with the reason."""
        self.state = VersionState.WITHDRAWN
        self.headline = self.body = self.html = ""
        self.dateline = self.summary = self.byline = None
        self.pictures, self.corrections = (), ()
        self.reason, self.withdrawn_at, self.updated_at = reason, at, at
