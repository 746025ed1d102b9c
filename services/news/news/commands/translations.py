"""What a translation owes its original: it may be behind what is read of it, and never ahead."""

from cabos.journal import publish
from sqlmodel import col
from sqlmodel import select as rows
from sqlmodel.ext.asyncio.session import AsyncSession

from news.commands.records import editions_of, version_of
from news.model.revision import Revision
from news.model.story import Story, TranslationAhead
from news.model.version import PUBLISHER


async def is_stale(session: AsyncSession, story: Story, text: Revision) -> bool:
    """Whether the original, as it is read, says something else than what the text was made from."""
    if text.made_from is None:
        return False
    own = await version_of(session, story, story.language)
    return await _changed(session, story, text.made_from, own.public_revision or text.made_from)


async def is_ahead(session: AsyncSession, story: Story, text: Revision) -> bool:
    """Whether it was made from a text of the original that says something else and is not public, or never will be."""
    own = await version_of(session, story, story.language)
    if text.made_from is None or own.public_revision is None:
        return False
    source = await session.get_one(Revision, (story.id, story.language, text.made_from))
    return source.discarded_at is not None or await _changed(session, story, own.public_revision, text.made_from)


async def refuse_ahead(session: AsyncSession, story: Story, text: Revision) -> None:
    if await is_ahead(session, story, text):
        raise TranslationAhead(
            f"{text.language} was made from revision {text.made_from} of {story.language}, which is not public:"
            f" publish that as a correction first, or write {text.language} anew from what is read",
            rule="a translation is never ahead of its original as it is read",
            may=[PUBLISHER],
        )


async def leave_behind(session: AsyncSession, story: Story, revision: int) -> None:
    """Mark the public translations that the original no longer agrees with."""
    for edition in (await editions_of(session, story)).values():
        waiting = edition.state.is_public and edition.made_from is not None and not edition.stale
        if waiting and await _changed(session, story, edition.made_from or 1, revision):
            publish(session, story.became_stale(edition, revision))


async def _changed(session: AsyncSession, story: Story, since: int, until: int) -> bool:
    """Whether a substantive revision of the original lies behind `since`, up to `until`."""
    found = rows(Revision.revision).where(
        Revision.story_id == story.id,
        Revision.language == story.language,
        col(Revision.revision) > since,
        col(Revision.revision) <= until,
        col(Revision.substantive),
        col(Revision.discarded_at).is_(None),
    )
    return (await session.exec(found.limit(1))).first() is not None
