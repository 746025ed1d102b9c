"""Strategic plans that cannot hold at once unless they say why, with their texts, readings, states and reports."""

import sqlalchemy as sa
from alembic import op
from cabos.history import forget, remember
from sqlalchemy.dialects.postgresql import DATEMULTIRANGE, JSONB, ExcludeConstraint

revision = "0008"
down_revision = "0007"

REMEMBERED = ("strategic_plan", "plan_text", "plan_reading", "plan_move", "plan_report")


def upgrade() -> None:
    op.create_table(
        "strategic_plan",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("region", sa.Text, sa.ForeignKey("region.code")),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("motto", sa.Text),
        sa.Column("starts_on", sa.Text),
        sa.Column("ends_on", sa.Text),
        sa.Column("may_overlap_because", sa.Text),
        sa.Column("objectives", JSONB, nullable=False),
        sa.Column("confidence", sa.Text),
        sa.Column("note", sa.Text),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("plan_version", sa.Integer, nullable=False),
        sa.Column("conference_id", sa.Uuid, sa.ForeignKey("conference.id")),
        sa.Column("adopted_on", sa.Text),
        sa.Column("closed_on", sa.Text),
        sa.Column("closing_reason", sa.Text),
        sa.Column("superseded_by_id", sa.Uuid, sa.ForeignKey("strategic_plan.id")),
        sa.Column("lapses", JSONB, nullable=False),
        sa.Column("sure_days", DATEMULTIRANGE, nullable=False),
        sa.Column("possible_days", DATEMULTIRANGE, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint(
            "kind IN ('strategic_plan', 'work_plan', 'term_plan', 'strategy')", name="strategic_plan_kind"
        ),
        sa.CheckConstraint("status IN ('draft', 'adopted', 'closed', 'superseded')", name="strategic_plan_status"),
        sa.CheckConstraint("(status = 'draft') = (plan_version = 0)", name="strategic_plan_text_when_adopted"),
        sa.CheckConstraint(
            "(status IN ('closed', 'superseded')) = (closed_on IS NOT NULL)", name="strategic_plan_closed_on_a_day"
        ),
        sa.CheckConstraint("confidence IN ('high', 'medium', 'low')", name="strategic_plan_confidence"),
        ExcludeConstraint(
            (sa.text("coalesce(region, '')"), "="),
            (sa.column("kind"), "="),
            (sa.column("sure_days"), "&&"),
            where=sa.text("may_overlap_because IS NULL"),
            using="gist",
            name="one_plan_of_a_kind_on_a_day",
        ),
    )
    op.create_index("strategic_plan_by_day", "strategic_plan", ["possible_days"], postgresql_using="gist")
    op.create_index("strategic_plan_of_region", "strategic_plan", ["region", "starts_on"])
    op.create_table(
        "plan_text",
        *_of_a_plan(),
        sa.Column("plan_version", sa.Integer, nullable=False),
        sa.Column("objectives", JSONB, nullable=False),
        sa.Column("ends_on", sa.Text),
        sa.Column("amended_on", sa.Text),
        sa.Column("conference_id", sa.Uuid, sa.ForeignKey("conference.id")),
        sa.Column("reason", sa.Text),
        sa.UniqueConstraint("plan_id", "plan_version", name="plan_text_once"),
    )
    op.create_table(
        "plan_reading",
        *_of_a_plan(),
        sa.Column("kpi_id", sa.Text, nullable=False),
        sa.Column("day", sa.Text, nullable=False),
        sa.Column("value", sa.Double, nullable=False),
        sa.Column("confidence", sa.Text),
        sa.UniqueConstraint("plan_id", "kpi_id", "day", name="one_reading_of_a_kpi_on_a_day"),
        sa.CheckConstraint("confidence IN ('high', 'medium', 'low')", name="plan_reading_confidence"),
    )
    op.create_table(
        "plan_move",
        *_of_a_plan(),
        sa.Column("part_id", sa.Text, nullable=False),
        sa.Column("moved_on", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("confidence", sa.Text),
        sa.UniqueConstraint("plan_id", "part_id", "moved_on", name="one_state_of_a_part_on_a_day"),
        sa.CheckConstraint("confidence IN ('high', 'medium', 'low')", name="plan_move_confidence"),
    )
    op.create_table(
        "plan_report",
        *_of_a_plan(),
        sa.Column("conference_id", sa.Uuid, sa.ForeignKey("conference.id"), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("prepared_by", sa.Text, nullable=False),
        sa.Column("reported_on", sa.Text, nullable=False),
        sa.UniqueConstraint("plan_id", "conference_id", name="one_report_on_a_plan_to_a_conference"),
    )
    remember(op, *REMEMBERED)


def _of_a_plan() -> tuple[sa.Column, ...]:
    return (
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("plan_id", sa.Uuid, sa.ForeignKey("strategic_plan.id"), nullable=False),
        sa.Column("source", sa.Text, nullable=False),
    )


def downgrade() -> None:
    forget(op, *REMEMBERED)
    for table in reversed(REMEMBERED):
        op.drop_table(table)
