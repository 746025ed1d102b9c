"""What news announces: stories, their language versions, and what becomes of a text that is public.

No event carries a word of what is not public: of a draft its listeners learn no more than that it is there.
"""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints

from cabos_contracts.envelope import Event
from cabos_contracts.types import LanguageTag, RecordReference, Version

Path = Annotated[str, StringConstraints(pattern=r"^/")]
"""Where a text is read, from the root of the newsroom: `/es/newsroom/2018/april/<slug>`."""


class StoryDraftedWithHeadline(Event, type="news.story.drafted.v1", subject="story_id"):
    """Superseded by v2, and no longer announced: a draft's headline is nobody's business until it is public."""

    story_id: UUID
    language: LanguageTag
    headline: str
    about: tuple[RecordReference, ...] = ()
    version: Version


class StoryDrafted(Event, type="news.story.drafted.v2", subject="story_id"):
    """A story exists and is not published; `about` was told of older ones, and is empty since."""

    story_id: UUID
    language: LanguageTag
    about: tuple[RecordReference, ...] = ()
    version: Version


class StoryPublished(Event, type="news.story.published.v1", subject="story_id", minor=1):
    """A story is public; `languages` are those that it has, its own language first.

    `published_on` is the day that its page shows, `published_at` the instant, null where a page of old gives no more
    than a day. `summary` is how the text begins where nobody has written one.
    """

    story_id: UUID
    language: LanguageTag
    headline: str
    slug: str
    published_on: date
    published_at: datetime | None = None
    languages: tuple[LanguageTag, ...]
    version: Version
    summary: str | None = None
    path: Path | None = None


class LanguageVersionAdded(Event, type="news.story.language-version-added.v1", subject="story_id", minor=1):
    """A story that is public can be read in one more language."""

    story_id: UUID
    language: LanguageTag
    headline: str
    revision: int
    version: Version
    summary: str | None = None
    path: Path | None = None


class StoryRevised(Event, type="news.story.revised.v1", subject="story_id"):
    """One language has a newer text, read by nobody before it is published; `substantive` when others must follow."""

    story_id: UUID
    language: LanguageTag
    revision: int
    substantive: bool
    version: Version


class StoryCorrected(Event, type="news.story.corrected.v1", subject="story_id"):
    """The text that is read in one language has been replaced; `note` tells readers what was wrong."""

    story_id: UUID
    language: LanguageTag
    headline: str
    summary: str
    path: Path
    revision: int
    substantive: bool
    note: str
    corrected_at: datetime
    version: Version


class StoryWithdrawn(Event, type="news.story.withdrawn.v1", subject="story_id"):
    """These languages of a story are no longer to be read; their addresses stay and give the reason."""

    story_id: UUID
    languages: tuple[LanguageTag, ...]
    paths: tuple[Path, ...]
    reason: str
    withdrawn_at: datetime
    version: Version


class TranslationBecameStale(Event, type="news.translation.became-stale.v1", subject="story_id"):
    """The original, as it is read since its `revision`, differs from what a translation was made from."""

    story_id: UUID
    language: LanguageTag
    made_from: int
    revision: int
    path: Path
    version: Version


class StoryFlagged(Event, type="news.story.flagged.v1", subject="story_id"):
    """A record that a story is built on has been corrected since; whether the story changes is for an editor to say."""

    story_id: UUID
    flag_id: UUID
    record: RecordReference
    changed: tuple[str, ...]
    according_to_event: UUID
    version: Version
