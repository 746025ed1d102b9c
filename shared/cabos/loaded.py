"""What rows of files said when they were last loaded: whoever changed a record since is not overruled by old words."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, MetaData, Table, Text, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cabos.database import execute, upsert

metadata = MetaData()

loaded_row = Table(
    "loaded_row",
    metadata,
    Column("file", Text, primary_key=True),
    # Digests both, of what tells the row from others of its file and of all that it says: neither has a longest length.
    Column("row", Text, primary_key=True),
    Column("said", Text, nullable=False),
)


async def said_before(session: AsyncSession, file: str, row: dict[str, Any], known_by: Sequence[str]) -> bool:
    """Whether the row said the same when it was last loaded; if not, it is noted in the caller's transaction.

    `known_by` names the fields that tell which row of the file it is.
    """
    key, said = _digest([row.get(field) for field in known_by]), _digest(row)
    same = (loaded_row.c.file == file, loaded_row.c.row == key, loaded_row.c.said == said)
    if (await execute(session, select(loaded_row.c.row).where(*same))).first() is not None:
        return True
    await upsert(session, loaded_row, [{"file": file, "row": key, "said": said}])
    return False


def _digest(said: Any) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def create_loaded(op: Any) -> None:
    """For a service's migrations."""
    metadata.create_all(op.get_bind())


def drop_loaded(op: Any) -> None:
    metadata.drop_all(op.get_bind())
