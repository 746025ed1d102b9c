"""What feeds and sitemaps are made of."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from cabos.refusal import NotFound
from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from news.model import Edition, VersionState
from news.pages.addresses import path
from news.pages.feeds import Entry, edition_id
from news.pages.markdown import lead
from news.pages.ninjs import cancelled, ninjs
from news.pages.writing import Reading
from news.queries.pictures import shown_pictures
from news.queries.public import Wanted, editions_of, is_own, is_public, latest_in, records_of, summary

STORIES_A_SITEMAP = 2_000
"""A sitemap holds 50,000 addresses at most, and a story has one for each of its languages."""

NEWS_ADDRESSES = 1_000


async def entries(session: AsyncSession, language: str, wanted: Wanted, limit: int, base: str) -> list[Entry]:
    """The newest texts of a language."""
    return await _as_entries(session, await latest_in(session, language, wanted, limit), base)


async def last_change(session: AsyncSession, language: str) -> datetime | None:
    """When a text of the language last changed; withdrawn ones count, for they have left."""
    found = select(func.max(Edition.updated_at)).where(col(Edition.language) == language)
    return (await session.exec(found)).one()


async def languages(session: AsyncSession) -> list[str]:
    """Those in which there is a text."""
    return list(await session.exec(select(Edition.language).where(is_public()).distinct()))


async def count_sitemaps(session: AsyncSession) -> int:
    """How many sitemaps there are; there is always one."""
    found = select(func.count()).select_from(Edition).where(is_own(), is_public())
    return max(1, -(-(await session.exec(found)).one() // STORIES_A_SITEMAP))


async def sitemap_entries(session: AsyncSession, number: int, base: str) -> list[Entry]:
    """All languages of a part of the stories, the oldest in the first part, so that parts fill up and stay."""
    found = (
        select(Edition.story_id)
        .where(is_own(), is_public())
        .order_by(col(Edition.ordered_at), col(Edition.story_id))
        .offset((number - 1) * STORIES_A_SITEMAP)
        .limit(STORIES_A_SITEMAP)
    )
    by_story = await editions_of(session, list(await session.exec(found)))
    return [_entry(each, editions, base) for editions in by_story.values() for each in editions.values()]


async def news_entries(session: AsyncSession, since: datetime, base: str) -> list[Entry]:
    """What came out since then, newest first. Texts of which only a day is known are pages of old."""
    found = (
        select(Edition)
        .where(is_public(), col(Edition.published_at) >= since)
        .order_by(col(Edition.published_at).desc())
        .limit(NEWS_ADDRESSES)
    )
    return await _as_entries(session, list(await session.exec(found)), base)


async def last_before(session: AsyncSession, until: datetime) -> datetime | None:
    """When the youngest text that is older came out."""
    found = select(func.max(Edition.published_at)).where(col(Edition.published_at) < until)
    return (await session.exec(found)).one()


async def _as_entries(session: AsyncSession, found: Sequence[Edition], base: str) -> list[Entry]:
    by_story = await editions_of(session, [edition.story_id for edition in found])
    return [_entry(edition, by_story[edition.story_id], base) for edition in found]


def _entry(edition: Edition, languages: dict[str, Edition], base: str) -> Entry:
    return Entry(
        story_id=edition.story_id,
        language=edition.language,
        headline=edition.headline,
        summary=summary(edition),
        html=edition.html,
        address=base + path(edition.language, edition.published_on, edition.slug),
        alternates={tag: base + path(tag, each.published_on, each.slug) for tag, each in languages.items()},
        categories=(*((edition.region,) if edition.region else ()), *edition.tags),
        byline=edition.byline,
        published_at=edition.ordered_at,
        updated_at=edition.updated_at,
        dateline=edition.dateline,
        about=records_of(edition),
        notes=tuple(correction.note for correction in edition.corrections),
    )


def reading_entry(reading: Reading, base: str) -> Entry:
    """The text of a page as an entry, in the language that is served."""
    moment = reading.ordered_at or reading.updated_at
    if reading.story_id is None or moment is None:
        raise ValueError("only a page of a story that is public is an entry")
    return Entry(
        story_id=reading.story_id,
        language=reading.served,
        headline=reading.headline,
        summary=reading.summary or lead(reading.html),
        html=reading.html,
        address=base + reading.canonical,
        alternates={tag: base + reading.path(tag) for tag in reading.translated},
        categories=(*((reading.region,) if reading.region else ()), *reading.tags),
        byline=reading.byline,
        published_at=moment,
        updated_at=reading.updated_at or moment,
        about=reading.about,
        notes=tuple(note for note, _ in reading.corrections),
    )


async def exchange_item(session: AsyncSession, story_id: UUID, language: str, base: str) -> dict[str, Any]:
    """One language of a story for other newsrooms; a withdrawn one says so. Raises `NotFound`."""
    edition = await session.get(Edition, (story_id, language))
    if edition is None:
        raise NotFound(f"No story {story_id} in {language!r}")
    if edition.state is VersionState.WITHDRAWN:
        reason, at = edition.reason or "", edition.withdrawn_at or edition.updated_at
        return cancelled(edition_id(story_id, language), language, edition.revision, reason, at)
    languages = (await editions_of(session, [story_id]))[story_id]
    pictures = await shown_pictures(session, edition)
    return ninjs(_entry(edition, languages, base), edition.revision, pictures, base)
