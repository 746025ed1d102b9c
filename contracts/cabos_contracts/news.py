"""What news announces: stories, their language versions and their revisions."""

from datetime import date, datetime
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
    """A story is public; `languages` are those that it has, its own language first.

    `published_on` is the day that its page shows, `published_at` the instant, null where a page of old gives no more
    than a day.
    """

    story_id: UUID
    language: LanguageTag
    headline: str
    slug: str
    published_on: date
    published_at: datetime | None = None
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
