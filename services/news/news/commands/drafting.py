"""Stories that write themselves: what another service has announced, told by templates."""

from datetime import datetime
from uuid import UUID

from cabos.ids import stable_id
from cabos.journal import publish
from cabos.refusal import Refusal
from cabos_contracts.envelope import Event
from cabos_contracts.types import RecordReference
from pydantic import ValidationError
from sqlmodel import col, or_
from sqlmodel import select as rows
from sqlmodel.ext.asyncio.session import AsyncSession

from news.commands.flags import flag_late, flag_story
from news.commands.publishing import bring_out
from news.commands.records import NEWS, held, note, now, turn, versions_of
from news.commands.story import begin
from news.model.occasion import OCCASIONS, Occasion
from news.model.revision import Revision
from news.model.story import Story
from news.model.template import DraftingRule, Template, rule_of, sources_of
from news.model.text import MAX_HEADLINE, Text
from news.model.undone import RETELLING, told_otherwise
from news.model.version import LanguageVersion
from news.model.words import Deed, Drafting
from news.pages.drafting import BadTemplate, Source, write


class TemplateFailed(Refusal):
    """A template makes no story of an event: mend the template, and let the event come again."""


async def draft_from_event(session: AsyncSession, event: Event, event_id: UUID, told_at: datetime) -> None:
    """One story for each fact: an event that comes again writes nothing, and one that says it otherwise flags it.

    Raises `TemplateFailed`, which leaves the event with the dead letters until the template is mended.
    """
    occasion = OCCASIONS[event.type]
    story_id = occasion.story_id(event)
    await turn(session, str(story_id))
    # By its id for the fact, and by its event: what counts as the same fact may have been told otherwise before.
    same = rows(Story).where(or_(col(Story.id) == story_id, col(Story.source_event) == event_id))
    if (story := (await session.exec(same)).first()) is not None:
        await _hear_again(session, story, occasion.record(event), event, event_id)
        return
    rule = rule_of(event.type, await session.get(DraftingRule, event.type))
    if rule.does is Drafting.IGNORE:
        return
    own = rows(Template).where(Template.event_type == event.type).order_by(col(Template.version))
    sources = sources_of(event.type, list(await session.exec(own)), rule)
    texts = {language: text_of(source, language, event) for language, source in sources.items()}
    if texts:
        story = await _write(session, story_id, occasion, event, texts)
        story.source_event, story.source_facts = event_id, event.model_dump(mode="json")
        if rule.does is Drafting.PUBLISH:
            await _bring_out(session, story)
        await flag_late(session, story, occasion.about(event), told_at)


async def hear_retold(session: AsyncSession, event: Event, event_id: UUID) -> None:
    """An event says facts of another type again: the story of those is flagged where they are others."""
    occasion = OCCASIONS[RETELLING[type(event)].type]
    story_id = stable_id("story", occasion.contract.type, event.subject, "")
    if (story := await session.get(Story, story_id)) is not None:
        await _hear_again(session, story, occasion.record(event), event, event_id)


async def _hear_again(
    session: AsyncSession, story: Story, record: RecordReference, event: Event, event_id: UUID
) -> None:
    if story.source_event is None:
        return  # Somebody wrote it, and knows from what.
    if story.source_event == event_id:
        story.source_facts = story.source_facts or event.model_dump(mode="json")
    elif changed := told_otherwise(story.source_facts, event):
        await flag_story(session, await held(session, story.id), record, changed, event_id)


def text_of(source: Source, language: str, event: Event) -> Text:
    """Raises `TemplateFailed` when the words that come out are no text."""
    try:
        written = write(source, language, event.model_dump())
        headline = written.get("headline", "")
        if len(headline) > MAX_HEADLINE:
            written["headline"] = headline[: MAX_HEADLINE - 2].rpartition(" ")[0] + " …"
        return Text.model_validate(written)
    except BadTemplate as wrong:
        raise TemplateFailed(f"{event.type} in {language}: {wrong}") from None
    except ValidationError as wrong:
        first = wrong.errors(include_url=False)[0]
        field = ".".join(map(str, first["loc"]))
        raise TemplateFailed(f"{event.type} in {language}: {field}: {first['msg']}") from None


async def _write(
    session: AsyncSession, story_id: UUID, occasion: Occasion, event: Event, texts: dict[str, Text]
) -> Story:
    """The first language is the story's own, the others are translations of it."""
    (own, first), *others = texts.items()
    story = await begin(session, story_id, own, first, occasion.about(event), NEWS)
    story.region = getattr(event, "region", None)
    for language, text in others:
        session.add(LanguageVersion(story_id=story_id, language=language, revision=1, written_by=NEWS))
        revision = Revision(
            story_id=story_id, language=language, revision=1, made_from=1, substantive=True, written_by=NEWS,
            written_at=now(), **dict(text),
        )  # fmt: skip
        session.add(revision)
        note(session, story_id, Deed.DRAFTED, NEWS, language=language, revision=1)
        publish(session, *story.revised(revision))
    return story


async def _bring_out(session: AsyncSession, story: Story) -> None:
    await session.flush()
    versions = await versions_of(session, story)
    for version in versions.values():
        version.accept(NEWS)
        await bring_out(session, story, version, NEWS, now(), beside=versions)
