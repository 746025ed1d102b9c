"""Finding stories by their words, each language by its own grammar."""

import re
from dataclasses import dataclass
from html import escape
from typing import Annotated
from uuid import UUID

from cabos.database import execute
from cabos.http import Page
from cabos.refusal import Invalid
from cabos.views import View
from pydantic import Field
from sqlalchemy import ColumnElement, cast, func, literal, literal_column, select, text, union_all
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from news.model import Edition
from news.pages.languages import Reader
from news.pages.markdown import words_of
from news.queries.public import Item, Wanted, conditions, editions_of, item

MOST = 300
"""How many of the newest texts with the words are ranked; of very common words older ones are not looked at."""

MOST_OF_EACH = 150
"""As many of each language, where all are looked through."""

MAX_WORDS = 200
IN_A_PASSAGE = 20_000
"""How far into a text a passage with the words is looked for, in characters."""

WORDS: ColumnElement[str] = literal_column("edition.words")

# Two characters that no text has stand around what was found, until everything else is safe in HTML.
FOUND, PAST = "\ue000", "\ue001"
# What looks like a tag to the database would be left out of a passage.
LESS = "\ue002"
PASSAGE = f"StartSel={FOUND}, StopSel={PAST}, MaxWords=45, MinWords=25"
WHOLE = f"StartSel={FOUND}, StopSel={PAST}, HighlightAll=true"

_HAN = "\u3400-\u9fff\uf900-\ufaff\u3041-\u30ff"
_STRANGE = re.compile(f"[{FOUND}{PAST}{LESS}]")
_EACH = re.compile(f"[{_HAN}]")
_RUN = re.compile(f"[{_HAN}]{{2,}}")
_BETWEEN = re.compile(f"([{_HAN}]{PAST}?) +(?={FOUND}?[{_HAN}])")


class Hit(View):
    """A text with the words, in its own language; `headline` and `passage` are HTML with them in `<mark>`."""

    language: str
    headline: str
    passage: str
    rank: Annotated[float, Field(description="by how often and how near each other the words stand, and where")]
    story: Item


@dataclass(frozen=True, slots=True)
class Found:
    story_id: UUID
    language: str
    rank: float
    # What was asked for, in the stems of the language.
    query: str


@dataclass(frozen=True, slots=True)
class Asked:
    """Words as in a search engine: all of them, `"a phrase"`, `or`, `-not`."""

    words: str

    @property
    def written(self) -> str:
        """Characters that are words of their own are asked for as a phrase."""
        return _RUN.sub(lambda run: f'"{" ".join(run[0])}"', self.words)


async def search(
    session: AsyncSession, reader: Reader, asked: Asked, language: str | None, wanted: Wanted, limit: int,
    after: UUID | None = None,
) -> Page[Hit]:  # fmt: skip
    """The best matches in one language, or each story once in whichever language matches best.

    Raises `Invalid` when `after` is none of the stories found.
    """
    ranked = await _ranked(session, reader, asked, language, wanted)
    first = 0
    if after is not None:
        first = next((n for n, row in enumerate(ranked, 1) if row.story_id == after), 0)
        if not first:
            raise Invalid(f"Story {after} is none of those that were found", field="after")
    shown = ranked[first : first + limit]
    hits = await as_hits(session, reader, shown)
    return Page(items=hits, next=str(shown[-1].story_id) if len(ranked) > first + limit else None)


async def _ranked(
    session: AsyncSession, reader: Reader, asked: Asked, language: str | None, wanted: Wanted
) -> list[Found]:
    """What was found, the best first and each story once, in the language of those found that suits the reader."""
    # How common the words are decides how they are looked for: by their index, or from the newest text backwards.
    await execute(session, text("SET LOCAL plan_cache_mode = force_custom_plan"))
    looked_through = await _languages(session, asked, language)
    if not looked_through:
        return []
    each = [
        select(
            col(Edition.story_id), col(Edition.language), col(Edition.ordered_at), WORDS.label("words"),
            _stems(query).label("query"),
        )
        .where(col(Edition.language) == tag, WORDS.op("@@")(_stems(query)), *conditions(wanted))
        .order_by(col(Edition.ordered_at).desc(), col(Edition.story_id).desc())
        .limit(MOST if language else MOST_OF_EACH)
        .subquery()
        for tag, query in looked_through.items()
    ]  # fmt: skip
    newest = union_all(*(select(one) for one in each)).subquery()
    # 1: a long text is no better for being long.
    rank = func.ts_rank_cd(newest.c.words, newest.c.query, 1)
    found = select(newest.c.story_id, newest.c.language, rank.label("rank")).order_by(
        rank.desc(), newest.c.ordered_at.desc(), newest.c.story_id
    )
    by_story: dict[UUID, list[Found]] = {}
    for row in await execute(session, found):
        one = Found(row.story_id, row.language, row.rank, looked_through[row.language])
        by_story.setdefault(row.story_id, []).append(one)
    suits = {tag: place for place, tag in enumerate(reader.order)}
    return [min(each, key=lambda one: suits.get(one.language, len(suits))) for each in by_story.values()]


async def _languages(session: AsyncSession, asked: Asked, language: str | None) -> dict[str, str]:
    """The languages in which is looked, and what is asked for in the stems of each."""
    rows = await execute(session, _LANGUAGES, {"words": asked.written, "wanted": language})
    return {row.language: row.query for row in rows}


def _stems(query: str) -> ColumnElement[str]:
    return cast(literal(query), TSQUERY)


# From one language to the next by the index: to look at every text for its language would take longer than the search.
# The parts of the language that is wanted count, and what it is a part of (RFC 4647).
_LANGUAGES = text("""
    WITH RECURSIVE known AS (
        SELECT min(language) AS language FROM edition WHERE state <> 'withdrawn'
        UNION ALL
        SELECT (SELECT min(language) FROM edition WHERE language > known.language AND state <> 'withdrawn')
        FROM known WHERE known.language IS NOT NULL
    )
    SELECT language, CAST(newsroom_asked(language, :words) AS text) AS query
    FROM known, (SELECT CAST(:wanted AS text) || '-') AS one (wanted)
    WHERE language IS NOT NULL
      AND (wanted IS NULL OR starts_with(language || '-', wanted) OR starts_with(wanted, language || '-'))
""")
_PASSAGES = text(f"""
    SELECT ts_headline(newsroom_configuration(language), headline, asked, '{WHOLE}') AS headline,
           ts_headline(newsroom_configuration(language), body, asked, '{PASSAGE}') AS passage
    FROM unnest(CAST(:languages AS text[]), CAST(:queries AS tsquery[]), CAST(:headlines AS text[]),
                CAST(:bodies AS text[])) WITH ORDINALITY AS shown (language, asked, headline, body, place)
    ORDER BY place
""")  # noqa: S608 - made of the constants above


async def as_hits(session: AsyncSession, reader: Reader, found: list[Found]) -> list[Hit]:
    """With what was found marked; a text that was withdrawn since is left out."""
    by_story = await editions_of(session, [each.story_id for each in found])
    found = [each for each in found if each.language in by_story.get(each.story_id, ())]
    texts = [by_story[each.story_id][each.language] for each in found]
    passages = await execute(
        session,
        _PASSAGES,
        {
            "languages": [each.language for each in texts],
            "queries": [each.query for each in found],
            "headlines": [_apart(each.headline) for each in texts],
            "bodies": [_apart(_beginning(each)) for each in texts],
        },
    )
    return [
        Hit(
            language=each.language,
            headline=_marked(row.headline),
            passage=_marked(row.passage),
            rank=each.rank,
            story=item(by_story[each.story_id], reader),
        )
        for each, row in zip(found, passages, strict=True)
    ]


def _beginning(edition: Edition) -> str:
    """The plain text in which a passage is looked for."""
    return " ".join(f"{edition.summary or ''} {words_of(edition.html[:IN_A_PASSAGE])}".split())


def _apart(words: str) -> str:
    """As `newsroom_apart` of the database has it: characters that are words of their own, apart."""
    return _EACH.sub(r" \g<0> ", _STRANGE.sub("", words).replace("<", LESS))


def _marked(words: str) -> str:
    """Safe HTML, the characters together again that were apart."""
    together = _BETWEEN.sub(r"\1", " ".join(words.split())).replace(PAST + FOUND, "")
    return escape(together.replace(LESS, "<")).replace(FOUND, "<mark>").replace(PAST, "</mark>")
