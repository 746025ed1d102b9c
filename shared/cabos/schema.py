"""The kit's own tables, one set in every service's database."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Connection,
    DateTime,
    Identity,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    event,
    func,
    inspect,
    text,
    true,
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
    Column("partition", Integer, nullable=False, server_default="0"),
    Column("position", BigInteger),
    Column("ms", BigInteger),
    CheckConstraint("(position IS NULL) = (ms IS NULL)", name="journal_position_with_ms"),
    Index("journal_position_once", "partition", "position", unique=True),
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
    # What each attempt ended with, the oldest first: {"at": instant, "error": text}.
    Column("history", JSONB, nullable=False, server_default=text("'[]'")),
    UniqueConstraint("source", "position", name="parked_once"),
    CheckConstraint("state IN ('retrying', 'waiting', 'dead')", name="parked_state"),
    CheckConstraint("(state = 'dead') = (next_attempt_at IS NULL)", name="parked_dead_is_final"),
    Index("parked_open", "source", "subject", "position", postgresql_where=text("state <> 'dead'")),
)

registered_reader = Table(
    "registered_reader",
    kit,
    Column("partition", Integer, primary_key=True, server_default="0"),
    Column("name", Text, primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("seen_at", DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp()),
)


delivery = Table(
    "delivery",
    kit,
    # There is one row. Whoever gives positions shares it, whoever changes the order as a whole has it alone.
    Column("one", Boolean, primary_key=True, server_default=true()),
    Column("partitions", Integer, nullable=False, server_default="1"),
    Column("epoch", Integer, nullable=False, server_default="1"),
    CheckConstraint("one", name="delivery_has_one_row"),
)


@event.listens_for(delivery, "after_create")
def _begin(_: Table, connection: Connection, **__: Any) -> None:
    connection.execute(delivery.insert())


# From version 0.1.0, whose journal had one stream and knew no epochs.
_UPGRADE = """
    ALTER TABLE journal ADD COLUMN partition integer NOT NULL DEFAULT 0, DROP CONSTRAINT journal_position_key;
    CREATE UNIQUE INDEX journal_position_once ON journal (partition, position);
    ALTER TABLE registered_reader ADD COLUMN partition integer NOT NULL DEFAULT 0,
        DROP CONSTRAINT registered_reader_pkey, ADD PRIMARY KEY (partition, name);
    ALTER TABLE parked ADD COLUMN history jsonb NOT NULL DEFAULT '[]';
"""
_MAKING = 0x0CAB06


def make_kit_tables(connection: Connection) -> None:
    """Make the tables that are missing, and bring those of an earlier version up; in the caller's transaction."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MAKING})
    seen = inspect(connection)
    earlier = seen.has_table("journal") and not seen.has_table("delivery")
    kit.create_all(connection)
    if earlier:
        connection.execute(text(_UPGRADE))


def create_kit_tables(op: Any) -> None:
    """For a service's migrations: `create_kit_tables(op)` with alembic's operations, first and after each upgrade."""
    make_kit_tables(op.get_bind())


def drop_kit_tables(op: Any) -> None:
    kit.drop_all(op.get_bind())
