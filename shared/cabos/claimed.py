"""What has been claimed, as it is stored."""

from typing import Any

from sqlalchemy import Boolean, Column, DateTime, Index, MetaData, Table, Text, Uuid, func, text
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData()

claim = Table(
    "claim",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("record", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("value", JSONB(none_as_null=True)),
    Column("statement", Text),
    Column("source", Text, nullable=False),
    Column("confidence", Text),
    Column("preferred", Boolean, nullable=False, server_default="false"),
    Column("reason", Text),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Index("claim_of_record", "kind", "record", "field"),
    Index("claim_preferred_once", "kind", "record", "field", unique=True, postgresql_where=text("preferred")),
)


def create_claims(op: Any) -> None:
    """For a service's migrations."""
    metadata.create_all(op.get_bind(), tables=[claim])
