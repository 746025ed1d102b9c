"""Running a service's alembic migrations."""

from pathlib import Path

from alembic import command, context
from alembic.config import Config
from sqlalchemy import create_engine, text
from sqlmodel import SQLModel

from cabos.revisions import newest

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
