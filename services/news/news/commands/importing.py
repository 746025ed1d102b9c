"""Pages that come from outside, as they stand.

A page of a day that is past has been read elsewhere already, by everybody: there is nothing left to review, and it is
public here at once. One of today has not, or nobody can tell yet: it becomes a draft that somebody else approves.
"""

from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from cabos.ids import stable_id
from cabos.refusal import Invalid, Refusal, rule_of
from pydantic import BaseModel, ValidationError
from sqlmodel import col
from sqlmodel import select as rows
from sqlmodel.ext.asyncio.session import AsyncSession

from news.commands.publishing import bring_out
from news.commands.records import held, now, turn, version_of
from news.commands.story import DescribeStory, begin
from news.commands.version import WriteVersion, write_version
from news.model.picture import StoredPicture
from news.model.revision import Revision
from news.model.story import AlreadyDrafted, OriginalNotPublished, Story
from news.model.text import Text
from news.model.version import LanguageVersion
from news.model.words import Deed, StoryState
from news.pages.addresses import slug
from news.pages.left_out import LeftOut
from news.pages.reading import Page


class KnownInAnotherLanguage(Refusal):
    """There is a story of that day and headline, and none of it is in the language of the page."""


Said = TypeVar("Said", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Import:
    """What an import came to."""

    story: Story
    created: bool
    # What the page has and the story has not.
    left_out: tuple[LeftOut, ...] = ()


async def import_page(session: AsyncSession, page: Page, who: str) -> Import:
    """Store a page as a story, a public one if it is of old. Its day and headline are its key: a repeat finds it again.

    Raises `AlreadyDrafted` when the story of that day and headline never had this text, or never with this summary,
    byline and dateline, and `KnownInAnotherLanguage` when it may be the same story or another one: nobody but its
    newsroom knows.
    """
    story_id = _key(page)
    await turn(session, str(story_id))
    text, left_out = await _text(session, page)
    story = await known_story(session, page)
    if story is not None:
        await _require_known(session, story, page)
        return Import(story, created=False, left_out=left_out)
    story = await session.get(Story, story_id)
    if story is not None:
        raise KnownInAnotherLanguage(
            f"The story {story_id} of {page.published_on} has this headline in {story.language!r}: if the page is its"
            f" text in {page.served!r}, import it with story={story_id}; if it is another story, draft it under an id"
            " of its own",
            story_id=str(story_id),
        )
    if page.published_on > now().date():
        raise Invalid(f"{page.published_on} has not come yet", field="published_on")
    about = made(DescribeStory, region=page.region, tags=page.tags)
    story = await begin(session, story_id, page.served, text, (), who)
    story.region, story.tags = about.region, about.tags
    await _take_over(session, story, page, who)
    return Import(story, created=True, left_out=left_out)


async def known_story(session: AsyncSession, page: Page) -> Story | None:
    """The story that has this text in its language, whatever it was imported as; else the one of its day and headline
    that has another text in that language."""
    same = rows(Story).join(Revision, col(Revision.story_id) == col(Story.id))
    same = same.where(
        Story.published_on == page.published_on, Revision.language == page.served,
        Revision.headline == page.headline, Revision.body == page.body,
    )  # fmt: skip
    story = (await session.exec(same.order_by(col(Story.id)).limit(1))).first()
    if story is None and await session.get(LanguageVersion, (_key(page), page.served)) is not None:
        story = await session.get(Story, _key(page))
    return story


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
    text, left_out = await _text(session, page)
    if await session.get(LanguageVersion, (story_id, page.served)) is not None:
        await _require_known(session, story, page)
        return Import(story, created=False, left_out=left_out)
    # The page was made from what the public has read, whatever is being written by now.
    own = await version_of(session, story, story.language)
    command = WriteVersion(**dict(text), made_from=own.public_revision)
    await write_version(session, story_id, page.served, command, who)
    await session.flush()
    await _take_over(session, story, page, who)
    return Import(story, created=True, left_out=left_out)


def _key(page: Page) -> UUID:
    return stable_id("story", page.published_on, slug(page.headline))


async def _take_over(session: AsyncSession, story: Story, page: Page, who: str) -> None:
    """Without a second pair of eyes only what others have read before today (UTC)."""
    if page.published_on < now().date():
        version = await version_of(session, story, page.served)
        version.accept(who)
        await bring_out(session, story, version, who, now(), page.published_on, Deed.IMPORTED)


async def _require_known(session: AsyncSession, story: Story, page: Page) -> None:
    """Nothing that a page says is passed over: some revision has its text, and what it says beside that."""
    known = rows(Revision).where(
        Revision.story_id == story.id, Revision.language == page.served,
        Revision.headline == page.headline, Revision.body == page.body,
    )  # fmt: skip
    differing = [_differing(page, each) for each in await session.exec(known.order_by(col(Revision.revision).desc()))]
    if not differing:
        raise AlreadyDrafted(
            f"The story of {page.published_on} with this headline ({story.id}) is on record with another text:"
            f" write its next version in {page.served!r} instead"
        )
    if all(differing):
        raise AlreadyDrafted(
            f"{differing[0]}: the story of {page.published_on} with this text ({story.id}) is on record with another:"
            f" write its next version in {page.served!r} instead",
            field=differing[0],
        )


def _differing(page: Page, revision: Revision) -> str | None:
    """What a page says in other words beside its text, if anything. Pages show no line breaks in it."""
    for name in ("summary", "byline", "dateline"):
        said, known = getattr(page, name), getattr(revision, name) or ""
        if said is not None and said.split() != known.split():
            return name
    return None


async def _text(session: AsyncSession, page: Page) -> tuple[Text, tuple[LeftOut, ...]]:
    """The text with those pictures that the library has, and what is left out. Nothing is fetched from anywhere."""
    named = [picture.id for picture in page.pictures]
    there = set(await session.exec(rows(col(StoredPicture.id)).where(col(StoredPicture.id).in_(named))))
    shown = [
        {"picture_id": each.id, "alt": each.alt, "credit": each.credit, "caption": each.caption}
        for each in page.pictures
        if each.id in there
    ]
    missing = (
        LeftOut(each.line, "figure", " ".join(filter(None, (each.alt, each.caption, each.credit))))
        for each in page.pictures
        if each.id not in there
    )
    text = made(
        Text, headline=page.headline, dateline=page.dateline, summary=page.summary, byline=page.byline,
        body=page.body, pictures=shown,
    )  # fmt: skip
    return text, (*page.left_out, *missing)


def made(kind: type[Said], **said: object) -> Said:
    """What a page says, by the rules that it has to keep; raises `Invalid` with the first that it breaks."""
    try:
        return kind.model_validate(said)
    except ValidationError as errors:
        first = errors.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise Invalid(f"{field}: {rule_of(first)}", field=field) from None
