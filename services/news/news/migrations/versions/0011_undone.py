"""What stories were drafted from, and what records no longer say, for stories that are drafted late."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("story", sa.Column("source_facts", JSONB))
    op.create_table(
        "undone",
        sa.Column("event_id", sa.Uuid, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("record_id", sa.Uuid, nullable=False),
        sa.Column("changed", JSONB, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("undone_of_record", "undone", ["kind", "record_id", "at"])


def downgrade() -> None:
    op.drop_table("undone")
    op.drop_column("story", "source_facts")
