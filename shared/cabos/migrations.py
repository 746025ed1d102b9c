"""Running a service's alembic migrations."""

from pathlib import Path

from alembic import command, context
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Connection
from sqlmodel import SQLModel

# Two migrating processes of one service wait for each other instead of colliding.
MIGRATION_LOCK = 0x0CAB05


def configuration(scripts: Path, database_url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(scripts))
    config.attributes["database_url"] = database_url
    return config


def migrate(scripts: Path, database_url: str) -> str:
    """Bring the database to the newest revision and name it."""
    command.upgrade(configuration(scripts, database_url), "head")
    return newest(scripts)


def newest(scripts: Path) -> str:
    head = ScriptDirectory(str(scripts)).get_current_head()
    if head is None:
        raise RuntimeError(f"no migration under {scripts}")
    return head


def at_head(connection: Connection, scripts: Path) -> bool:
    return MigrationContext.configure(connection).get_current_revision() == newest(scripts)


def run() -> None:
    """What a service's `migrations/env.py` calls."""
    engine = create_engine(context.config.attributes["database_url"])
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": MIGRATION_LOCK})
        connection.commit()
        context.configure(connection=connection, target_metadata=SQLModel.metadata, compare_type=True)
        with context.begin_transaction():
            context.run_migrations()
        connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": MIGRATION_LOCK})
        connection.commit()
    engine.dispose()
