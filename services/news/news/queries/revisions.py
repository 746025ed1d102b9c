"""What a language said before, what changed, and who did it."""

import asyncio
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from cabos.http import Page
from cabos.refusal import NotFound
from cabos.views import View, page
from pydantic import BaseModel, Field
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from news.model import Action, Deed, Revision
from news.model.text import Picture, Text
from news.pages.differences import Run, differences, differences_of_words


class RevisionSummary(View):
    language: str
    revision: int
    headline: str
    dateline: str | None
    summary: str | None
    byline: str | None
    body: str
    pictures: list[Picture]
    made_from: int | None
    substantive: bool
    written_by: str
    written_at: datetime
    discarded_at: datetime | None


class ActionSummary(View):
    id: UUID
    language: str | None
    revision: int | None
    deed: Deed
    who: str
    note: str | None
    at: datetime


class Change(BaseModel):
    """A run of words of one field that stayed, went or came."""

    field: str
    what: Annotated[Literal["same", "gone", "new"], Field(description="`gone` from the older text, `new` in the newer")]
    words: str


class Difference(BaseModel):
    """What changed between two texts of one language, fields that are equal left out."""

    language: str
    since: int
    until: int
    changes: list[Change]


async def list_revisions(
    session: AsyncSession, story_id: UUID, language: str, limit: int, after: int
) -> Page[RevisionSummary]:
    found = (
        select(Revision)
        .where(Revision.story_id == story_id, Revision.language == language, col(Revision.revision) > after)
        .order_by(col(Revision.revision))
        .limit(limit + 1)
    )
    listed = page(await session.exec(found), RevisionSummary, limit, "revision")
    if not listed.items and not after:
        raise NotFound(f"Story {story_id} has no version in {language!r}")
    return listed


async def compare(session: AsyncSession, story_id: UUID, language: str, since: int, until: int) -> Difference:
    """Raises `NotFound` when there is no such revision."""
    texts = []
    for number in (since, until):
        revision = await session.get(Revision, (story_id, language, number))
        if revision is None:
            raise NotFound(f"Story {story_id} has no revision {number} in {language!r}")
        texts.append(revision.text)
    # It may take a while, in which others are answered.
    changes = await asyncio.to_thread(_changes, *texts)
    return Difference(language=language, since=since, until=until, changes=changes)


async def list_actions(session: AsyncSession, story_id: UUID, limit: int, after: UUID | None) -> Page[ActionSummary]:
    """Who did what, first to last."""
    found = select(Action).where(Action.story_id == story_id).order_by(col(Action.id)).limit(limit + 1)
    if after is not None:
        found = found.where(col(Action.id) > after)
    return page(await session.exec(found), ActionSummary, limit)


def _changes(older: Text, newer: Text) -> list[Change]:
    return [
        Change(field=field, what=what, words=words)
        for field in Text.model_fields
        if getattr(older, field) != getattr(newer, field)
        for what, words in _compared(getattr(older, field), getattr(newer, field))
    ]


def _compared(before: object, after: object) -> Iterator[Run]:
    """Words of a text; pictures one by one."""
    if isinstance(before, tuple) and isinstance(after, tuple):
        return differences(*([picture.model_dump_json() for picture in each] for each in (before, after)))
    return differences_of_words(str(before or ""), str(after or ""))
