"""What a reader of any language gets at an address."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from cabos.refusal import NotFound, Refusal
from cabos.views import View
from pydantic import Field
from sqlalchemy import and_, or_, type_coerce
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from news.model import Edition, Relation, VersionState
from news.model.edition import Correction
from news.pages.addresses import month
from news.pages.languages import SITE_LANGUAGES, Reader, Why, why
from news.pages.writing import Reading, Shown
from news.queries.pictures import shown_pictures
from news.queries.public import Item, PublicEditions, best, for_reader, is_own, is_public, records_of


class Gone(Refusal):
    """The story was withdrawn."""

    status = 410


class PageRead(View):
    """The page as data: `requested` was asked for, the text is in `served`, and `notice` says so where they differ."""

    story_id: UUID
    requested: str
    served: str
    why: Annotated[
        Why,
        Field(description="`lookup`: `fr` for `fr-CA`; `fallback`: the story has no version in the language at all"),
    ]
    notice: str
    languages: Annotated[list[str], Field(description="those that the story really has")]
    headline: str
    dateline: str | None
    byline: str | None
    summary: str | None
    shown_date: str
    published_on: date
    published_at: datetime | None
    updated_at: datetime
    stale: bool
    corrections: list[Correction]
    pictures: list[Shown]
    related: list[Item]
    canonical: str
    body: str
    html: str


async def read_story(session: AsyncSession, reader: Reader, year: int, month_name: str, slug: str) -> Reading:
    """The published story at an address, as a reader of any language gets it.

    Raises `NotFound` with the languages of the site, `Gone` with the reason of a withdrawal.
    """
    editions = await _editions_at(session, year, month_name, slug)
    if not editions:
        raise NotFound(f"No story at {year}/{month_name}/{slug}", languages=list(SITE_LANGUAGES))
    public = {tag: edition for tag, edition in editions.items() if edition.state is not VersionState.WITHDRAWN}
    own = next(iter(editions.values())).source_language
    withdrawn = editions.get(reader.requested) or (None if public else editions[own])
    if withdrawn is not None and withdrawn.state is VersionState.WITHDRAWN:
        raise Gone(withdrawn.reason or "", languages=sorted(public), withdrawn_at=str(withdrawn.withdrawn_at))
    served = best(public, reader)
    return Reading(
        pictures=await shown_pictures(session, served),
        story_id=served.story_id,
        requested=reader.requested,
        served=served.language,
        source_language=served.source_language,
        translated=tuple(sorted(public)),
        withdrawn=tuple(sorted(set(editions) - set(public))),
        headline=served.headline,
        dateline=served.dateline,
        byline=served.byline,
        summary=served.summary,
        published_on=served.published_on,
        published_at=served.published_at,
        ordered_at=served.ordered_at,
        updated_at=served.updated_at,
        stale=served.stale,
        corrections=tuple((each.note, each.corrected_at) for each in served.corrections),
        tags=tuple(served.tags),
        region=served.region,
        about=records_of(served),
        slug=served.slug,
        body=served.body,
        html=served.html,
    )


async def public_at(session: AsyncSession, year: int, month_name: str, slug: str) -> PublicEditions:
    """What is public at an address, by language, the one for whoever asks for none first: English, else its own."""
    editions = await _editions_at(session, year, month_name, slug)
    public = [edition for edition in editions.values() if edition.state is not VersionState.WITHDRAWN]
    public.sort(key=lambda each: (each.language != "en", each.language != each.source_language, each.language))
    found = PublicEditions((edition.language, edition) for edition in public)
    found.withdrawn = frozenset(set(editions) - set(found))
    return found


async def _editions_at(session: AsyncSession, year: int, month_name: str, slug: str) -> dict[str, Edition]:
    # The address comes from outside: only the slug is asked of the database, and only when it could be one.
    found = list(await session.exec(select(Edition).where(Edition.slug == slug))) if slug.isprintable() else []
    return {e.language: e for e in found if (e.published_on.year, month(e.published_on)) == (year, month_name)}


RELATED = 8
"""How many stories are shown beside one."""


async def related(session: AsyncSession, story_id: UUID | None, reader: Reader) -> list[Item]:
    """Stories that go with a public one: those that it names or that name it, then those about the same records, then
    those of the same region with one of its tags, the newest first.

    Raises `NotFound` when it is not public.
    """
    own = (await session.exec(select(Edition).where(Edition.story_id == story_id, is_own(), is_public()))).first()
    if own is None:
        raise NotFound(f"No story {story_id}")
    named = select(Relation.related_id).where(Relation.story_id == story_id).order_by(col(Relation.place))
    naming = select(Relation.story_id).where(Relation.related_id == story_id).order_by(col(Relation.story_id))
    ids = [*(await session.exec(named.limit(RELATED))), *(await session.exec(naming.limit(RELATED)))]
    tags, about = (type_coerce(column, JSONB) for column in (col(Edition.tags), col(Edition.about)))
    alike = [
        [about.contains([{"id": str(record.id)}]) for record in own.about],
        [and_(tags.contains([tag]), col(Edition.region).is_not_distinct_from(own.region)) for tag in own.tags],
    ]
    for either in alike:
        if either and len(ids) < RELATED + 1:
            newest = select(Edition.story_id).where(is_own(), is_public(), or_(*either))
            order = (col(Edition.ordered_at).desc(), col(Edition.story_id).desc())
            ids += await session.exec(newest.order_by(*order).limit(RELATED + 1))
    others = [each for each in dict.fromkeys(ids) if each != story_id]
    return (await for_reader(session, reader, others))[:RELATED]


def as_data(reading: Reading, others: list[Item]) -> PageRead:
    names = set(PageRead.model_fields) - {"why", "languages", "corrections", "related", "pictures"}
    return PageRead(
        why=why(reading.requested, reading.served),
        languages=list(reading.translated),
        corrections=[Correction(note=note, corrected_at=at) for note, at in reading.corrections],
        pictures=list(reading.pictures),
        related=others,
        **{name: getattr(reading, name) for name in names},
    )
