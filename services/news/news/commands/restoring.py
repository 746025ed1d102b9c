"""A newsroom comes back from what went out of it."""

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from cabos.database import execute
from cabos.refusal import Invalid, Refusal
from sqlalchemy import text
from sqlalchemy.exc import DataError, IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession

from news.model.holdings import FORMAT, FORMAT_VERSION, HOLDINGS, columns

AT_ONCE = 200
"""Rows that are written together."""


class NotEmpty(Refusal):
    """A newsroom comes back into a database that holds none."""


class NotAnExport(Invalid):
    """A line is none of an export."""


async def restore(session: AsyncSession, lines: Iterable[bytes]) -> dict[str, int]:
    """Write what an export holds, all of it or nothing; rows by table.

    Nothing is announced: whoever listens heard of these stories when they came to be; and of what others announce
    only what follows is heard. Raises `NotEmpty`, also when a worker has begun to read, and `NotAnExport` with the
    line.
    """
    for table in TABLES:
        there = await execute(session, text(f"SELECT EXISTS (SELECT 1 FROM {table})"))  # noqa: S608 - our own tables
        if there.scalar_one():
            raise NotEmpty(f"The table {table} is not empty")
    counts: dict[str, int] = {}
    for table, numbered in groupby(_rows(lines), key=lambda row: row[1]):
        for batch in _batches(numbered):
            first = batch[0][0]
            try:
                await execute(session, _INSERTS[table], {"rows": json.dumps([row for _, _, row in batch])})
            except (DataError, IntegrityError) as fault:
                reason = str(fault.orig).splitlines()[0]
                raise NotAnExport(f"lines {first} to {batch[-1][0]}: {reason}", field=f"line {first}") from None
            counts[table] = counts.get(table, 0) + len(batch)
    return counts


TABLES = [table.name for table in HOLDINGS]
_INSERTS = {
    table.name: text(
        f"INSERT INTO {table.name} ({columns(table)})"  # noqa: S608 - names of our own tables and columns
        f" SELECT {columns(table)} FROM jsonb_populate_recordset(NULL::{table.name}, CAST(:rows AS jsonb))"
    )
    for table in HOLDINGS
}

Row = tuple[int, str, dict[str, Any]]


def _rows(lines: Iterable[bytes]) -> Iterator[Row]:
    """The number of each line (from 1), its table and its row."""
    begun = False
    for number, line in enumerate(lines, 1):
        try:
            said = json.loads(line)
        except ValueError:
            raise _wrong(number, "is no JSON") from None
        if not isinstance(said, dict):
            raise _wrong(number, "is no object")
        if not begun:
            if (said.get("format"), said.get("version")) != (FORMAT, FORMAT_VERSION):
                raise _wrong(number, f"an export begins with its format, {FORMAT!r} in version {FORMAT_VERSION}")
            begun = True
        elif said.get("table") not in _INSERTS or not isinstance(said.get("row"), dict):
            raise _wrong(number, f"names a table ({', '.join(TABLES)}) and a row of it")
        else:
            yield number, said["table"], said["row"]
    if not begun:
        raise _wrong(1, "there is none")


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _wrong(number: int, rule: str) -> NotAnExport:
    return NotAnExport(f"line {number}: {rule}", field=f"line {number}", line=number)
