"""Stories: what holds for all their languages, and what they announce."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from cabos.columns import Document, words
from cabos.refusal import Invalid, Refusal
from cabos_contracts.envelope import Event
from cabos_contracts.news import (
    LanguageVersionAdded,
    StoryCorrected,
    StoryDrafted,
    StoryPublished,
    StoryRevised,
    StoryWithdrawn,
    TranslationBecameStale,
)
from cabos_contracts.types import RecordReference
from sqlmodel import Field, SQLModel

from news.model.edition import Correction, Edition
from news.model.revision import Revision
from news.model.version import EmbargoStands, LanguageVersion
from news.model.words import StoryState, VersionState
from news.pages.addresses import path
from news.pages.markdown import beginning, html


class AlreadyDrafted(Refusal):
    """The story is on record with another text."""


class AlreadyPublished(Refusal):
    """The story was published on another day."""


class OriginalNotPublished(Refusal):
    """A translation is published with its original or after it, and as long as the original is public."""


class TranslationAhead(Refusal):
    """A translation tells nothing that its original, as it is read, does not say."""


class SourceMissing(Invalid):
    """A translation names a revision of the original that there is not."""


class Story(SQLModel, table=True):
    """One story in its own `language`, with any number of translations; once published it is never deleted.

    `published_on` is the day that its page shows; `published_at` is null where a page of old gives no more than a day.
    Until `embargo_until` no language of it goes out, whoever asks.
    """

    id: UUID = Field(primary_key=True)
    language: str
    slug: str
    state: StoryState = Field(default=StoryState.DRAFT, sa_type=words(StoryState))
    region: str | None = None
    tags: Any = Field(default=(), sa_type=Document(tuple[str, ...]))
    embargo_until: datetime | None = None
    published_on: date | None = None
    published_at: datetime | None = None
    # The event that the story was drafted from, when nobody wrote it.
    source_event: UUID | None = None
    # What that event said; null for stories from before this was kept.
    source_facts: Any = Field(default=None, sa_type=Document(dict[str, Any] | None))
    version: int = 0

    def drafted(self) -> Event:
        """Nothing is said of what it is about: everybody reads events, and nobody drafts."""
        return StoryDrafted(story_id=self.id, language=self.language, version=self.next_version())

    def revised(self, text: Revision) -> list[Event]:
        """Nothing under an embargo: the languages that are made ready would say what is coming."""
        if self.state is StoryState.DRAFT and self.embargo_until is not None:
            return []
        told = {"language": text.language, "revision": text.revision, "substantive": text.substantive}
        return [StoryRevised(story_id=self.id, **told, version=self.next_version())]

    def embargo(self, until: datetime | None) -> None:
        """Raises `AlreadyPublished` when there is nothing left to hold back."""
        if self.state is not StoryState.DRAFT:
            raise AlreadyPublished("The story is public: an embargo would come too late", field="embargo_until")
        self.embargo_until = until

    def publish(
        self, version: LanguageVersion, text: Revision, *, about: Sequence[RecordReference], slug: str, on: date,
        at: datetime | None, now: datetime, stale: bool = False, beside: Collection[str] = (),
    ) -> tuple[Edition | None, list[Event]]:  # fmt: skip
        """Make one language public; the same again is harmless.

        `slug` counts for the first one only; `beside` are languages that go out together with it. Raises
        `EmbargoStands` and `OriginalNotPublished`.
        """
        self.refuse_early(now)
        translates = version.language != self.language
        if translates:
            self.require_original()
        if not version.publish():
            return None, []
        if not translates:
            self.state, self.slug, self.published_on, self.published_at = StoryState.PUBLISHED, slug, on, at
        edition = self._edition(version, text, about, on, at, now, stale)
        said = self._told(edition)
        if translates:
            return edition, [LanguageVersionAdded(**said, revision=text.revision, version=self.next_version())]
        return edition, [
            StoryPublished(
                **said,
                slug=slug,
                published_on=on,
                published_at=at,
                languages=tuple(dict.fromkeys((self.language, *sorted(beside)))),
                version=self.next_version(),
            )
        ]

    def correct(self, version: LanguageVersion, edition: Edition, text: Revision, note: str, now: datetime, *,
                stale: bool = False) -> list[Event]:  # fmt: skip
        """Put the newest text in the place of the one that is read, with a public note; `published` stays.

        `stale` says whether the text is a translation of something that is no longer said.
        """
        self.refuse_early(now)
        version.correct()
        edition.show(text.text, html(text.body))
        edition.state, edition.revision, edition.made_from = version.state, text.revision, text.made_from
        edition.updated_at, edition.stale = now, stale
        edition.corrections = (*edition.corrections, Correction(note=note, corrected_at=now))
        said = self._told(edition) | {"note": note, "corrected_at": now, "substantive": text.substantive}
        return [StoryCorrected(**said, revision=text.revision, version=self.next_version())]

    def withdraw(
        self, editions: Collection[tuple[LanguageVersion, Edition]], reason: str, now: datetime
    ) -> list[Event]:
        """Take these languages back, each address staying with the reason; all of them with the story's own."""
        gone = []
        for version, edition in editions:
            if version.withdraw():
                edition.withdraw(reason, now)
                gone.append(version.language)
        if not gone:
            return []
        if self.language in gone:
            self.state = StoryState.WITHDRAWN
        paths = tuple(self.address(language) for language in gone)
        return [
            StoryWithdrawn(
                story_id=self.id,
                languages=tuple(gone),
                paths=paths,
                reason=reason,
                withdrawn_at=now,
                version=self.next_version(),
            )
        ]

    def became_stale(self, edition: Edition, revision: int) -> Event:
        """A translation that is public no longer says what the original says since that revision."""
        edition.stale = True
        return TranslationBecameStale(
            story_id=self.id,
            language=edition.language,
            made_from=edition.made_from or 1,
            revision=revision,
            path=self.address(edition.language),
            version=self.next_version(),
        )

    def address(self, language: str) -> str:
        """Where it is read, once it is published."""
        if self.published_on is None:
            raise ValueError("a story has no address before it is published")
        return path(language, self.published_on, self.slug)

    def refuse_early(self, now: datetime) -> None:
        if self.embargo_until is not None and now < self.embargo_until:
            until = self.embargo_until.astimezone(UTC).isoformat(timespec="seconds")
            raise EmbargoStands(
                f"No language of the story goes out before {until}; whoever is a publisher may set another embargo",
                rule="the embargo binds every language and every output",
                may=["publisher"],
            )

    def require_original(self) -> None:
        """Raises `OriginalNotPublished`, also once the original was withdrawn."""
        if self.state is StoryState.DRAFT:
            raise OriginalNotPublished(f"The story in {self.language} is not public yet", rule="the original first")
        self.refuse_withdrawn()

    def refuse_withdrawn(self) -> None:
        """A story that was withdrawn comes back in no language: what is true after all is another story."""
        if self.state is StoryState.WITHDRAWN:
            raise OriginalNotPublished(
                f"The story was withdrawn in {self.language}, and with it in every language: it stays so",
                rule="a story that was withdrawn comes back in no language",
            )

    def origin(self, language: str, made_from: int | None, source_revision: int) -> int | None:
        """The revision of the original that a text is made from: the newest unless an older one is named."""
        translates = language != self.language
        if made_from is not None and not (translates and 1 <= made_from <= source_revision):
            rule = f"the original has the revisions 1 to {source_revision}" if translates else "this is the original"
            raise SourceMissing(f"made_from: {rule}", field="made_from")
        return (made_from or source_revision) if translates else None

    def _edition(self, version: LanguageVersion, text: Revision, about: Sequence[RecordReference], on: date,
                 at: datetime | None, now: datetime, stale: bool) -> Edition:  # fmt: skip
        day = self.published_on or on
        edition = Edition(
            story_id=self.id, language=version.language, source_language=self.language, revision=text.revision,
            made_from=text.made_from, stale=stale, state=VersionState.PUBLISHED, slug=self.slug, headline="", body="",
            html="", region=self.region, tags=self.tags, about=tuple(about), published_on=day, published_at=at,
            ordered_at=at or midnight(day), updated_at=now,
        )  # fmt: skip
        edition.show(text.text, html(text.body))
        return edition

    def _told(self, edition: Edition) -> dict[str, Any]:
        """What events say of a text that is public: where it is read and what it is about, never the whole."""
        return {
            "story_id": self.id,
            "language": edition.language,
            "headline": edition.headline,
            "summary": edition.summary or beginning(edition.html),
            "path": self.address(edition.language),
        }

    def next_version(self) -> int:
        self.version += 1
        return self.version


def midnight(day: date) -> datetime:
    """The first instant (UTC) of a day, for a text of which no more than the day is known."""
    return datetime.combine(day, time.min, UTC)
