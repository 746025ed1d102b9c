"""Flags on stories whose records have been corrected since."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "story_flag",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("story_id", sa.Uuid, sa.ForeignKey("story.id"), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("record_id", sa.Uuid, nullable=False),
        sa.Column("event_id", sa.Uuid, nullable=False),
        sa.Column("changed", JSONB, nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.Column("settled_by", sa.Text),
        sa.Column("note", sa.Text),
        sa.UniqueConstraint("story_id", "event_id", name="one_flag_for_each_event"),
        sa.CheckConstraint("(settled_at IS NULL) = (settled_by IS NULL)", name="settled_by_somebody"),
    )
    op.create_index("story_flag_open", "story_flag", ["id"], postgresql_where=sa.text("settled_at IS NULL"))


def downgrade() -> None:
    op.drop_table("story_flag")
