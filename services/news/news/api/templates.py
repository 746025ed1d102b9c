"""The routes of templates and rules, for the newsroom."""

from typing import Annotated

from cabos.http import Page, Session
from cabos.http.answering import Limit
from cabos_contracts.types import LanguageTag
from fastapi import APIRouter, Path, Query
from pydantic import BaseModel

from news.api.people import Newsroom, Publisher
from news.commands import templates as commands
from news.pages.markdown import html
from news.queries import templates as queries

router = APIRouter(prefix="/v1", tags=["templates"])

EventType = Annotated[str, Path(max_length=100, description="as in aeo.agreement.signed.v1")]
After = Annotated[int, Query(ge=0, le=1_000_000, description="`next` of the page before")]


class Preview(BaseModel):
    """The text that a template makes of the example of its event type."""

    headline: str
    summary: str | None
    body: str
    html: str


@router.get("/templates", summary="How stories that write themselves are worded")
async def get_templates(session: Session, _: Newsroom) -> list[queries.TemplateSummary]:
    return await queries.list_templates(session)


@router.get("/templates/{event_type}/{language}", summary="How an event is told in a language")
async def get_template(
    event_type: EventType, language: LanguageTag, session: Session, _: Newsroom
) -> queries.TemplateSummary:
    return await queries.show_template(session, event_type, language)


@router.get("/templates/{event_type}/{language}/versions", summary="How it was told before")
async def get_template_versions(
    event_type: EventType, language: LanguageTag, session: Session, _: Newsroom, limit: Limit = 100, after: After = 0
) -> Page[queries.TemplateSummary]:
    return await queries.list_template_versions(session, event_type, language, limit, after)


@router.put("/templates/{event_type}/{language}", status_code=204, summary="Word it otherwise from now on")
async def put_template(
    event_type: EventType, language: LanguageTag, command: commands.WriteTemplate, session: Session, who: Publisher
) -> None:
    await commands.write_template(session, event_type, language, command, who.subject)


@router.post("/templates/{event_type}/{language}/preview", summary="See what a template would make of an event")
async def post_preview(
    event_type: EventType, language: LanguageTag, command: commands.WriteTemplate, _: Newsroom
) -> Preview:
    text = commands.try_out(event_type, language, command.source)
    return Preview(headline=text.headline, summary=text.summary, body=text.body, html=html(text.body))


@router.get("/rules", summary="Which events become stories")
async def get_rules(session: Session, _: Newsroom) -> list[queries.RuleSummary]:
    return await queries.list_rules(session)


@router.get("/rules/{event_type}", summary="What becomes of an event type")
async def get_rule(event_type: EventType, session: Session, _: Newsroom) -> queries.RuleSummary:
    return await queries.show_rule(session, event_type)


@router.put("/rules/{event_type}", status_code=204, summary="Draft its stories, publish them at once, or write none")
async def put_rule(event_type: EventType, command: commands.SetRule, session: Session, who: Publisher) -> None:
    await commands.set_rule(session, event_type, command, who.subject)
