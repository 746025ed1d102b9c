"""What news may be asked to do, each in the caller's transaction."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated
from uuid import UUID

from cabos.database import execute
from cabos.ids import stable_id
from cabos.journal import publish
from cabos.refusal import Invalid, NotFound, Refusal
from cabos_contracts.types import Day, LanguageTag, RecordReference
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import extract, func, select
from sqlmodel import col
from sqlmodel import select as rows
from sqlmodel.ext.asyncio.session import AsyncSession

from news.model import Draft, Reference, Revision, Story, StoryState
from news.model.draft import LANGUAGE
from news.model.story import AlreadyDrafted
from news.pages.addresses import slug
from news.pages.blocks import Blocks
from news.pages.languages import NoSuchLanguage, locale
from news.pages.reading import MAX_HEADLINE, Page


class UnknownLanguage(Invalid):
    """The tag names no language that is known."""


class NeedsPublisher(Refusal):
    """What the public reads is changed by a publisher only."""

    status = 403


Headline = Annotated[str, Field(min_length=1, max_length=MAX_HEADLINE, pattern=r"^\S[^\n\r]*$")]
Text = Annotated[Blocks, Field(min_length=1, max_length=500)]


class Command(BaseModel):
    model_config = ConfigDict(extra="forbid")


class DraftStory(Command):
    """Write a story's first text."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "language": "en",
                    "headline": "Brazil and Mexico sign a joint work plan",
                    "blocks": [
                        {"kind": "paragraph", "text": "The plan has two parts:"},
                        {"kind": "list", "items": ["a comparison of the programmes", "joint visits"]},
                    ],
                    "about": [{"kind": "work_plan", "id": "71de1e9d-cfff-5d56-b652-fa788686d149"}],
                }
            ]
        }
    )

    language: LanguageTag
    headline: Headline
    blocks: Text
    about: Annotated[tuple[RecordReference, ...], Field(max_length=100)] = ()


class WriteVersion(Command):
    """Write a language's next text; a mended typing error is not `substantive` and makes no translation stale."""

    headline: Headline
    blocks: Text
    substantive: bool = True
    made_from: Annotated[
        int | None,
        Field(ge=1, description="the original's revision that a translation is made from; its newest if null"),
    ] = None


class PublishStory(Command):
    published_on: Annotated[Day | None, Field(description="the day its page shows; today (UTC) when null")] = None


@dataclass(frozen=True, slots=True)
class Import:
    """What an import came to."""

    story: Story
    created: bool


def now() -> datetime:
    return datetime.now(UTC)


async def draft_story(session: AsyncSession, story_id: UUID, command: DraftStory) -> None:
    require_language(command.language, "language")
    await _turn(session, str(story_id))
    known = await session.get(Story, story_id)
    if known is None:
        await _begin(session, story_id, command.language, command.headline, command.blocks, command.about)
        return
    first = await session.get_one(Revision, (story_id, known.language, 1))
    about = {(ref.kind, ref.record_id) for ref in await session.exec(rows(Reference).where(_of(Reference, story_id)))}
    same = first.says(command.headline, command.blocks) and about == {(ref.kind, ref.id) for ref in command.about}
    if known.language != command.language or not same:
        raise AlreadyDrafted(f"Story {story_id} is on record with another text: write its next version instead")


async def write_version(
    session: AsyncSession, story_id: UUID, language: str, command: WriteVersion, *, may_publish: bool
) -> None:
    require_language(language, "language")
    story = await _held(session, story_id)
    if story.state is StoryState.PUBLISHED and not may_publish:
        raise NeedsPublisher("The story is public: a change of its text needs the role publisher")
    newest = await newest_texts(session, story_id)
    text, events = story.revise(
        newest.get(language),
        language=language,
        source_revision=newest[story.language].revision,
        at=now(),
        **dict(command),
    )
    if text is not None:
        session.add(text)
    publish(session, *events)


async def publish_story(session: AsyncSession, story_id: UUID, command: PublishStory) -> None:
    story = await _held(session, story_id)
    at = now()
    on = command.published_on or story.published_on or at.date()
    if on > at.date():
        raise Invalid(f"{on} has not come yet", field="published_on")
    await _publish(session, story, on, at)


async def import_page(session: AsyncSession, page: Page) -> Import:
    """Store a page as a published story. Its day and headline are its key, so that a repeat finds it again.

    Raises `AlreadyDrafted` when the story of that day and headline never had this text.
    """
    story_id = stable_id("story", page.published_on, slug(page.headline))
    await _turn(session, str(story_id))
    story = await session.get(Story, story_id)
    if story is not None:
        texts = await session.exec(rows(Revision).where(_of(Revision, story_id)))
        if not any(text.language == page.served and text.says(page.headline, page.blocks) for text in texts):
            raise AlreadyDrafted(
                f"The story of {page.published_on} with this headline ({story_id}) is on record with another text:"
                f" write its next version in {page.served!r} instead"
            )
        return Import(story, created=False)
    if page.published_on > now().date():
        raise Invalid(f"{page.published_on} has not come yet", field="published_on")
    story = await _begin(session, story_id, page.served, page.headline, page.blocks, ())
    await _publish(session, story, page.published_on, None)
    return Import(story, created=True)


async def draft_from_event(session: AsyncSession, draft: Draft, event_id: UUID) -> None:
    """One story for each record: an event that comes again, or says more of the same record, drafts nothing."""
    story_id = stable_id("story", draft.record.kind, draft.record.id)
    if await session.get(Story, story_id) is None:
        story = await _begin(session, story_id, LANGUAGE, draft.headline, draft.blocks, draft.about)
        story.source_event = event_id


def require_language(tag: str, field: str) -> None:
    try:
        locale(tag)
    except NoSuchLanguage as unknown:
        raise UnknownLanguage(str(unknown), field=field) from None


async def newest_texts(session: AsyncSession, story_id: UUID) -> dict[str, Revision]:
    """The text that is read in each language."""
    found = rows(Revision).where(_of(Revision, story_id)).order_by(col(Revision.revision))
    return {text.language: text for text in await session.exec(found)}


async def _begin(session: AsyncSession, story_id: UUID, language: str, headline: str, blocks: Blocks,
                 about: tuple[RecordReference, ...]) -> Story:  # fmt: skip
    story, text, events = Story.draft(
        story_id, language=language, headline=headline, blocks=blocks, about=about, at=now()
    )
    session.add(story)
    # The story first: its texts and references point at it.
    await session.flush()
    session.add(text)
    named = dict.fromkeys((ref.kind, ref.id) for ref in about)
    session.add_all(
        Reference(story_id=story_id, kind=kind, record_id=id_, place=place)
        for place, (kind, id_) in enumerate(named, 1)
    )
    publish(session, *events)
    return story


async def _publish(session: AsyncSession, story: Story, on: date, at: datetime | None) -> None:
    texts = await newest_texts(session, story.id)
    own = texts[story.language]
    address = story.slug
    if story.state is StoryState.DRAFT:
        address = await _free_slug(session, on, slug(own.headline))
    publish(session, *story.publish(on=on, at=at, headline=own.headline, languages=list(texts), slug=address))


async def _free_slug(session: AsyncSession, on: date, wanted: str) -> str:
    """The address within its month: a second story of the same headline is numbered."""
    await _turn(session, f"{on:%Y-%m}")
    this_month = (
        extract("year", col(Story.published_on)) == on.year,
        extract("month", col(Story.published_on)) == on.month,
    )
    taken = set((await execute(session, select(col(Story.slug)).where(*this_month))).scalars())
    return next(name for n in range(1, len(taken) + 2) if (name := wanted if n == 1 else f"{wanted}-{n}") not in taken)


async def _held(session: AsyncSession, story_id: UUID) -> Story:
    story = await session.get(Story, story_id, with_for_update=True)
    if story is None:
        raise NotFound(f"No story {story_id}")
    return story


async def _turn(session: AsyncSession, key: str) -> None:
    # A row that is not there yet cannot be held: two first requests for one key take turns at this lock instead.
    await execute(session, select(func.pg_advisory_xact_lock(func.hashtextextended(f"news:{key}", 0))))


def _of(table: type[Revision] | type[Reference], story_id: UUID) -> bool:
    return table.story_id == story_id
