"""Finding records by words, in any language and with or without accents."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from cabos.database import execute
from cabos.views import View
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

Kind = Literal[
    "member", "conference", "decision", "vice_chair_term", "strategic_plan", "priority", "regional_body", "instrument"
]
STRINGS = "'[\"string\"]'"
ALL_STRINGS = "'strict $.**?(@.type() == \"string\")'"
MARKED = "'StartSel=**, StopSel=**, MaxWords=25, MinWords=10'"


class Found(View):
    """A record in which the words stand; `passage` shows where, with the words between two asterisks."""

    kind: Kind
    record: str
    title: str
    passage: str
    rank: float


@dataclass(frozen=True, slots=True)
class Searched:
    """SQL of one table: its key, its title, and the words and documents in which is looked."""

    key: str
    title: str
    words: str
    documents: Sequence[str] = ()

    @property
    def vector(self) -> str:
        # As the indexes of migration 0010 have it.
        documents = [f"jsonb_to_tsvector('plain', {document}, {STRINGS})" for document in self.documents]
        return " || ".join([f"to_tsvector('plain', {self.words})", *documents])

    @property
    def passage(self) -> str:
        documents = [
            f"jsonb_path_query_array({each}, 'strict $.**?(@.type() == \"string\")')" for each in self.documents
        ]
        return " || ' … ' || ".join([self.words, *(f"{each}::text" for each in documents)])


TABLES: dict[Kind, Searched] = {
    "member": Searched("economy", "name", "economy || ' ' || name", ["names"]),
    "conference": Searched("id", "name", "name", ["record"]),
    "decision": Searched(
        "id", "coalesce(title, text)", "coalesce(title || ' ', '') || text || ' ' || coalesce(effective, '')", ["texts"]
    ),
    "vice_chair_term": Searched(
        "id", "region || ' ' || administration", "region || ' ' || administration", ["office_holders"]
    ),
    "strategic_plan": Searched("id", "title", "title || ' ' || coalesce(motto, '')", ["objectives"]),
    "priority": Searched("id", "name", "name", ["translations"]),
    "regional_body": Searched(
        "id",
        "kind || coalesce(' ' || name, '') || coalesce(' ' || city, '') || coalesce(' ' || host, '')",
        "kind || coalesce(' ' || name, '') || coalesce(' ' || city, '') || coalesce(' ' || host, '')",
    ),
    "instrument": Searched("code", "name", "code || ' ' || name", ["translations"]),
}


async def search(session: AsyncSession, words: str, kinds: Sequence[Kind], limit: int) -> list[Found]:
    """The best matches of all kinds asked for; words as in a search engine: all of them, `"a phrase"`, `or`, `-not`."""
    # All of it is made of the constants above; what was asked for goes in as a parameter.
    selects = " UNION ALL ".join(
        f"(SELECT '{kind}' AS kind, {t.key}::text AS record, {t.title} AS title, {t.passage} AS passage,"  # noqa: S608
        f" ts_rank({t.vector}, asked.query) AS rank FROM {kind}, asked"
        f" WHERE ({t.vector}) @@ asked.query ORDER BY rank DESC, record LIMIT :limit)"
        for kind, t in ((kind, TABLES[kind]) for kind in kinds)
    )
    statement = f"""
        WITH asked AS (SELECT websearch_to_tsquery('plain', :words) AS query), found AS ({selects})
        SELECT kind, record, title, rank,
               ts_headline('plain', passage, asked.query, {MARKED}) AS passage
        FROM found, asked ORDER BY rank DESC, kind, record LIMIT :limit
    """  # noqa: S608
    rows = await execute(session, text(statement), {"words": words, "limit": limit})
    return [Found.model_validate(row) for row in rows]
