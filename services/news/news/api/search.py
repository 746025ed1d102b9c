"""The routes of finding: by words, by month, and from one story to others."""

from datetime import date
from typing import Annotated
from uuid import UUID

from cabos.http import Page, Session
from cabos.http.answering import Answer, Limit
from cabos.refusal import Invalid
from cabos_contracts.types import Day, LanguageTag, RegionCode
from fastapi import APIRouter, Query

from news.api.feeds import Tag
from news.api.readers import NewsSettings, known_language
from news.pages.languages import Reader
from news.queries import search as queries
from news.queries.archive import ArchiveMonth, list_months
from news.queries.public import Item, Wanted
from news.queries.reading import related

router = APIRouter(prefix="/v1", tags=["finding"])

Words = Annotated[
    str,
    Query(
        min_length=1, max_length=queries.MAX_WORDS, pattern=r"^[^\x00]*\S[^\x00]*$",
        description='all of these words; `"a phrase"`, `or`, `-not`',
    ),
]  # fmt: skip
Language = Annotated[LanguageTag | None, Query(description="of the texts, and of whoever reads the list")]
Region = Annotated[RegionCode | None, Query()]


@router.get("/search", summary="Find texts by their words")
async def get_search(
    session: Session,
    answer: Answer,
    settings: NewsSettings,
    q: Words,
    language: Language = None,
    region: Region = None,
    tag: Tag = None,
    about: Annotated[UUID | None, Query(description="a conference, decision, agreement, …")] = None,
    since: Annotated[Day | None, Query(description="published on this day or later")] = None,
    until: Annotated[Day | None, Query(description="published on this day or before")] = None,
    limit: Limit = 20,
    after: Annotated[UUID | None, Query(description="`next` of the page before")] = None,
) -> Page[queries.Hit]:
    _in_order(since, until)
    reader = Reader.of(known_language(language or "en"), settings.fallbacks)
    wanted = Wanted(region, tag, about, since, until)
    return answer.page(await queries.search(session, reader, queries.Asked(q), language, wanted, limit, after))


@router.get("/archive", summary="How many stories there are of each month")
async def get_archive(session: Session, region: Region = None, tag: Tag = None) -> list[ArchiveMonth]:
    return await list_months(session, Wanted(region, tag))


@router.get("/stories/{story_id}/related", summary="Stories that go with one: named by it, or about the same")
async def get_related(
    story_id: UUID, session: Session, settings: NewsSettings, language: LanguageTag = "en"
) -> list[Item]:
    return await related(session, story_id, Reader.of(known_language(language), settings.fallbacks))


def _in_order(since: date | None, until: date | None) -> None:
    if since is not None and until is not None and until < since:
        raise Invalid(f"until: {until} lies before {since}", field="until")
