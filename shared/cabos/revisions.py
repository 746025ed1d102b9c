"""Which revision a database is at and which is the newest, without loading alembic, which takes 10 MiB."""

import re
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import Connection

# As alembic's template writes them, with or without types.
_NAMED = re.compile(r'^(down_)?revision\b[^=\n]*=\s*["\'](\w+)["\']', re.MULTILINE)


def newest(scripts: Path) -> str:
    """The revision that no other comes after.

    Raises RuntimeError when there is none, or when several branches end there.
    """
    named: list[tuple[str, str]] = [
        found for file in (scripts / "versions").glob("*.py") for found in _NAMED.findall(file.read_text("utf-8"))
    ]
    heads = {revision for down, revision in named if not down} - {revision for down, revision in named if down}
    if len(heads) != 1:
        raise RuntimeError(f"not one newest migration under {scripts}, but {sorted(heads) or 'none'}")
    [head] = heads
    return head


def at_head(connection: Connection, scripts: Path) -> bool:
    if connection.scalar(text("SELECT to_regclass('alembic_version')")) is None:
        return False
    return connection.scalars(text("SELECT version_num FROM alembic_version")).all() == [newest(scripts)]
