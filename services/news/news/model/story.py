"""Stories, from the draft to the publication, and the languages in which they can be read."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from cabos.columns import words
from cabos.refusal import Invalid, Refusal
from cabos_contracts.envelope import Event
from cabos_contracts.news import LanguageVersionAdded, StoryDrafted, StoryPublished, StoryRevised
from cabos_contracts.types import RecordReference
from sqlmodel import Field, SQLModel

from news.model.revision import Revision
from news.pages.addresses import slug
from news.pages.blocks import Blocks
from news.pages.languages import SITE_LANGUAGES


class AlreadyDrafted(Refusal):
    """The story is on record with another text."""


class AlreadyPublished(Refusal):
    """The story was published on another day."""


class SourceMissing(Invalid):
    """A translation names a revision of the original that there is not."""


class StoryState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"


class Story(SQLModel, table=True):
    """One story in its own `language`, with any number of translations; once published it is never deleted.

    `published_on` is the day that its page shows; `published_at` is null where a page of old gives no more than a day.
    """

    id: UUID = Field(primary_key=True)
    language: str
    slug: str
    state: StoryState = Field(default=StoryState.DRAFT, sa_type=words(StoryState))
    published_on: date | None = None
    published_at: datetime | None = None
    # The event that the story was drafted from, when nobody wrote it.
    source_event: UUID | None = None
    version: int = 0

    @classmethod
    def draft(cls, story_id: UUID, *, language: str, headline: str, blocks: Blocks, about: tuple[RecordReference, ...],
              at: datetime) -> tuple["Story", Revision, list[Event]]:  # fmt: skip
        """A story with its first text, which nobody but the newsroom sees."""
        story = cls(id=story_id, language=language, slug=slug(headline))
        first = story._text(language, 1, headline, blocks, None, True, at)
        drafted = StoryDrafted(
            story_id=story_id, language=language, headline=headline, about=about, version=story._next()
        )
        return story, first, [drafted]

    def revise(self, current: Revision | None, *, language: str, headline: str, blocks: Blocks, substantive: bool,
               made_from: int | None, source_revision: int, at: datetime,
               ) -> tuple[Revision | None, list[Event]]:  # fmt: skip
        """Write a language's next text, or its first; the same text again is harmless.

        `source_revision` is the newest of the story's own language, which a translation is made from unless
        `made_from` names an older one.
        """
        translates = language != self.language
        if made_from is not None and not (translates and 1 <= made_from <= source_revision):
            rule = f"the original has the revisions 1 to {source_revision}" if translates else "this is the original"
            raise SourceMissing(f"made_from: {rule}", field="made_from")
        origin = (made_from or source_revision) if translates else None
        if current is not None and current.says(headline, blocks) and current.made_from == origin:
            return None, []
        number = 1 if current is None else current.revision + 1
        text = self._text(language, number, headline, blocks, origin, substantive, at)
        if current is None:
            return text, [
                LanguageVersionAdded(
                    story_id=self.id, language=language, headline=headline, revision=1, version=self._next()
                )
            ]
        revised = StoryRevised(
            story_id=self.id, language=language, revision=number, substantive=substantive, version=self._next()
        )
        return text, [revised]

    def publish(self, *, on: date, at: datetime | None, headline: str, languages: list[str], slug: str) -> list[Event]:
        """Make the story public in every language that it has; the same day again is harmless."""
        if self.state is StoryState.PUBLISHED:
            if self.published_on == on:
                return []
            raise AlreadyPublished(f"The story was published on {self.published_on}", field="published_on")
        self.state = StoryState.PUBLISHED
        self.published_on, self.published_at, self.slug = on, at, slug
        own_first = [self.language, *sorted(set(languages) - {self.language})]
        return [
            StoryPublished(
                story_id=self.id,
                language=self.language,
                headline=headline,
                slug=slug,
                published_on=on,
                published_at=at,
                languages=tuple(own_first),
                version=self._next(),
            )
        ]

    def served_in(self, requested: str, languages: set[str]) -> str:
        """The language that a reader gets: the one asked for, English, or the story's own, in this order."""
        return next(tag for tag in (requested, "en", self.language) if tag in languages)

    def _text(self, language: str, number: int, headline: str, blocks: Blocks, made_from: int | None,
              substantive: bool, at: datetime) -> Revision:  # fmt: skip
        texts: dict[str, Any] = {"headline": headline, "blocks": blocks}
        return Revision(
            story_id=self.id,
            language=language,
            revision=number,
            made_from=made_from,
            substantive=substantive,
            written_at=at.astimezone(UTC),
            **texts,
        )

    def _next(self) -> int:
        self.version += 1
        return self.version


def can_be_asked_for(language: str, translated: set[str]) -> bool:
    """Every story has an address in the site's languages, and in its own."""
    return language in SITE_LANGUAGES or language in translated
