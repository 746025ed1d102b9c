"""The whole register, as data and as a table."""

import csv
import io
import json
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import Any

from cabos.database import execute
from sqlalchemy import Table, Text, cast, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.model import Agreement, AgreementTerms, Bloc, CompendiumEdition, OtherInstrument, Programme, WorkPlan

TABLES: dict[str, Any] = {
    "programmes": Programme,
    "blocs": Bloc,
    "agreements": Agreement,
    "work_plans": WorkPlan,
    "agreement_terms": AgreementTerms,
    "other_instruments": OtherInstrument,
    "compendium_editions": CompendiumEdition,
}
AT_ONCE = 200
"""Rows that are held in memory at a time, however many there are."""

COLUMNS = ("id", "name", "parties", "kind", "plurilateral", "stage", "signed_on", "in_force_on", "source", "version",
           "signatories")  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r")


async def as_json(session: AsyncSession) -> AsyncIterator[str]:
    """One object with a list for each kind of record, row by row as they are stored."""
    yield f'{{"exported_at":{json.dumps(datetime.now(UTC).isoformat())}'
    for name, model in TABLES.items():
        yield f',"{name}":['
        async for number, document in _rows(session, model.__table__):
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


async def as_csv(session: AsyncSession) -> AsyncIterator[str]:
    """A line for each agreement (RFC 4180); what a spreadsheet would take for a formula begins with an apostrophe."""
    yield _line(COLUMNS)
    table = Agreement.__table__  # type: ignore[attr-defined]
    last = None
    while True:
        page = select(table).order_by(table.c.id).limit(AT_ONCE)
        rows = (await execute(session, page if last is None else page.where(table.c.id > last))).all()
        for row in rows:
            yield _line([_cell(name, row) for name in COLUMNS])
        if len(rows) < AT_ONCE:
            return
        last = rows[-1].id


def _cell(name: str, row: Any) -> str:
    if name == "parties":
        return " ".join(row.parties)
    if name == "signatories":
        signed_by = next((step.signatories for step in row.steps if step.signatories), ())
        return "; ".join(f"{each.party}: {', '.join(filter(None, (each.name, each.office)))}" for each in signed_by)
    value = row.instrument_kind if name == "kind" else len(row.parties) > 2 if name == "plurilateral" else None
    value = getattr(row, name, None) if value is None else value
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _line(cells: Sequence[str]) -> str:
    written = io.StringIO()
    safe = [f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells]
    csv.writer(written, lineterminator="\r\n").writerow(safe)
    return written.getvalue()
