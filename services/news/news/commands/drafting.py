"""Stories that write themselves: a draft of what another service has announced."""

from uuid import UUID

from cabos.ids import stable_id
from sqlmodel.ext.asyncio.session import AsyncSession

from news.commands.story import begin
from news.model.draft import LANGUAGE, Draft
from news.model.story import Story
from news.model.text import Text

NEWS = "news"
"""Who writes what nobody wrote."""


async def draft_from_event(session: AsyncSession, draft: Draft, event_id: UUID) -> None:
    """One story for each record: an event that comes again, or says more of the same record, drafts nothing."""
    story_id = stable_id("story", draft.record.kind, draft.record.id)
    if await session.get(Story, story_id) is None:
        text = Text(headline=draft.headline, body=draft.body)
        story = await begin(session, story_id, LANGUAGE, text, draft.about, NEWS)
        story.source_event = event_id
