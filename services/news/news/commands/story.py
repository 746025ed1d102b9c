"""Stories begin as drafts; what they are about, how they are found, and how long they are held back."""

from typing import Annotated, Literal
from uuid import UUID

from cabos.database import execute
from cabos.journal import publish
from cabos.refusal import Invalid
from cabos_contracts.types import Instant, LanguageTag, RecordReference
from pydantic import AfterValidator, Field, StringConstraints
from sqlmodel import col, delete
from sqlmodel import select as rows
from sqlmodel.ext.asyncio.session import AsyncSession

from news.commands.pictures import require_pictures
from news.commands.records import (
    Command,
    editions_of,
    example,
    held,
    note,
    now,
    references_of,
    related_to,
    require_language,
    turn,
)
from news.model.revision import Reference, Relation, Revision
from news.model.story import AlreadyDrafted, Story
from news.model.text import Text
from news.model.version import LanguageVersion
from news.model.words import Deed
from news.pages.addresses import slug

Tag = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Tags = Annotated[tuple[Tag, ...], Field(max_length=30)]
Region = Literal["AMS", "AP", "ESA", "EUR", "MENA", "WCA"]
"""Contracts leave the list of regions open for those who read; whoever writes a story names one of the six."""

KINDS = (
    "agreement", "ballot", "conference", "council_session", "decision", "other_instrument", "priority", "programme",
    "regional_body", "strategic_plan", "vice_chair_term", "work_plan",
)  # fmt: skip
"""The governed records that have an id: those that events make stories of, and those that may be corrected."""


def _known(record: RecordReference) -> RecordReference:
    if record.kind not in KINDS:
        raise ValueError(f"kind: a story is about one of {', '.join(KINDS)}; {record.kind!r} is none of them")
    return record


References = Annotated[tuple[Annotated[RecordReference, AfterValidator(_known)], ...], Field(max_length=100)]
Stories = Annotated[tuple[UUID, ...], Field(max_length=100)]


class UnknownStory(Invalid):
    """A story is named that there is not."""


class DescribeStory(Command):
    """What the story is about and how it is found, in all its languages at once."""

    model_config = example(region="AMS", tags=["aeo", "mutual-recognition"], about=[], related=[])

    region: Region | None = None
    tags: Tags = ()
    about: References = ()
    related: Stories = ()


class DraftStory(Text):
    """Write a story's first text."""

    model_config = example(
        language="en",
        headline="Brazil and Mexico sign a joint work plan",
        summary="The two administrations will compare their AEO programmes.",
        body="The plan has two parts:\n\n- a comparison of the programmes\n- joint visits",
        region="AMS",
        tags=["aeo"],
        about=[{"kind": "work_plan", "id": "71de1e9d-cfff-5d56-b652-fa788686d149"}],
    )

    language: LanguageTag
    region: Region | None = None
    tags: Tags = ()
    about: References = ()
    related: Stories = ()
    embargo_until: Instant | None = None

    @property
    def text(self) -> Text:
        return Text.model_validate(self.model_dump(include=set(Text.model_fields)))


class SetEmbargo(Command):
    """No language goes out before this instant; null lifts the embargo."""

    model_config = example(embargo_until="2026-06-25T16:00:00Z")

    embargo_until: Instant | None


async def draft_story(session: AsyncSession, story_id: UUID, command: DraftStory, who: str) -> None:
    """The same draft again is harmless; one that says anything else under the same id is refused (`AlreadyDrafted`)."""
    require_language(command.language, "language")
    await require_pictures(session, command.pictures)
    await turn(session, str(story_id))
    known = await session.get(Story, story_id)
    if known is None:
        story = await begin(session, story_id, command.language, command.text, command.about, who)
        story.region, story.tags, story.embargo_until = command.region, command.tags, command.embargo_until
        await _relate(session, story, command.related)
        return
    await _require_same(session, known, command)


async def _require_same(session: AsyncSession, story: Story, command: DraftStory) -> None:
    """Nothing that a draft says is passed over: what differs from the record is named, with where it is changed."""
    address = f"/v1/stories/{story.id}"
    if command.language != story.language:
        raise AlreadyDrafted(
            f"language: the story is on record with another text, in {story.language!r}; a translation is written at"
            f" {address}/versions/{command.language}",
            field="language",
        )
    first = await session.get_one(Revision, (story.id, story.language, 1))
    for name in Text.model_fields:
        if getattr(first.text, name) != getattr(command, name):
            where = f"{address}/versions/{story.language}"
            rule = f"{name}: the story is on record with another text; its next one is written at {where}"
            raise AlreadyDrafted(rule, field=name)
    about = tuple(await references_of(session, story))
    related = tuple(await related_to(session, story))
    recorded = {
        "region": (story.region, command.region, "description"),
        "tags": (tuple(story.tags), command.tags, "description"),
        "about": (about, tuple(dict.fromkeys(command.about)), "description"),
        "related": (related, tuple(dict.fromkeys(command.related)), "description"),
        "embargo_until": (story.embargo_until, command.embargo_until, "embargo"),
    }
    for name, (known, said, where) in recorded.items():
        if known != said:
            raise AlreadyDrafted(f"{name}: the story is on record with another; it is changed at {address}/{where}",
                                 field=name)  # fmt: skip


async def describe_story(session: AsyncSession, story_id: UUID, command: DescribeStory, who: str) -> None:
    """For all languages, also those that are public. What it was before is written down beside what it is now."""
    story = await held(session, story_id)
    before = await _described(session, story)
    story.region, story.tags = command.region, command.tags
    await execute(session, delete(Reference).where(col(Reference.story_id) == story.id))
    refer(session, story, command.about)
    await _relate(session, story, command.related)
    await session.flush()
    after = await _described(session, story)
    changed = [f"{name}: {after[name]}, formerly {before[name]}" for name in after if after[name] != before[name]]
    if changed:
        note(session, story.id, Deed.DESCRIBED, who, words="; ".join(changed))
    for edition in (await editions_of(session, story)).values():
        edition.region, edition.tags, edition.about = command.region, command.tags, command.about


async def _described(session: AsyncSession, story: Story) -> dict[str, str]:
    """What it is about and how it is found, in words."""
    said = {
        "region": [story.region] if story.region else [],
        "tags": story.tags,
        "about": [f"{record.kind} {record.id}" for record in await references_of(session, story)],
        "related": await related_to(session, story),
    }
    return {name: ", ".join(map(str, words)) or "nothing" for name, words in said.items()}


async def set_embargo(session: AsyncSession, story_id: UUID, command: SetEmbargo, who: str) -> None:
    story = await held(session, story_id)
    if story.embargo_until == command.embargo_until:
        return
    story.embargo(command.embargo_until)
    until = command.embargo_until
    note(session, story.id, Deed.EMBARGOED, who, words=None if until is None else until.isoformat())


async def begin(session: AsyncSession, story_id: UUID, language: str, text: Text, about: References, who: str) -> Story:
    """A new story with its first text, which nobody but the newsroom sees."""
    story = Story(id=story_id, language=language, slug=slug(text.headline))
    session.add(story)
    # The story first: its texts and references point at it.
    await session.flush()
    session.add(LanguageVersion(story_id=story_id, language=language, revision=1, written_by=who))
    session.add(
        Revision(
            story_id=story_id, language=language, revision=1, substantive=True, written_by=who, written_at=now(),
            **dict(text),
        )
    )  # fmt: skip
    refer(session, story, about)
    note(session, story_id, Deed.DRAFTED, who, language=language, revision=1)
    publish(session, story.drafted())
    return story


def refer(session: AsyncSession, story: Story, about: References) -> None:
    named = dict.fromkeys((ref.kind, ref.id) for ref in about)
    session.add_all(
        Reference(story_id=story.id, kind=kind, record_id=id_, place=place)
        for place, (kind, id_) in enumerate(named, 1)
    )


async def _relate(session: AsyncSession, story: Story, related: Stories) -> None:
    """Raises `UnknownStory`, also for the story itself."""
    named = list(dict.fromkeys(related))
    there = set(await session.exec(rows(col(Story.id)).where(col(Story.id).in_(named))))
    for each in named:
        if each not in there or each == story.id:
            raise UnknownStory(f"related: no other story {each}", field="related")
    await execute(session, delete(Relation).where(col(Relation.story_id) == story.id))
    session.add_all(Relation(story_id=story.id, related_id=each, place=place) for place, each in enumerate(named, 1))
