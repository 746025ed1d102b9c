"""Templates of stories that write themselves, and the rules of which are written."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "template",
        sa.Column("event_type", sa.Text, primary_key=True),
        sa.Column("language", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, sa.CheckConstraint("version > 0"), primary_key=True),
        sa.Column("headline", sa.Text, nullable=False),
        sa.Column("summary", sa.Text),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("written_by", sa.Text, nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "drafting_rule",
        sa.Column("event_type", sa.Text, primary_key=True),
        sa.Column("does", sa.Text, nullable=False),
        sa.Column("languages", JSONB),
        sa.Column("set_by", sa.Text, nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("does IN ('draft', 'publish', 'ignore')", name="a_rule_that_is_known"),
    )


def downgrade() -> None:
    op.drop_table("drafting_rule")
    op.drop_table("template")
