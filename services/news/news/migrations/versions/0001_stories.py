"""Stories, every text that they ever had, and the records that they are about."""

import sqlalchemy as sa
from alembic import op
from cabos.schema import create_kit_tables, drop_kit_tables
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_kit_tables(op)
    op.create_table(
        "story",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("slug", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("published_on", sa.Date),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.Column("source_event", sa.Uuid, unique=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint("state IN ('draft', 'published')", name="story_state"),
        sa.CheckConstraint("(state = 'published') = (published_on IS NOT NULL)", name="story_published_on_a_day"),
    )
    op.create_index(
        "one_story_at_an_address",
        "story",
        [sa.text("extract(year FROM published_on)"), sa.text("extract(month FROM published_on)"), "slug"],
        unique=True,
        postgresql_where=sa.text("state = 'published'"),
    )
    op.create_table(
        "revision",
        sa.Column("story_id", sa.Uuid, sa.ForeignKey("story.id"), primary_key=True),
        sa.Column("language", sa.Text, primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True),
        sa.Column("headline", sa.Text, nullable=False),
        sa.Column("blocks", JSONB, nullable=False),
        sa.Column("made_from", sa.Integer),
        sa.Column("substantive", sa.Boolean, nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("revision >= 1", name="revision_counts_from_1"),
    )
    op.create_table(
        "story_reference",
        sa.Column("story_id", sa.Uuid, sa.ForeignKey("story.id"), primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("record_id", sa.Uuid, primary_key=True, index=True),
        sa.Column("place", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    for table in ("story_reference", "revision", "story"):
        op.drop_table(table)
    drop_kit_tables(op)
