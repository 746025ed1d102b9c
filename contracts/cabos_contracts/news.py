"""What news announces: stories, their language versions and their revisions."""

from datetime import datetime
from uuid import UUID

from cabos_contracts.envelope import Event
from cabos_contracts.types import LanguageTag, RecordReference, Version


class StoryDrafted(Event, type="news.story.drafted.v1", subject="story_id"):
    """A story exists and is not published; `about` are the governed records that its facts come from."""

    story_id: UUID
    language: LanguageTag
    headline: str
    about: tuple[RecordReference, ...] = ()
    version: Version


class StoryPublished(Event, type="news.story.published.v1", subject="story_id"):
    """A story is public from `published_at` on; `languages` are those that it has, its own language first."""

    story_id: UUID
    language: LanguageTag
    headline: str
    slug: str
    published_at: datetime
    languages: tuple[LanguageTag, ...]
    version: Version


class LanguageVersionAdded(Event, type="news.story.language-version-added.v1", subject="story_id"):
    """A story can be read in one more language."""

    story_id: UUID
    language: LanguageTag
    headline: str
    revision: int
    version: Version


class StoryRevised(Event, type="news.story.revised.v1", subject="story_id"):
    """The text of one language version has changed; `substantive` when other languages must follow."""

    story_id: UUID
    language: LanguageTag
    revision: int
    substantive: bool
    version: Version
