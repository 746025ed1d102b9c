"""A language is written, sent to review, approved, sent back or discarded."""

from typing import Annotated
from uuid import UUID

from cabos.journal import publish
from cabos.refusal import Refusal
from cabos_contracts.types import LanguageTag
from pydantic import Field
from sqlalchemy import func
from sqlmodel import col
from sqlmodel import select as rows
from sqlmodel.ext.asyncio.session import AsyncSession

from news.commands.pictures import require_pictures
from news.commands.records import Command, example, held, newest_text, note, now, require_language, version_of
from news.model.revision import Revision
from news.model.text import Text
from news.model.version import LanguageVersion
from news.model.words import Deed, VersionState


class WriteVersion(Text):
    """Write a language's next text; a mended typing error is not `substantive` and makes no translation stale."""

    model_config = example(
        headline="Brasil y México firman un plan de trabajo", body="El plan tiene dos partes.", made_from=1
    )

    substantive: bool = True
    made_from: Annotated[
        int | None,
        Field(ge=1, description="the original's revision that a translation is made from; its newest if null"),
    ] = None

    @property
    def text(self) -> Text:
        return Text.model_validate(self.model_dump(include=set(Text.model_fields)))


class ReturnVersion(Command):
    """What is to be changed before the text can be approved."""

    model_config = example(note="The second paragraph gives no source.")

    note: Annotated[str, Field(min_length=1, max_length=2_000, pattern=r"^[^\x00]*\S[^\x00]*$")]


class AlreadyWritten(Refusal):
    """The same words are on record as another kind of change."""


async def write_version(
    session: AsyncSession, story_id: UUID, language: LanguageTag, command: WriteVersion, who: str
) -> None:
    """The same text again is harmless. Raises `AlreadyWritten` when it comes as another kind of change."""
    require_language(language, "language")
    await require_pictures(session, command.pictures)
    story = await held(session, story_id)
    story.refuse_withdrawn()
    own = await version_of(session, story, story.language)
    origin = story.origin(language, command.made_from, own.revision)
    version = await session.get(LanguageVersion, (story_id, language))
    if version is None:
        version = LanguageVersion(story_id=story_id, language=language, revision=1, written_by=who)
        session.add(version)
    else:
        newest = await newest_text(session, version)
        known = newest.text == command.text and newest.made_from == origin
        if known and version.state is not VersionState.WITHDRAWN:
            _require_same_weight(version, newest, command)
            return
        last = rows(func.max(Revision.revision)).where(Revision.story_id == story_id, Revision.language == language)
        version.write((await session.exec(last)).one() + 1, who)
    revision = Revision(
        story_id=story_id, language=language, revision=version.revision, made_from=origin,
        substantive=command.substantive, written_by=who, written_at=now(), **dict(command.text),
    )  # fmt: skip
    session.add(revision)
    note(session, story_id, Deed.WROTE, who, language=language, revision=revision.revision)
    publish(session, *story.revised(revision))


def _require_same_weight(version: LanguageVersion, newest: Revision, command: WriteVersion) -> None:
    # A first text, as a draft has it, mends nothing that was there before.
    if newest.revision == 1 or newest.substantive == command.substantive:
        return
    if version.pending is not None:
        advice = f"discard it (DELETE …/versions/{version.language}/correction) and write it again"
    elif version.state.is_public:
        advice = "it is read as such, and its next text may say otherwise"
    else:
        advice = "write another text, and then this one again"
    said = "" if newest.substantive else "not "
    rule = f"substantive: revision {newest.revision} has these words and is on record as {said}substantive; {advice}"
    raise AlreadyWritten(rule, field="substantive")


async def discard_correction(session: AsyncSession, story_id: UUID, language: LanguageTag, who: str) -> None:
    """Drop what was to replace the text that is read; it stays among the revisions. The same again is harmless."""
    version = await version_of(session, await held(session, story_id), language)
    dropped = version.revision
    read = await session.get(Revision, (story_id, language, version.public_revision or 0))
    if not version.discard(version.written_by if read is None else read.written_by):
        return
    later = rows(Revision).where(
        Revision.story_id == story_id, Revision.language == language, col(Revision.revision) > version.revision
    )
    for revision in await session.exec(later):
        revision.discarded_at = revision.discarded_at or now()
    note(session, story_id, Deed.DISCARDED, who, language=language, revision=dropped)


async def submit_version(session: AsyncSession, story_id: UUID, language: LanguageTag, who: str) -> None:
    version = await version_of(session, await held(session, story_id), language)
    version.submit(who)
    note(session, story_id, Deed.SUBMITTED, who, language=language, revision=version.revision)


async def approve_version(session: AsyncSession, story_id: UUID, language: LanguageTag, who: str) -> None:
    version = await version_of(session, await held(session, story_id), language)
    version.approve(who)
    note(session, story_id, Deed.APPROVED, who, language=language, revision=version.revision)


async def return_version(
    session: AsyncSession, story_id: UUID, language: LanguageTag, command: ReturnVersion, who: str
) -> None:
    version = await version_of(session, await held(session, story_id), language)
    version.send_back()
    note(session, story_id, Deed.RETURNED, who, language=language, revision=version.revision, words=command.note)
