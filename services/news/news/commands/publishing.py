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
from news.model.edition import Edition
from news.model.revision import Revision
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
        Day | None, Field(description="the day its page shows, for a page of old; today (UTC) when null")
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
    if command.published_on is not None and command.published_on > at.date():
        raise Invalid(f"{command.published_on} has not come yet", field="published_on")
    if story.state is not StoryState.DRAFT and command.published_on not in (None, story.published_on):
        raise AlreadyPublished(f"The story was published on {story.published_on}", field="published_on")
    versions = await versions_of(session, story)
    ready = [each for each in versions.values() if each.work is VersionState.APPROVED and not each.state.is_public]
    if not versions[story.language].state.is_public and versions[story.language] not in ready:
        # It says what stands in the way.
        ready.insert(0, versions[story.language])
    languages = [version.language for version in ready]
    for version in ready:
        await bring_out(session, story, version, who, at, command.published_on, beside=languages)


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
    stale = await _is_stale(session, story, text)
    events = story.correct(version, edition, text, command.note, at, stale=stale)
    note(session, story_id, Deed.CORRECTED, who, language=language, revision=text.revision, words=command.note)
    publish(session, *events)
    if language == story.language:
        await _leave_behind(session, story, text.revision)


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
    return due


async def bring_out(
    session: AsyncSession, story: Story, version: LanguageVersion, who: str, now: datetime,
    on: date | None = None, deed: Deed = Deed.PUBLISHED, beside: Collection[str] = (),
) -> None:  # fmt: skip
    """Publish one language, on a day of old when one is given; `beside` are those that go out together with it."""
    text = await newest_text(session, version)
    day, at = (on, None) if on is not None else (now.astimezone(UTC).date(), now)
    address = story.slug
    if story.state is StoryState.DRAFT:
        address = await _free_slug(session, day, slug(text.headline))
    edition, events = story.publish(
        version, text, about=await references_of(session, story), slug=address, on=day, at=at, now=now,
        stale=await _is_stale(session, story, text), beside=beside,
    )  # fmt: skip
    if edition is not None:
        session.add(edition)
        note(session, story.id, deed, who, language=version.language, revision=text.revision)
        publish(session, *events)


async def _withdraw(
    session: AsyncSession, story: Story, only: LanguageVersion | None, reason: str, who: str, at: datetime
) -> None:
    editions = await editions_of(session, story)
    versions = await versions_of(session, story) if only is None else {only.language: only}
    if not editions:
        # Nothing is public: the version says so.
        versions[story.language if only is None else only.language].withdraw()
    concerned = [(version, editions[language]) for language, version in versions.items() if language in editions]
    events = story.withdraw(concerned, reason, at)
    if events:
        language = None if only is None else only.language
        note(session, story.id, Deed.WITHDREW, who, language=language, words=reason)
    publish(session, *events)


async def _is_stale(session: AsyncSession, story: Story, text: Revision) -> bool:
    """Whether the original, as it is read, says something else than what the text was made from."""
    if text.made_from is None:
        return False
    own = await version_of(session, story, story.language)
    return await _changed(session, story, text.made_from, own.public_revision or text.made_from)


async def _changed(session: AsyncSession, story: Story, since: int, until: int) -> bool:
    """Whether a substantive revision of the original lies behind `since`, up to `until`."""
    found = rows(Revision.revision).where(
        Revision.story_id == story.id,
        Revision.language == story.language,
        col(Revision.revision) > since,
        col(Revision.revision) <= until,
        col(Revision.substantive),
    )
    return (await session.exec(found.limit(1))).first() is not None


async def _leave_behind(session: AsyncSession, story: Story, revision: int) -> None:
    """Mark the public translations that the original no longer agrees with."""
    for edition in (await editions_of(session, story)).values():
        waiting = edition.state.is_public and edition.made_from is not None and not edition.stale
        if waiting and await _changed(session, story, edition.made_from or 1, revision):
            publish(session, story.became_stale(edition, revision))


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
