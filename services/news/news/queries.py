"""What news shows: stories with their texts and history, and what a reader of any language gets."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from cabos.http import Page
from cabos.refusal import NotFound
from cabos.views import View, page
from cabos_contracts.types import RecordReference
from pydantic import Field
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from news.model import Reference, Revision, Story, StoryState
from news.model.story import can_be_asked_for
from news.pages.addresses import month, path
from news.pages.blocks import Blocks
from news.pages.languages import SITE_LANGUAGES
from news.pages.writing import Reading


class StorySummary(View):
    """A story; `path` is where it is read in its own language, null until it is published."""

    id: UUID
    language: str
    headline: str = ""
    slug: str
    state: StoryState
    published_on: date | None
    published_at: datetime | None
    source_event: UUID | None
    languages: list[str] = []
    about: list[RecordReference] = []
    path: str | None = None
    version: int


class LanguageVersion(View):
    """A language's newest text; `stale` when the original has had a newer substantive revision since."""

    language: str
    revision: int
    headline: str
    blocks: Blocks
    made_from: int | None
    stale: bool = False
    written_at: datetime


class StoryDetails(StorySummary):
    versions: list[LanguageVersion] = []


class RevisionSummary(View):
    language: str
    revision: int
    headline: str
    blocks: Blocks
    made_from: int | None
    substantive: bool
    written_at: datetime


class PageRead(View):
    """The page as data: `requested` was asked for, the text is in `served`, and `notice` says so where they differ."""

    requested: str
    served: str
    why: Annotated[str, Field(description="`translated`, or `fallback` where the story has no such version")]
    notice: str
    languages: list[str]
    headline: str
    shown_date: str
    published_on: date
    canonical: str
    blocks: Blocks


async def list_stories(
    session: AsyncSession, state: StoryState, about: UUID | None, limit: int, after: UUID | None
) -> Page[StorySummary]:
    """Stories by id, those about one governed record if asked."""
    found = select(Story).where(Story.state == state).order_by(col(Story.id)).limit(limit + 1)
    if after is not None:
        found = found.where(col(Story.id) > after)
    if about is not None:
        found = found.where(col(Story.id).in_(select(Reference.story_id).where(Reference.record_id == about)))
    listed = page(await session.exec(found), StorySummary, limit)
    await _fill(session, listed.items)
    return listed


async def show_story(session: AsyncSession, story_id: UUID, *, drafts_too: bool) -> StoryDetails:
    """Raises `NotFound`, also for a draft that the asker may not see."""
    story = await session.get(Story, story_id)
    if story is None or (story.state is StoryState.DRAFT and not drafts_too):
        raise NotFound(f"No story {story_id}")
    details = StoryDetails.model_validate(story)
    await _fill(session, [details])
    history = list(await session.exec(_history(story_id)))
    newest = {text.language: text for text in history}
    substance = max(text.revision for text in history if text.language == story.language and text.substantive)
    details.versions = [LanguageVersion.model_validate(text) for text in newest.values()]
    for version in details.versions:
        version.stale = version.made_from is not None and version.made_from < substance
    return details


async def list_revisions(
    session: AsyncSession, story_id: UUID, language: str, *, drafts_too: bool
) -> list[RevisionSummary]:
    await show_story(session, story_id, drafts_too=drafts_too)
    texts = [text for text in await session.exec(_history(story_id)) if text.language == language]
    if not texts:
        raise NotFound(f"Story {story_id} has no version in {language!r}")
    return [RevisionSummary.model_validate(text) for text in texts]


async def read_story(session: AsyncSession, language: str, year: int, month_name: str, slug: str) -> Reading:
    """The published story at an address, as a reader of `language` gets it; raises `NotFound` with the languages."""
    # The address comes from outside: only the slug is asked of the database, and only when it could be one.
    found = select(Story).where(Story.slug == slug, Story.state == StoryState.PUBLISHED)
    stories = await session.exec(found) if slug.isprintable() else ()
    at = (year, month_name)
    story = next((s for s in stories if s.published_on and (s.published_on.year, month(s.published_on)) == at), None)
    if story is None or story.published_on is None:
        raise NotFound(f"No story at {year}/{month_name}/{slug}", languages=list(SITE_LANGUAGES))
    newest = {text.language: text for text in await session.exec(_history(story.id))}
    translated = set(newest)
    if not can_be_asked_for(language, translated):
        offered = sorted({*SITE_LANGUAGES, *translated})
        raise NotFound(f"No page in {language!r}; there are {', '.join(offered)}", languages=offered)
    served = story.served_in(language, translated)
    return Reading(
        requested=language,
        served=served,
        translated=tuple(sorted(translated)),
        headline=newest[served].headline,
        published_on=story.published_on,
        slug=story.slug,
        blocks=tuple(newest[served].blocks),
    )


def as_data(reading: Reading) -> PageRead:
    why = "translated" if reading.served == reading.requested else "fallback"
    names = ("requested", "served", "notice", "headline", "shown_date", "published_on", "canonical", "blocks")
    return PageRead(why=why, languages=list(reading.translated), **{name: getattr(reading, name) for name in names})


async def _fill(session: AsyncSession, summaries: list[StorySummary] | list[StoryDetails]) -> None:
    """Headlines, languages and references of these stories, in two selects."""
    by_id = {summary.id: summary for summary in summaries}
    texts = select(Revision).where(col(Revision.story_id).in_(by_id)).order_by(col(Revision.revision))
    for text in await session.exec(texts):
        summary = by_id[text.story_id]
        summary.languages = sorted({*summary.languages, text.language})
        if text.language == summary.language:
            summary.headline = text.headline
    references = select(Reference).where(col(Reference.story_id).in_(by_id)).order_by(col(Reference.place))
    for ref in await session.exec(references):
        by_id[ref.story_id].about.append(RecordReference(kind=ref.kind, id=ref.record_id))
    for summary in summaries:
        if summary.published_on is not None:
            summary.path = path(summary.language, summary.published_on, summary.slug)


def _history(story_id: UUID) -> SelectOfScalar[Revision]:
    return (
        select(Revision).where(Revision.story_id == story_id).order_by(col(Revision.language), col(Revision.revision))
    )
