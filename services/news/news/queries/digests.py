"""What there is to tell a reader since the last time: of what is public, and of nothing else."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode

from cabos.database import execute
from cabos.views import View
from pydantic import Field
from sqlalchemy import ColumnElement, and_, case, func, or_, true, type_coerce
from sqlalchemy import select as sql
from sqlalchemy.dialects.postgresql import JSONB, distinct_on
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from news.model import Edition, VersionState
from news.model.subscriber import Frequency, Subscriber, Topic
from news.pages.languages import Reader
from news.pages.letters import Digest, News
from news.queries.public import editions_of, is_own, is_public, item

MOST_TOLD = 50
"""Stories in one letter, the newest; of the others it says how many there are, and where."""

MOST_OFFERED = 14
"""Tags to choose from, those of most stories: with the regions no more than one may ask for."""


@dataclass(frozen=True, slots=True)
class Offered:
    """What stories there are about."""

    regions: tuple[str, ...]
    tags: tuple[str, ...]


class SubscriberCount(View):
    """How many are told, and no more than that: who they are is nobody's business."""

    language: str
    frequency: Frequency
    subscribers: Annotated[int, Field(ge=1)]


async def news_for(
    session: AsyncSession, subscriber: Subscriber, reader: Reader, since: datetime, until: datetime
) -> Digest:
    """Stories whose text, as this reader gets it, became public or was corrected after `since` and up to `until`."""
    changed = and_(col(Edition.updated_at) > since, col(Edition.updated_at) <= until)
    # The language comes first: a change in one that this reader does not see is no news and takes no place.
    theirs = (
        sql(Edition)
        .ext(distinct_on(col(Edition.story_id)))
        .where(is_public(), _about(subscriber.topics))
        .where(col(Edition.story_id).in_(sql(col(Edition.story_id)).where(is_public(), changed)))
        .order_by(col(Edition.story_id), _choice(reader), col(Edition.language).collate("C"))
        .subquery()
    )
    # A page of old is no news, whenever it was brought here; its correction is.
    is_news = or_(theirs.c.published_at.is_not(None), theirs.c.state != VersionState.PUBLISHED)
    found = (
        sql(theirs.c.story_id, theirs.c.ordered_at, func.count().over().label("all"))
        .where(is_news, theirs.c.updated_at > since, theirs.c.updated_at <= until)
        .order_by(theirs.c.updated_at.desc(), theirs.c.story_id)
        .limit(MOST_TOLD)
    )
    rows = (await execute(session, found)).all()
    by_story = await editions_of(session, [row.story_id for row in rows])
    told = [
        News(item(by_story[row.story_id], reader), corrected=row.ordered_at <= since)
        for row in rows
        # Withdrawn this very moment.
        if row.story_id in by_story
    ]
    return Digest(told, rows[0].all - len(rows) if rows else 0, _listing(subscriber))


async def offered_topics(session: AsyncSession) -> Offered:
    """Regions and tags that public stories have, each in its order."""
    public = (is_public(), is_own())
    regions = sql(col(Edition.region)).where(*public, col(Edition.region).is_not(None)).distinct()
    tag = func.jsonb_array_elements_text(type_coerce(col(Edition.tags), JSONB)).label("tag")
    each = sql(tag).where(*public).subquery()
    tags = sql(each.c.tag).group_by(each.c.tag).order_by(func.count().desc(), each.c.tag).limit(MOST_OFFERED)
    return Offered(
        tuple(sorted((await execute(session, regions)).scalars())),
        tuple(sorted((await execute(session, tags)).scalars())),
    )


async def count_subscribers(session: AsyncSession) -> list[SubscriberCount]:
    language, frequency = col(Subscriber.language), col(Subscriber.frequency)
    found = sql(language, frequency, func.count().label("subscribers")).group_by(language, frequency)
    rows = await execute(session, found.order_by(language, frequency))
    return [SubscriberCount.model_validate(row) for row in rows]


def _choice(reader: Reader) -> ColumnElement[int]:
    """The place of a language in the order in which `best` chooses."""
    places = {tag: place for place, tag in enumerate(reader.order)}
    others = case((is_own(), len(places)), else_=len(places) + 1)
    return case(places, value=col(Edition.language), else_=others)


def _listing(subscriber: Subscriber) -> str:
    """Where all of it is listed, by its topic when it has but one."""
    topics: tuple[Topic, ...] = subscriber.topics
    asked = topics[0].model_dump(exclude_none=True) if len(topics) == 1 else {}
    return f"/{subscriber.language}/newsroom" + (f"?{urlencode(asked)}" if asked else "")


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
