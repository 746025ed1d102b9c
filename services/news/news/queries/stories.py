"""Stories: as the public has them, and as the newsroom works on them."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from cabos.http import Page
from cabos.refusal import NotFound
from cabos.views import View, page
from cabos_contracts.types import RecordReference
from sqlalchemy import ColumnElement, func, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from news.model import Action, Edition, LanguageVersion, Reference, Relation, Revision, Story, StoryState, VersionState
from news.model.edition import Correction
from news.model.text import Picture
from news.pages.addresses import path
from news.pages.markdown import html

PUBLIC = (VersionState.PUBLISHED, VersionState.CORRECTED, VersionState.WITHDRAWN)
"""What everybody may ask for."""


class StorySummary(View):
    """A story; `path` is where it is read in its own language, null until it is published."""

    id: UUID
    language: str
    headline: str = ""
    slug: str
    state: StoryState
    region: str | None
    tags: list[str] = []
    published_on: date | None
    published_at: datetime | None
    source_event: UUID | None
    languages: list[str] = []
    about: list[RecordReference] = []
    path: str | None = None
    version: int


class VersionDetails(View):
    """One language: the public sees the text that it reads, the newsroom the newest one and where it stands.

    `stale` is what readers are told of it: the original, as it is read, says something else since the revision that
    the text that is read was made from. `behind` is for the newsroom: the newest text of the original, public or not,
    says something else than the one that the newest text was made from.
    """

    language: str
    state: VersionState
    pending: VersionState | None = None
    revision: int
    public_revision: int | None = None
    headline: str
    dateline: str | None
    summary: str | None
    byline: str | None
    body: str
    html: str
    pictures: list[Picture] = []
    made_from: int | None
    stale: bool = False
    behind: bool = False
    publish_at: datetime | None = None
    written_by: str | None = None
    submitted_by: str | None = None
    approved_by: str | None = None
    written_at: datetime | None = None
    updated_at: datetime | None = None
    corrections: list[Correction] = []
    withdrawn_at: datetime | None = None
    reason: str | None = None


class StoryDetails(StorySummary):
    """`embargo_until` is told to the newsroom only.

    `version` is that of its last event; `steps` counts everything that was done with it, and is its `ETag`.
    """

    steps: int = 0
    embargo_until: datetime | None = None
    related: list[UUID] = []
    versions: list[VersionDetails] = []


async def list_stories(
    session: AsyncSession, state: VersionState, about: UUID | None, limit: int, after: UUID | None
) -> Page[StorySummary]:
    """Stories by id, those about one governed record if asked; what is not public is for the newsroom."""
    found = select(Story).where(_stands(state)).order_by(col(Story.id)).limit(limit + 1)
    if after is not None:
        found = found.where(col(Story.id) > after)
    if about is not None:
        found = found.where(col(Story.id).in_(select(Reference.story_id).where(Reference.record_id == about)))
    listed = page(await session.exec(found), StorySummary, limit)
    await _fill(session, listed.items, public=state in PUBLIC)
    return listed


def _stands(state: VersionState) -> ColumnElement[bool]:
    """Published and withdrawn is the story as a whole; anything else is where the newest text of any language stands.

    A draft is also a story that was never public, wherever its languages stand.
    """
    if state in (VersionState.PUBLISHED, VersionState.WITHDRAWN):
        return col(Story.state) == StoryState(state)
    stands = col(LanguageVersion.state)
    work = stands if state is VersionState.CORRECTED else func.coalesce(col(LanguageVersion.pending), stands)
    anywhere = col(Story.id).in_(select(LanguageVersion.story_id).where(work == state))
    return or_(anywhere, col(Story.state) == StoryState.DRAFT) if state is VersionState.DRAFT else anywhere


async def show_story(session: AsyncSession, story_id: UUID, *, newsroom: bool) -> StoryDetails:
    """Raises `NotFound`, also for a draft that the asker may not see."""
    story = await session.get(Story, story_id)
    if story is None or (story.state is StoryState.DRAFT and not newsroom):
        raise NotFound(f"No story {story_id}")
    details = StoryDetails.model_validate(story)
    if not newsroom:
        details.embargo_until = None
    await _fill(session, [details], public=not newsroom)
    editions = {each.language: each for each in await session.exec(select(Edition).where(Edition.story_id == story_id))}
    if newsroom:
        details.versions = await _worked_on(session, story, editions)
    else:
        details.versions = [VersionDetails.model_validate(edition) for edition in editions.values()]
    details.versions.sort(key=lambda version: (version.language != story.language, version.language))
    steps = select(func.count()).select_from(Action).where(Action.story_id == story_id)
    details.steps = (await session.exec(steps)).one()
    related = select(Relation.related_id).where(Relation.story_id == story_id).order_by(col(Relation.place))
    if not newsroom:
        related = related.join(Story, col(Story.id) == Relation.related_id).where(Story.state == StoryState.PUBLISHED)
    details.related = list(await session.exec(related))
    return details


async def _worked_on(session: AsyncSession, story: Story, editions: dict[str, Edition]) -> list[VersionDetails]:
    versions = await session.exec(select(LanguageVersion).where(LanguageVersion.story_id == story.id))
    texts = {
        (text.language, text.revision): text
        for text in await session.exec(select(Revision).where(Revision.story_id == story.id))
    }
    own = [text for text in texts.values() if text.language == story.language]
    substance = max(text.revision for text in own if text.substantive and text.discarded_at is None)
    discarded = {text.revision for text in own if text.discarded_at is not None}
    found = []
    for version in versions:
        text = texts[version.language, version.revision]
        shown = VersionDetails(
            **version.model_dump(exclude={"story_id"}),
            **dict(text.text),
            html=html(text.body),
            made_from=text.made_from,
            behind=text.made_from is not None and (text.made_from < substance or text.made_from in discarded),
            written_at=text.written_at,
        )
        if edition := editions.get(version.language):
            shown.corrections, shown.stale = list(edition.corrections), edition.stale and edition.state.is_public
            shown.updated_at, shown.withdrawn_at, shown.reason = (
                edition.updated_at,
                edition.withdrawn_at,
                edition.reason,
            )
        found.append(shown)
    return found


async def _fill(session: AsyncSession, summaries: Sequence[StorySummary], *, public: bool) -> None:
    """Headlines, languages and references of these stories, in two selects."""
    by_id = {summary.id: summary for summary in summaries}
    if public:
        editions = select(Edition.story_id, Edition.language, Edition.headline).where(
            col(Edition.story_id).in_(by_id), col(Edition.state) != VersionState.WITHDRAWN
        )
        texts = list(await session.exec(editions))
    else:
        newest = (
            select(Revision.story_id, Revision.language, Revision.headline)
            .where(col(Revision.story_id).in_(by_id))
            .order_by(col(Revision.revision))
        )
        texts = list(await session.exec(newest))
    for story_id, language, headline in texts:
        summary = by_id[story_id]
        summary.languages = sorted({*summary.languages, language})
        if language == summary.language:
            summary.headline = headline
    references = select(Reference).where(col(Reference.story_id).in_(by_id)).order_by(col(Reference.place))
    for ref in await session.exec(references):
        by_id[ref.story_id].about.append(RecordReference(kind=ref.kind, id=ref.record_id))
    for summary in summaries:
        if summary.published_on is not None:
            summary.path = path(summary.language, summary.published_on, summary.slug)
