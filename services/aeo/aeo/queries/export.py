"""The whole register as data."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

from cabos.claimed import claim
from cabos.database import execute
from sqlalchemy import Table, Text, cast, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.model import Agreement, AgreementTerms, Bloc, CompendiumEdition, OtherInstrument, Programme, WorkPlan

MODELS: dict[str, Any] = {
    "programmes": Programme,
    "blocs": Bloc,
    "agreements": Agreement,
    "work_plans": WorkPlan,
    "agreement_terms": AgreementTerms,
    "other_instruments": OtherInstrument,
    "compendium_editions": CompendiumEdition,
}
TABLES: dict[str, Table] = {name: model.__table__ for name, model in MODELS.items()} | {"claims": claim}
AT_ONCE = 200
"""Rows that are held in memory at a time, however many there are."""


async def as_json(session: AsyncSession) -> AsyncIterator[str]:
    """One object with a list for each kind of record, and one of the claims, row by row as they are stored."""
    yield f'{{"exported_at":{json.dumps(datetime.now(UTC).isoformat())}'
    for name, table in TABLES.items():
        yield f',"{name}":['
        async for number, document in _rows(session, table):
            yield ("," if number else "") + document
        yield "]"
    yield "}\n"


async def _rows(session: AsyncSession, table: Table) -> AsyncIterator[tuple[int, str]]:
    """Each row as PostgreSQL writes it in JSON, without what only history needs."""
    [key] = table.primary_key.columns
    document = cast(func.to_jsonb(table.table_valued()) - "known_from", Text)
    number, last = 0, None
    while True:
        page = select(key, document).order_by(key).limit(AT_ONCE)
        rows: list[Any] = list(await execute(session, page if last is None else page.where(key > last)))
        for _, written in rows:
            yield number, written
            number += 1
        if len(rows) < AT_ONCE:
            return
        last = rows[-1][0]
