"""Everything that a newsroom holds, row by row, as it was at one moment."""

import json
from collections.abc import AsyncIterator

from cabos.database import Database
from sqlalchemy import text

from news.model.holdings import FORMAT, FORMAT_VERSION, HOLDINGS, columns

MEDIA_TYPE = "application/jsonl"


async def export(database: Database) -> AsyncIterator[bytes]:
    """JSON lines: one that says what this is, then a table and a row of it each. Equal holdings are equal bytes."""
    async with database.engine.connect() as connection:
        # All tables as of one moment, whatever is written meanwhile.
        snapshot = await connection.execution_options(isolation_level="REPEATABLE READ")
        await snapshot.execute(text("SET LOCAL timezone = 'UTC'"))
        yield _line(format=FORMAT, version=FORMAT_VERSION)
        for table in HOLDINGS:
            key = ", ".join(column.name for column in table.primary_key)
            # Names of our own tables and columns; what the database makes of the others is left out.
            held = f"SELECT {columns(table)} FROM {table.name} ORDER BY {key}"  # noqa: S608
            rows = text(f"SELECT to_jsonb(t) FROM ({held}) AS t")  # noqa: S608
            async for row in (await snapshot.stream(rows)).scalars():
                yield _line(table=table.name, row=row)


def _line(**said: object) -> bytes:
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"
