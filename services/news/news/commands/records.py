"""What every command needs: its turn at a story, the texts of it, and a note of who did what."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from cabos.database import execute
from cabos.ids import uuid7
from cabos.refusal import Invalid, NotFound
from cabos_contracts.types import RecordReference
from pydantic import BaseModel, ConfigDict
from sqlalchemy import func, select
from sqlmodel import col
from sqlmodel import select as rows
from sqlmodel.ext.asyncio.session import AsyncSession

from news.model.edition import Edition
from news.model.revision import Action, Reference, Relation, Revision
from news.model.story import Story
from news.model.version import LanguageVersion
from news.model.words import Deed
from news.pages.languages import NoSuchLanguage, canonical

NEWS = "news"
"""Who does what nobody did."""


class UnknownLanguage(Invalid):
    """The tag names no language that is known."""


class Command(BaseModel):
    model_config = ConfigDict(extra="forbid")


def example(**body: Any) -> ConfigDict:
    """The configuration of a command whose OpenAPI schema shows `body`."""
    return ConfigDict(extra="forbid", json_schema_extra={"examples": [body]})


def now() -> datetime:
    return datetime.now(UTC)


def require_language(tag: str, field: str) -> None:
    try:
        canonical(tag)
    except NoSuchLanguage as unknown:
        raise UnknownLanguage(str(unknown), field=field) from None


async def turn(session: AsyncSession, key: str) -> None:
    # A row that is not there yet cannot be held: two first requests for one key take turns at this lock instead.
    await execute(session, select(func.pg_advisory_xact_lock(func.hashtextextended(f"news:{key}", 0))))


async def held(session: AsyncSession, story_id: UUID) -> Story:
    """The story, held until the end of the transaction; whoever changes a language of it holds it first."""
    story = await session.get(Story, story_id, with_for_update=True)
    if story is None:
        raise NotFound(f"No story {story_id}")
    return story


async def version_of(session: AsyncSession, story: Story, language: str) -> LanguageVersion:
    version = await session.get(LanguageVersion, (story.id, language))
    if version is None:
        raise NotFound(f"The story has no version in {language}")
    return version


async def versions_of(session: AsyncSession, story: Story) -> dict[str, LanguageVersion]:
    """By language, the story's own first."""
    found = list(await session.exec(rows(LanguageVersion).where(LanguageVersion.story_id == story.id)))
    found.sort(key=lambda each: (each.language != story.language, each.language))
    return {each.language: each for each in found}


async def newest_text(session: AsyncSession, version: LanguageVersion) -> Revision:
    return await session.get_one(Revision, (version.story_id, version.language, version.revision))


async def editions_of(session: AsyncSession, story: Story) -> dict[str, Edition]:
    found = await session.exec(rows(Edition).where(Edition.story_id == story.id))
    return {edition.language: edition for edition in found}


async def references_of(session: AsyncSession, story: Story) -> list[RecordReference]:
    found = rows(Reference).where(Reference.story_id == story.id).order_by(col(Reference.place))
    return [RecordReference(kind=each.kind, id=each.record_id) for each in await session.exec(found)]


async def related_to(session: AsyncSession, story: Story) -> list[UUID]:
    """The stories that it names as going with it."""
    found = rows(Relation.related_id).where(Relation.story_id == story.id).order_by(col(Relation.place))
    return list(await session.exec(found))


def note(
    session: AsyncSession, story_id: UUID, deed: Deed, who: str, *, language: str | None = None,
    revision: int | None = None, words: str | None = None,
) -> None:  # fmt: skip
    """Write down who did what with the story."""
    action = Action(
        id=uuid7(), story_id=story_id, language=language, revision=revision, deed=deed, who=who, note=words, at=now()
    )
    session.add(action)
