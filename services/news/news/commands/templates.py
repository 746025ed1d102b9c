"""A newsroom words its stories itself, and says which events make any."""

from typing import Annotated

from cabos.refusal import Invalid, NotFound
from cabos_contracts.types import LanguageTag
from pydantic import Field
from sqlmodel import col
from sqlmodel import select as rows
from sqlmodel.ext.asyncio.session import AsyncSession

from news.commands.drafting import TemplateFailed, text_of
from news.commands.records import Command, example, now, require_language, turn
from news.model.occasion import OCCASIONS
from news.model.template import DraftingRule, Template
from news.model.text import Text
from news.model.words import Drafting
from news.pages.drafting import MAX_SOURCE, BadTemplate, Source, check
from news.pages.shipped import shipped

TemplateText = Annotated[str, Field(min_length=1, max_length=MAX_SOURCE, pattern=r"^[^\x00]*\S[^\x00]*$")]


class UnusableTemplate(Invalid):
    """The template makes no story of the event."""


class NoTemplate(Invalid):
    """There is no template to write such stories by."""


class WriteTemplate(Command):
    """How an event is told: Jinja2 with the event's fields, `if`, `for` and the filters that the docs name."""

    model_config = example(
        headline="{{ parties | names }} sign an agreement",
        body="{{ parties | names }} signed “{{ name }}” {{ signed_on | on }}.",
    )

    headline: TemplateText
    summary: TemplateText | None = None
    body: TemplateText

    @property
    def source(self) -> Source:
        return Source(headline=self.headline, summary=self.summary, body=self.body)


class SetRule(Command):
    """`publish` brings stories of this type out at once and without four eyes; `languages` null are all there are."""

    model_config = example(does="draft", languages=["en", "es"])

    does: Drafting
    languages: Annotated[tuple[LanguageTag, ...], Field(min_length=1, max_length=50)] | None = None


async def write_template(
    session: AsyncSession, event_type: str, language: LanguageTag, command: WriteTemplate, who: str
) -> None:
    """Used from the next event on; what was written before stays. The same again is harmless.

    Raises `UnusableTemplate`, which names part, line and rule.
    """
    try_out(event_type, language, command.source)
    await turn(session, f"template {event_type} {language}")
    known = await newest(session, event_type, language)
    before = known.source if known else shipped(event_type).get(language)
    if before == command.source:
        return
    session.add(
        Template(
            event_type=event_type, language=language, version=known.version + 1 if known else 1,
            **command.model_dump(), written_by=who, written_at=now(),
        )
    )  # fmt: skip


async def set_rule(session: AsyncSession, event_type: str, command: SetRule, who: str) -> None:
    """Raises `NoTemplate` when stories are wanted and nothing says how to write them."""
    require_occasion(event_type)
    own = rows(Template.language).where(Template.event_type == event_type)
    there = {*shipped(event_type), *(await session.exec(own))}
    lacking = sorted(set(command.languages or ()) - there)
    if lacking or (command.does is not Drafting.IGNORE and not there):
        field = "languages" if lacking else "does"
        named = ", ".join(lacking) or "any language"
        raise NoTemplate(f"{field}: {event_type} has no template in {named}; write one first", field=field)
    rule = await session.get(DraftingRule, event_type, with_for_update=True)
    if rule is not None and (rule.does, rule.languages) == (command.does, command.languages):
        return
    await session.merge(
        DraftingRule(event_type=event_type, does=command.does, languages=command.languages, set_by=who, set_at=now())
    )


def try_out(event_type: str, language: LanguageTag, source: Source) -> Text:
    """The story of the contract's own example by it; raises `UnusableTemplate`."""
    require_occasion(event_type)
    require_language(language, "language")
    occasion = OCCASIONS[event_type]
    try:
        check(source, occasion.contract.model_fields)
        return text_of(source, language, occasion.example())
    except BadTemplate as wrong:
        raise UnusableTemplate(str(wrong), field=wrong.part) from None
    except TemplateFailed as wrong:
        part = next((part for part, _ in source.parts() if f" {part}" in wrong.detail), "body")
        raise UnusableTemplate(wrong.detail, field=part) from None


def require_occasion(event_type: str) -> None:
    if event_type not in OCCASIONS:
        raise NotFound(f"News makes no stories of {event_type!r}; of {', '.join(OCCASIONS)} it can")


async def newest(session: AsyncSession, event_type: str, language: str) -> Template | None:
    found = rows(Template).where(Template.event_type == event_type, Template.language == language)
    return (await session.exec(found.order_by(col(Template.version).desc()).limit(1))).first()
