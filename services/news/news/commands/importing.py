"""Pages that come from outside, as they stand."""

from dataclasses import dataclass

from cabos.ids import stable_id
from cabos.refusal import Invalid
from sqlmodel import select as rows
from sqlmodel.ext.asyncio.session import AsyncSession

from news.commands.publishing import bring_out
from news.commands.records import now, turn, version_of
from news.commands.story import begin
from news.model.revision import Revision
from news.model.story import AlreadyDrafted, Story
from news.model.text import Text
from news.model.words import Deed
from news.pages.addresses import slug
from news.pages.reading import Page


@dataclass(frozen=True, slots=True)
class Import:
    """What an import came to."""

    story: Story
    created: bool


async def import_page(session: AsyncSession, page: Page, who: str) -> Import:
    """Store a page as a published story. Its day and headline are its key, so that a repeat finds it again.

    Raises `AlreadyDrafted` when the story of that day and headline never had this text.
    """
    story_id = stable_id("story", page.published_on, slug(page.headline))
    await turn(session, str(story_id))
    text = Text(headline=page.headline, body=page.body)
    story = await session.get(Story, story_id)
    if story is not None:
        known = await session.exec(
            rows(Revision).where(Revision.story_id == story_id, Revision.language == page.served)
        )
        if not any((each.headline, each.body) == (text.headline, text.body) for each in known):
            raise AlreadyDrafted(
                f"The story of {page.published_on} with this headline ({story_id}) is on record with another text:"
                f" write its next version in {page.served!r} instead"
            )
        return Import(story, created=False)
    if page.published_on > now().date():
        raise Invalid(f"{page.published_on} has not come yet", field="published_on")
    story = await begin(session, story_id, page.served, text, (), who)
    version = await version_of(session, story, page.served)
    version.accept(who)
    await bring_out(session, story, version, who, now(), page.published_on, Deed.IMPORTED)
    return Import(story, created=True)
