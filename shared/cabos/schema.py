"""The kit's own tables, one set in every service's database."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

kit = MetaData()

journal = Table(
    "journal",
    kit,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("event_id", Uuid, nullable=False, unique=True),
    Column("type", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("time", DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp()),
    Column("dataschema", Text, nullable=False),
    Column("correlation_id", Uuid),
    Column("causation_id", Uuid),
    Column("traceparent", Text),
    Column("data", Text, nullable=False),
    # Given by the active relay after the commit, never by the writer: see `relay`.
    Column("position", BigInteger, unique=True),
    Column("ms", BigInteger),
    CheckConstraint("(position IS NULL) = (ms IS NULL)", name="journal_position_with_ms"),
    Index("journal_unsequenced", "id", postgresql_where=text("position IS NULL")),
    Index("journal_by_type", "type", "position"),
)

cursor = Table(
    "cursor",
    kit,
    Column("source", Text, primary_key=True),
    Column("position", BigInteger, nullable=False, server_default="0"),
    Column("ms", BigInteger, nullable=False, server_default="0"),
    Column("moved_at", DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp()),
)

parked = Table(
    "parked",
    kit,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("source", Text, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("type", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("entry", JSONB, nullable=False),
    Column("state", Text, nullable=False),
    Column("error", Text),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("parked_at", DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp()),
    Column("next_attempt_at", DateTime(timezone=True)),
    UniqueConstraint("source", "position", name="parked_once"),
    CheckConstraint("state IN ('retrying', 'waiting', 'dead')", name="parked_state"),
    CheckConstraint("(state = 'dead') = (next_attempt_at IS NULL)", name="parked_dead_is_final"),
    Index("parked_open", "source", "subject", "position", postgresql_where=text("state <> 'dead'")),
)

registered_reader = Table(
    "registered_reader",
    kit,
    Column("name", Text, primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("seen_at", DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp()),
)


def create_kit_tables(op: Any) -> None:
    """For a service's first migration: `create_kit_tables(op)` with alembic's operations."""
    kit.create_all(op.get_bind())


def drop_kit_tables(op: Any) -> None:
    kit.drop_all(op.get_bind())
