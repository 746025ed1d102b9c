"""Lists of what is public, newest first: in one language, or for a reader of it, each item saying what it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from cabos.http import Page
from cabos.refusal import Invalid
from cabos.views import View
from cabos_contracts.types import RecordReference
from pydantic import Field
from sqlalchemy import ColumnElement, tuple_, type_coerce
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from news.model import Edition, VersionState
from news.pages.addresses import path
from news.pages.languages import Reader, Why, why
from news.pages.markdown import lead


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which stories are listed; what is None leaves all of them. Days and instants are those of publication."""

    region: str | None = None
    tag: str | None = None
    about: UUID | None = None
    since: date | None = None
    until: date | None = None


class Item(View):
    """One story in a list: `served` is the language of its words, `requested` the one that was asked for."""

    story_id: UUID
    requested: str
    served: str
    why: Annotated[
        Why, Field(description="`lookup`: `fr` for `fr-CA`; `fallback`: there is no version in the language at all")
    ]
    languages: list[str]
    headline: str
    summary: str
    path: Annotated[str, Field(description="where it is read: in the language asked for, unless that was withdrawn")]
    canonical: Annotated[str, Field(description="where it is read in the language of its words")]
    region: str | None
    tags: list[str]
    about: list[RecordReference]
    state: VersionState
    stale: bool
    published_on: date
    published_at: datetime | None
    updated_at: datetime


def is_public() -> ColumnElement[bool]:
    return col(Edition.state) != VersionState.WITHDRAWN


def is_own() -> ColumnElement[bool]:
    """In the story's own language: there is one such edition of each public story."""
    return col(Edition.language) == col(Edition.source_language)


def conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [is_public()]
    tags, about = (type_coerce(column, JSONB) for column in (col(Edition.tags), col(Edition.about)))
    if wanted.region is not None:
        found.append(col(Edition.region) == wanted.region)
    if wanted.tag is not None:
        found.append(tags.contains([wanted.tag]))
    if wanted.about is not None:
        found.append(about.contains([{"id": str(wanted.about)}]))
    if wanted.since is not None:
        found.append(col(Edition.published_on) >= wanted.since)
    if wanted.until is not None:
        found.append(col(Edition.published_on) <= wanted.until)
    return found


async def latest_in(session: AsyncSession, language: str, wanted: Wanted, limit: int) -> list[Edition]:
    """What there really is in a language, newest first: no fallbacks. For feeds, sitemaps and digests."""
    return await _newest(session, [col(Edition.language) == language, *conditions(wanted)], limit, None)


async def latest_for(
    session: AsyncSession, reader: Reader, wanted: Wanted, limit: int, after: UUID | None = None
) -> Page[Item]:
    """Every story once, in the best language that it has for a reader."""
    found = await _newest(session, [is_own(), *conditions(wanted)], limit + 1, after)
    items = await for_reader(session, reader, [edition.story_id for edition in found[:limit]])
    return Page(items=items, next=str(items[-1].story_id) if len(found) > limit else None)


async def for_reader(session: AsyncSession, reader: Reader, story_ids: Sequence[UUID]) -> list[Item]:
    """These stories as a reader gets them, in the order given; what is not public is left out."""
    by_story = await editions_of(session, story_ids)
    return [item(by_story[each], reader) for each in story_ids if each in by_story]


class PublicEditions(dict[str, Edition]):
    """What is public of one story, by language; `withdrawn` are those in which its address is gone."""

    withdrawn: frozenset[str] = frozenset()


async def editions_of(session: AsyncSession, story_ids: Sequence[UUID]) -> dict[UUID, PublicEditions]:
    """What is public of these stories, by story and language; of which nothing is public, those are left out."""
    found = select(Edition).where(col(Edition.story_id).in_(story_ids)).order_by(col(Edition.language))
    by_story: dict[UUID, PublicEditions] = {}
    for edition in await session.exec(found):
        editions = by_story.setdefault(edition.story_id, PublicEditions())
        if edition.state is VersionState.WITHDRAWN:
            editions.withdrawn |= {edition.language}
        else:
            editions[edition.language] = edition
    return {story_id: editions for story_id, editions in by_story.items() if editions}


def item(editions: PublicEditions, reader: Reader) -> Item:
    """The public editions of one story as one item."""
    edition, requested = best(editions, reader), reader.requested
    # Where the language asked for was withdrawn, its address gives the reason and no text.
    readable = edition.language if requested in editions.withdrawn else requested
    return Item(
        story_id=edition.story_id,
        requested=requested,
        served=edition.language,
        why=why(requested, edition.language),
        languages=sorted(editions),
        headline=edition.headline,
        summary=summary(edition),
        path=path(readable, edition.published_on, edition.slug),
        canonical=path(edition.language, edition.published_on, edition.slug),
        region=edition.region,
        tags=list(edition.tags),
        about=list(edition.about),
        state=edition.state,
        stale=edition.stale,
        published_on=edition.published_on,
        published_at=edition.published_at,
        updated_at=edition.updated_at,
    )


def best(editions: dict[str, Edition], reader: Reader) -> Edition:
    """The one that a reader gets, of those that are public; there is at least one."""
    own = next(iter(editions.values())).source_language
    order: Iterable[str] = (*reader.order, own, *sorted(editions))
    return next(editions[tag] for tag in order if tag in editions)


def summary(edition: Edition) -> str:
    """What its writer made of it in a few words, or how it begins."""
    return edition.summary or lead(edition.html)


def records_of(edition: Edition) -> tuple[tuple[str, UUID], ...]:
    """Kind and id of each record that it is about."""
    return tuple((record.kind, record.id) for record in edition.about)


async def _newest(
    session: AsyncSession, wanted: list[ColumnElement[bool]], limit: int, after: UUID | None
) -> list[Edition]:
    order = (col(Edition.ordered_at).desc(), col(Edition.story_id).desc())
    found = select(Edition).where(*wanted).order_by(*order).limit(limit)
    if after is not None:
        # Its place is that of its own language: a translation may have come out much later.
        last = (await session.exec(select(Edition).where(Edition.story_id == after, is_own()))).first()
        if last is None:
            raise Invalid(f"No story {after} to go on from", field="after")
        place = tuple_(col(Edition.ordered_at), col(Edition.story_id)) < (last.ordered_at, last.story_id)
        found = found.where(place)
    return list(await session.exec(found))
