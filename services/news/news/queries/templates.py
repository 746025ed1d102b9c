"""How stories that write themselves are worded, now and before, and which are written."""

from datetime import datetime
from typing import Annotated

from cabos.http import Page
from cabos.refusal import NotFound
from cabos.views import View, page
from pydantic import Field
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from news.model.occasion import OCCASIONS
from news.model.template import DraftingRule, Template, rule_of
from news.model.words import Drafting
from news.pages.shipped import shipped


class TemplateSummary(View):
    event_type: str
    language: str
    version: Annotated[int, Field(description="0 is the one that news comes with")]
    headline: str
    summary: str | None
    body: str
    written_by: str | None
    written_at: datetime | None


class RuleSummary(View):
    """What becomes of an event type; `languages` null are all that it has templates in, which `templates` names."""

    event_type: str
    does: Drafting
    languages: list[str] | None
    templates: list[str] = []
    fields: Annotated[list[str], Field(description="what a template can say of the event")] = []
    set_by: str | None
    set_at: datetime | None


async def list_templates(session: AsyncSession) -> list[TemplateSummary]:
    """Those that count now."""
    found = {(type_, tag): each for type_ in OCCASIONS for tag in shipped(type_) for each in [_shipped(type_, tag)]}
    for template in await session.exec(select(Template).order_by(col(Template.version))):
        found[template.event_type, template.language] = TemplateSummary.model_validate(template)
    return [found[key] for key in sorted(found)]


async def show_template(session: AsyncSession, event_type: str, language: str) -> TemplateSummary:
    """Raises `NotFound`."""
    _require(event_type)
    own = select(Template).where(Template.event_type == event_type, Template.language == language)
    newest = (await session.exec(own.order_by(col(Template.version).desc()).limit(1))).first()
    if newest is not None:
        return TemplateSummary.model_validate(newest)
    if language not in shipped(event_type):
        raise NotFound(f"{event_type} has no template in {language!r}")
    return _shipped(event_type, language)


async def list_template_versions(
    session: AsyncSession, event_type: str, language: str, limit: int, after: int
) -> Page[TemplateSummary]:
    """Those that a newsroom has written, the oldest first."""
    _require(event_type)
    found = (
        select(Template)
        .where(Template.event_type == event_type, Template.language == language, col(Template.version) > after)
        .order_by(col(Template.version))
        .limit(limit + 1)
    )
    return page(await session.exec(found), TemplateSummary, limit, "version")


async def list_rules(session: AsyncSession) -> list[RuleSummary]:
    """One for each event type that stories can be made of."""
    set_ = {rule.event_type: rule for rule in await session.exec(select(DraftingRule))}
    written = await session.exec(select(Template.event_type, Template.language).distinct())
    own: dict[str, set[str]] = {}
    for type_, language in written:
        own.setdefault(type_, set()).add(language)
    found = []
    for type_, occasion in OCCASIONS.items():
        rule = RuleSummary.model_validate(rule_of(type_, set_.get(type_)))
        rule.templates = sorted({*shipped(type_), *own.get(type_, ())})
        rule.fields = list(occasion.contract.model_fields)
        found.append(rule)
    return found


async def show_rule(session: AsyncSession, event_type: str) -> RuleSummary:
    _require(event_type)
    return next(rule for rule in await list_rules(session) if rule.event_type == event_type)


def _shipped(event_type: str, language: str) -> TemplateSummary:
    source = shipped(event_type)[language]
    return TemplateSummary(
        event_type=event_type, language=language, version=0, headline=source.headline, summary=source.summary,
        body=source.body, written_by=None, written_at=None,
    )  # fmt: skip


def _require(event_type: str) -> None:
    if event_type not in OCCASIONS:
        raise NotFound(f"News makes no stories of {event_type!r}")
