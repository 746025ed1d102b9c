"""Stories are flagged when a record that they are built on no longer says so; their words are never touched."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated
from uuid import UUID

from cabos.ids import stable_id
from cabos.journal import publish
from cabos.refusal import NotFound
from cabos_contracts.envelope import Event
from cabos_contracts.types import RecordReference
from pydantic import Field
from sqlmodel import col
from sqlmodel import select as rows
from sqlmodel.ext.asyncio.session import AsyncSession

from news.commands.records import NEWS, Command, example, held, note, now
from news.model.flag import Flag
from news.model.revision import Reference
from news.model.story import Story
from news.model.undone import LONGEST, UNDOING, Undone
from news.model.words import Deed, StoryState


class SettleFlag(Command):
    """Somebody has looked at it: the story was corrected, or stands as it is."""

    model_config = example(note="The story never named the day.")

    note: Annotated[str, Field(min_length=1, max_length=2_000, pattern=r"^[^\x00]*\S[^\x00]*$")] | None = None


async def undo(session: AsyncSession, event: Event, event_id: UUID, at: datetime) -> None:
    """Flag what was built on something that is no longer so, and remember it for stories that come late."""
    undoing = UNDOING[event.type]
    record = undoing.record(event)
    if record is None:
        return
    changed = (undoing.says(event)[:LONGEST],)
    undone = Undone(event_id=event_id, kind=record.kind, record_id=record.id, changed=changed, at=at)
    await session.merge(undone)
    await flag_stories(session, record.kind, record.id, changed, event_id)


async def flag_stories(
    session: AsyncSession, kind: str, record_id: UUID, changed: tuple[str, ...], event_id: UUID
) -> None:
    """Flag every story about the record, once for each event however often it comes."""
    about = rows(Reference.story_id).where(Reference.kind == kind, Reference.record_id == record_id)
    for story_id in sorted(await session.exec(about)):
        story = await held(session, story_id)
        # A story of this very event says what the event says.
        if story.source_event != event_id:
            await flag_story(session, story, RecordReference(kind=kind, id=record_id), changed, event_id)


async def flag_late(session: AsyncSession, story: Story, about: Iterable[RecordReference], told_at: datetime) -> None:
    """Flag a story that was drafted of an event after what it says was undone."""
    for record in about:
        found = rows(Undone).where(Undone.kind == record.kind, Undone.record_id == record.id, Undone.at > told_at)
        for undone in await session.exec(found.order_by(col(Undone.at))):
            await flag_story(session, story, record, undone.changed, undone.event_id)


async def flag_story(
    session: AsyncSession, story: Story, record: RecordReference, changed: tuple[str, ...], event_id: UUID
) -> None:
    flag_id = stable_id("flag", story.id, event_id)
    if await session.get(Flag, flag_id) is not None:
        return
    flag = Flag(
        id=flag_id, story_id=story.id, kind=record.kind, record_id=record.id, event_id=event_id, changed=changed,
        raised_at=now(),
    )  # fmt: skip
    session.add(flag)
    note(session, story.id, Deed.FLAGGED, NEWS, words="; ".join(changed))
    # Until then its records are nobody's business but the newsroom's.
    if story.state is not StoryState.DRAFT:
        publish(session, flag.raised_on(story))


async def settle_flag(session: AsyncSession, flag_id: UUID, command: SettleFlag, who: str) -> None:
    """The same again is harmless, and the first note stays."""
    flag = await session.get(Flag, flag_id, with_for_update=True)
    if flag is None:
        raise NotFound(f"No flag {flag_id}")
    if flag.settle(who, command.note, now()):
        note(session, flag.story_id, Deed.SETTLED, who, words=command.note)
