"""What news makes of others' events: stories by templates and rules, and flags where they no longer say what is so."""

from cabos.subscriptions import Subscriptions
from cabos_contracts.envelope import Envelope, Event
from sqlmodel.ext.asyncio.session import AsyncSession

from news.commands.drafting import draft_from_event, hear_retold
from news.commands.flags import undo
from news.model.occasion import OCCASIONS
from news.model.undone import RETELLING, UNDOING

subscriptions = Subscriptions("news")


@subscriptions.on(*(occasion.contract for occasion in OCCASIONS.values()))
async def draft_story(event: Event, session: AsyncSession, envelope: Envelope) -> None:
    await draft_from_event(session, event, envelope.id, envelope.time)


@subscriptions.on(*RETELLING)
async def flag_what_is_told_otherwise(event: Event, session: AsyncSession, envelope: Envelope) -> None:
    await hear_retold(session, event, envelope.id)


@subscriptions.on(*(undoing.contract for undoing in UNDOING.values()))
async def flag_what_is_undone(event: Event, session: AsyncSession, envelope: Envelope) -> None:
    await undo(session, event, envelope.id, envelope.time)
