"""What goes out: now, by the clock, once more with a correction, or never again."""

from collections.abc import Collection
from datetime import UTC, date, datetime
from typing import Annotated
from uuid import UUID

from cabos.database import execute
from cabos.journal import publish
from cabos.refusal import Invalid
from cabos_contracts.types import Day, Instant, LanguageTag
from pydantic import Field
from sqlalchemy import extract, func, select
from sqlmodel import col
from sqlmodel import select as rows
from sqlmodel.ext.asyncio.session import AsyncSession

from news.commands.records import (
    Command,
    editions_of,
    example,
    held,
    newest_text,
    note,
    references_of,
    turn,
    version_of,
    versions_of,
)
from news.commands.translations import is_ahead, is_stale, leave_behind, refuse_ahead
from news.model.edition import Edition
from news.model.story import AlreadyPublished, Story
from news.model.version import LanguageVersion
from news.model.words import Deed, StoryState, VersionState
from news.pages.addresses import slug

Words = Annotated[str, Field(min_length=1, max_length=2_000, pattern=r"^[^\x00]*\S[^\x00]*$")]
CLOCK = "clock"


class TooEarly(Invalid):
    """The instant has passed or lies before the end of the embargo."""


class PublishStory(Command):
    """Publish the story in its own language, and in every other that is approved."""

    model_config = example(published_on=None)

    published_on: Annotated[
        Day | None, Field(description="the day its page shows, for a page of old; now when it is null or today (UTC)")
    ] = None


class ScheduleVersion(Command):
    """Publish it by itself at this instant."""

    model_config = example(publish_at="2026-06-25T16:00:00Z")

    publish_at: Instant


class CorrectVersion(Command):
    """Put the newest approved text in the place of the one that is read."""

    model_config = example(note="An earlier version named the wrong month of the signature.")

    note: Words


class Withdraw(Command):
    """Take it back; the address stays and gives the reason."""

    model_config = example(reason="The agreement that it reports on was not signed.")

    reason: Words


async def publish_story(session: AsyncSession, story_id: UUID, command: PublishStory, who: str, at: datetime) -> None:
    """The same again is harmless, and brings out what has been approved since."""
    story = await held(session, story_id)
    today = at.astimezone(UTC).date()
    if command.published_on is not None and command.published_on > today:
        raise Invalid(f"{command.published_on} has not come yet", field="published_on")
    if story.state is not StoryState.DRAFT and command.published_on not in (None, story.published_on):
        raise AlreadyPublished(f"The story was published on {story.published_on}", field="published_on")
    versions = await versions_of(session, story)
    ready = [each for each in versions.values() if each.work is VersionState.APPROVED and not each.state.is_public]
    if not versions[story.language].state.is_public and versions[story.language] not in ready:
        # It says what stands in the way.
        ready.insert(0, versions[story.language])
    # What comes out today comes out now, and so does the translation of a story whose instant is known.
    of_old = command.published_on != today and story.published_at is None
    # Nothing but corrections may be what is waiting: they say how they go out.
    ready = ready or [each for each in versions.values() if each.pending is VersionState.APPROVED]
    languages = [version.language for version in ready]
    on = command.published_on if of_old else None
    for version in ready:
        await bring_out(session, story, version, who, at, on, beside=languages)


async def publish_version(session: AsyncSession, story_id: UUID, language: LanguageTag, who: str, at: datetime) -> None:
    story = await held(session, story_id)
    await bring_out(session, story, await version_of(session, story, language), who, at)


async def schedule_version(
    session: AsyncSession, story_id: UUID, language: LanguageTag, command: ScheduleVersion, who: str, at: datetime
) -> None:
    """Raises `TooEarly`: nothing is scheduled for the past, or for a time under embargo."""
    story = await held(session, story_id)
    version = await version_of(session, story, language)
    if command.publish_at <= at:
        raise TooEarly("publish_at: the instant has passed already; publish it now instead", field="publish_at")
    if story.embargo_until is not None and command.publish_at < story.embargo_until:
        raise TooEarly(f"publish_at: the embargo stands until {story.embargo_until.isoformat()}", field="publish_at")
    if language != story.language:
        story.refuse_withdrawn()
    version.schedule(command.publish_at)
    note(session, story_id, Deed.SCHEDULED, who, language=language, words=command.publish_at.isoformat())


async def unschedule_version(session: AsyncSession, story_id: UUID, language: LanguageTag, who: str) -> None:
    version = await version_of(session, await held(session, story_id), language)
    version.unschedule()
    note(session, story_id, Deed.UNSCHEDULED, who, language=language)


async def correct_version(
    session: AsyncSession, story_id: UUID, language: LanguageTag, command: CorrectVersion, who: str, at: datetime
) -> None:
    story = await held(session, story_id)
    version = await version_of(session, story, language)
    text = await newest_text(session, version)
    edition = await session.get(Edition, (story_id, language))
    if edition is None:
        version.correct()  # refuses: nothing is public
        raise AssertionError("a version that can be corrected has an edition")
    await refuse_ahead(session, story, text)
    stale = await is_stale(session, story, text)
    events = story.correct(version, edition, text, command.note, at, stale=stale)
    note(session, story_id, Deed.CORRECTED, who, language=language, revision=text.revision, words=command.note)
    publish(session, *events)
    if language == story.language:
        await leave_behind(session, story, text.revision)


async def withdraw_story(session: AsyncSession, story_id: UUID, command: Withdraw, who: str, at: datetime) -> None:
    """In all languages that are public."""
    story = await held(session, story_id)
    await _withdraw(session, story, None, command.reason, who, at)


async def withdraw_version(
    session: AsyncSession, story_id: UUID, language: LanguageTag, command: Withdraw, who: str, at: datetime
) -> None:
    """With the original go its translations: nobody can tell any more what they were made from."""
    story = await held(session, story_id)
    version = await version_of(session, story, language)
    await _withdraw(session, story, None if language == story.language else version, command.reason, who, at)


async def publish_due(session: AsyncSession, at: datetime) -> None:
    """Bring out what was scheduled for now or earlier, originals before their translations."""
    due = rows(LanguageVersion.story_id).where(col(LanguageVersion.publish_at) <= at).distinct()
    for story_id in sorted(await session.exec(due)):
        story = await held(session, story_id)
        ready = await _due(session, story, at)
        languages = [version.language for version in ready]
        for version in ready:
            await bring_out(session, story, version, CLOCK, at, beside=languages)


async def _due(session: AsyncSession, story: Story, at: datetime) -> list[LanguageVersion]:
    """The languages of a story whose time has come, its own first, and no translation without that."""
    if story.embargo_until is not None and story.embargo_until > at:
        return []
    found = list((await versions_of(session, story)).values())
    for version in found:
        # Whoever came first may have published it, or taken it off the schedule.
        await session.refresh(version)
    due = [v for v in found if v.publish_at and v.publish_at <= at and v.work is VersionState.SCHEDULED]
    if story.state is not StoryState.PUBLISHED and story.language not in {version.language for version in due}:
        return []
    return [version for version in due if not await is_ahead(session, story, await newest_text(session, version))]


async def bring_out(
    session: AsyncSession, story: Story, version: LanguageVersion, who: str, now: datetime,
    on: date | None = None, deed: Deed = Deed.PUBLISHED, beside: Collection[str] = (),
) -> None:  # fmt: skip
    """Publish one language, on a day of old when one is given; `beside` are those that go out together with it."""
    text = await newest_text(session, version)
    if not version.state.is_public:
        await refuse_ahead(session, story, text)
    day, at = (on, None) if on is not None else (now.astimezone(UTC).date(), now)
    address = story.slug
    if story.state is StoryState.DRAFT:
        address = await _free_slug(session, day, slug(text.headline))
    edition, events = story.publish(
        version, text, about=await references_of(session, story), slug=address, on=day, at=at, now=now,
        stale=await is_stale(session, story, text), beside=beside,
    )  # fmt: skip
    if edition is not None:
        # In the place of one that was withdrawn, if its language was written anew.
        await session.merge(edition)
        note(session, story.id, deed, who, language=version.language, revision=text.revision)
        publish(session, *events)


async def _withdraw(
    session: AsyncSession, story: Story, only: LanguageVersion | None, reason: str, who: str, at: datetime
) -> None:
    editions = await editions_of(session, story)
    versions = await versions_of(session, story) if only is None else {only.language: only}
    read = {language for language, edition in editions.items() if edition.state.is_public}
    public = [(version, editions[language]) for language, version in versions.items() if language in read]
    if not public:
        # The version says so.
        versions[story.language if only is None else only.language].withdraw()
    events = story.withdraw(public, reason, at)
    if events:
        language = None if only is None else only.language
        note(session, story.id, Deed.WITHDREW, who, language=language, words=reason)
    publish(session, *events)
    if story.state is StoryState.WITHDRAWN:
        _take_off_the_schedule(session, versions, who)


def _take_off_the_schedule(session: AsyncSession, versions: dict[str, LanguageVersion], who: str) -> None:
    """What was to go out after its original was withdrawn does not."""
    for version in versions.values():
        if version.work is VersionState.SCHEDULED:
            version.unschedule()
            words = "the story was withdrawn"
            note(session, version.story_id, Deed.UNSCHEDULED, who, language=version.language, words=words)


async def _free_slug(session: AsyncSession, on: date, wanted: str) -> str:
    """The address within its month: a second story of the same headline is numbered."""
    await turn(session, f"{on:%Y-%m}")
    this_month = (
        extract("year", col(Story.published_on)) == on.year,
        extract("month", col(Story.published_on)) == on.month,
    )
    # As many as a month may have of one headline; all others are no hindrance.
    found = select(col(Story.slug)).where(*this_month, func.starts_with(col(Story.slug), wanted))
    taken = set((await execute(session, found)).scalars())
    return next(name for n in range(1, len(taken) + 2) if (name := wanted if n == 1 else f"{wanted}-{n}") not in taken)
