"""Stories are flagged when a record that they are built on is corrected; their words are never touched."""

from typing import Annotated
from uuid import UUID

from cabos.ids import stable_id
from cabos.journal import publish
from cabos.refusal import NotFound
from pydantic import Field
from sqlmodel import select as rows
from sqlmodel.ext.asyncio.session import AsyncSession

from news.commands.drafting import NEWS
from news.commands.records import Command, example, held, note, now
from news.model.flag import Flag
from news.model.revision import Reference
from news.model.words import Deed


class SettleFlag(Command):
    """Somebody has looked at it: the story was corrected, or stands as it is."""

    model_config = example(note="The story never named the day.")

    note: Annotated[str, Field(min_length=1, max_length=2_000, pattern=r"^[^\x00]*\S[^\x00]*$")] | None = None


async def flag_stories(
    session: AsyncSession, kind: str, record_id: UUID, changed: tuple[str, ...], event_id: UUID
) -> None:
    """Flag every story about the record, once for each event however often it comes."""
    about = rows(Reference.story_id).where(Reference.kind == kind, Reference.record_id == record_id)
    for story_id in sorted(await session.exec(about)):
        story = await held(session, story_id)
        flag_id = stable_id("flag", story_id, event_id)
        if await session.get(Flag, flag_id) is not None:
            continue
        flag = Flag(
            id=flag_id, story_id=story_id, kind=kind, record_id=record_id, event_id=event_id, changed=changed,
            raised_at=now(),
        )  # fmt: skip
        session.add(flag)
        note(session, story_id, Deed.FLAGGED, NEWS, words="; ".join(changed))
        publish(session, flag.raised_on(story))


async def settle_flag(session: AsyncSession, flag_id: UUID, command: SettleFlag, who: str) -> None:
    """The same again is harmless, and the first note stays."""
    flag = await session.get(Flag, flag_id, with_for_update=True)
    if flag is None:
        raise NotFound(f"No flag {flag_id}")
    if flag.settle(who, command.note, now()):
        note(session, flag.story_id, Deed.SETTLED, who, words=command.note)
