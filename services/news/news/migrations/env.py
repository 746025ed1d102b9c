"""Alembic runs this; the kit does the work."""

import news.model  # noqa: F401  # fills SQLModel's metadata
from cabos.migrations import run

run()
