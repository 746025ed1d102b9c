"""Those who are told by mail, and the letters on their way to them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "subscriber",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("email", sa.Text, nullable=False, unique=True),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("topics", JSONB, nullable=False),
        sa.Column("frequency", sa.Text, nullable=False),
        sa.Column("confirmed_at", instant, nullable=False),
        sa.Column("told_until", instant, nullable=False),
        sa.Column("next_at", instant, nullable=False, index=True),
        sa.Column("refusals", sa.Integer, nullable=False),
        sa.CheckConstraint("frequency IN ('at_once', 'daily', 'weekly')", name="subscriber_frequency"),
    )
    op.create_table(
        "letter",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("wish", JSONB),
        sa.Column("subscriber_id", sa.Uuid, sa.ForeignKey("subscriber.id"), index=True),
        sa.Column("since", instant),
        sa.Column("until", instant),
        sa.Column("written_at", instant, nullable=False),
        sa.Column("next_try_at", instant, nullable=False, index=True),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("error", sa.Text),
        sa.CheckConstraint(
            "CASE kind WHEN 'confirmation' THEN jsonb_typeof(wish) = 'object' AND subscriber_id IS NULL"
            " WHEN 'digest' THEN subscriber_id IS NOT NULL AND since < until ELSE false END",
            name="a_letter_that_can_be_written",
        ),
    )
    # Of an address that was asked to confirm nothing but a mark by which it is known again, for an hour.
    op.create_table(
        "mail_asked",
        sa.Column("address", sa.LargeBinary, primary_key=True),
        sa.Column("asked_at", instant, nullable=False),
    )
    op.create_index("edition_updated", "edition", ["updated_at"], postgresql_where=sa.text("state <> 'withdrawn'"))


def downgrade() -> None:
    op.drop_index("edition_updated", "edition")
    for table in ("mail_asked", "letter", "subscriber"):
        op.drop_table(table)
