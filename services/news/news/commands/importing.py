"""Pages that come from outside, as they stand.

A page of a day that is past has been read elsewhere already, by everybody: there is nothing left to review, and it is
public here at once. One of today has not, or nobody can tell yet: it becomes a draft that somebody else approves.
"""

from dataclasses import dataclass
from uuid import UUID

from cabos.ids import stable_id
from cabos.refusal import Invalid
from sqlmodel import select as rows
from sqlmodel.ext.asyncio.session import AsyncSession

from news.commands.publishing import bring_out
from news.commands.records import held, now, turn, version_of
from news.commands.story import begin
from news.commands.version import WriteVersion, write_version
from news.model.revision import Revision
from news.model.story import AlreadyDrafted, OriginalNotPublished, Story
from news.model.text import Text
from news.model.version import LanguageVersion
from news.model.words import Deed, StoryState
from news.pages.addresses import slug
from news.pages.reading import Page


@dataclass(frozen=True, slots=True)
class Import:
    """What an import came to."""

    story: Story
    created: bool


async def import_page(session: AsyncSession, page: Page, who: str) -> Import:
    """Store a page as a story, a public one if it is of old. Its day and headline are its key: a repeat finds it again.

    Raises `AlreadyDrafted` when the story of that day and headline never had this text.
    """
    story_id = stable_id("story", page.published_on, slug(page.headline))
    await turn(session, str(story_id))
    story = await session.get(Story, story_id)
    if story is not None:
        await _require_known(session, story, page)
        return Import(story, created=False)
    if page.published_on > now().date():
        raise Invalid(f"{page.published_on} has not come yet", field="published_on")
    story = await begin(session, story_id, page.served, _text(page), (), who)
    await _take_over(session, story, page, who)
    return Import(story, created=True)


async def import_translation(session: AsyncSession, story_id: UUID, page: Page, who: str) -> Import:
    """Store a page as a language of a story that is public, itself public if it is of old.

    The same again is known, and so is the original itself.
    Raises `AlreadyDrafted` when the language has another text, and `Invalid` when the page is of another day.
    """
    story = await held(session, story_id)
    if story.state is not StoryState.PUBLISHED:
        raise OriginalNotPublished(f"The story in {story.language} is not public", rule="the original first")
    if page.published_on != story.published_on:
        raise Invalid(f"The story is of {story.published_on}, the page of {page.published_on}", field="published_on")
    if await session.get(LanguageVersion, (story_id, page.served)) is not None:
        await _require_known(session, story, page)
        return Import(story, created=False)
    # The page was made from what the public has read, whatever is being written by now.
    own = await version_of(session, story, story.language)
    command = WriteVersion(**dict(_text(page)), made_from=own.public_revision)
    await write_version(session, story_id, page.served, command, who)
    await session.flush()
    await _take_over(session, story, page, who)
    return Import(story, created=True)


async def _take_over(session: AsyncSession, story: Story, page: Page, who: str) -> None:
    """Without a second pair of eyes only what others have read before today (UTC)."""
    if page.published_on < now().date():
        version = await version_of(session, story, page.served)
        version.accept(who)
        await bring_out(session, story, version, who, now(), page.published_on, Deed.IMPORTED)


async def _require_known(session: AsyncSession, story: Story, page: Page) -> None:
    known = await session.exec(rows(Revision).where(Revision.story_id == story.id, Revision.language == page.served))
    if not any((each.headline, each.body) == (page.headline, page.body) for each in known):
        raise AlreadyDrafted(
            f"The story of {page.published_on} with this headline ({story.id}) is on record with another text:"
            f" write its next version in {page.served!r} instead"
        )


def _text(page: Page) -> Text:
    return Text(headline=page.headline, summary=page.summary, body=page.body)
