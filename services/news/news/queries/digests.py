"""What there is to tell a reader since the last time: of what is public, and of nothing else."""

from datetime import datetime
from typing import Annotated

from cabos.database import execute
from cabos.views import View
from pydantic import Field
from sqlalchemy import ColumnElement, and_, func, or_, true, type_coerce
from sqlalchemy import select as sql
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from news.model import Edition, VersionState
from news.model.subscriber import Frequency, Subscriber, Topic
from news.pages.languages import Reader
from news.pages.letters import News
from news.queries.public import best, editions_of, is_public, item

MOST_TOLD = 50
"""Stories in one letter, the newest."""


class SubscriberCount(View):
    """How many are told, and no more than that: who they are is nobody's business."""

    language: str
    frequency: Frequency
    subscribers: Annotated[int, Field(ge=1)]


async def news_for(
    session: AsyncSession, subscriber: Subscriber, reader: Reader, since: datetime, until: datetime
) -> list[News]:
    """Stories whose text, as this reader gets it, became public or was corrected after `since` and up to `until`."""
    changed = (
        select(Edition.story_id, func.max(Edition.updated_at).label("at"))
        .where(
            is_public(),
            _is_news(),
            col(Edition.updated_at) > since,
            col(Edition.updated_at) <= until,
            _about(subscriber.topics),
        )
        .group_by(col(Edition.story_id))
        .order_by(func.max(Edition.updated_at).desc(), col(Edition.story_id))
        .limit(MOST_TOLD)
    )
    ids = [row.story_id for row in await execute(session, changed)]
    by_story = await editions_of(session, ids)
    told = []
    for story_id in ids:
        editions = by_story.get(story_id, {})
        edition = best(editions, reader) if editions else None
        # Another language of the story may have changed; this reader does not see that one.
        of_old = edition is not None and edition.published_at is None and edition.state is VersionState.PUBLISHED
        if edition is not None and not of_old and since < edition.updated_at <= until:
            told.append(News(item(editions, reader), corrected=edition.ordered_at <= since))
    return told


async def count_subscribers(session: AsyncSession) -> list[SubscriberCount]:
    language, frequency = col(Subscriber.language), col(Subscriber.frequency)
    found = sql(language, frequency, func.count().label("subscribers")).group_by(language, frequency)
    rows = await execute(session, found.order_by(language, frequency))
    return [SubscriberCount.model_validate(row) for row in rows]


def _is_news() -> ColumnElement[bool]:
    """A page of old is not, whenever it was brought here; its correction is."""
    return or_(col(Edition.published_at).is_not(None), col(Edition.state) != VersionState.PUBLISHED)


def _about(topics: tuple[Topic, ...]) -> ColumnElement[bool]:
    tags = type_coerce(col(Edition.tags), JSONB)
    each = [
        and_(
            col(Edition.region) == topic.region if topic.region else true(),
            tags.contains([topic.tag]) if topic.tag else true(),
        )
        for topic in topics
    ]
    return or_(*each) if each else true()
