"""The register, conferences with their record, decisions, and Vice-Chair terms that cannot overlap."""

import sqlalchemy as sa
from alembic import op
from cabos.schema import create_kit_tables, drop_kit_tables
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, ExcludeConstraint

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    create_kit_tables(op)
    op.create_table(
        "region",
        sa.Column("code", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("meeting_name", sa.Text),
    )
    op.create_table(
        "member",
        sa.Column("economy", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("region", sa.Text, sa.ForeignKey("region.code"), nullable=False, index=True),
        sa.Column("membership", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("joined_on", sa.Text),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint("membership IN ('member', 'akin_to_member')", name="member_membership"),
        sa.CheckConstraint(
            "kind IN ('state', 'customs_territory', 'customs_union', 'un_observer_state', "
            "'partially_recognised_state')",
            name="member_kind",
        ),
    )
    op.create_table(
        "council_session",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("numbers", ARRAY(sa.Integer), nullable=False, unique=True),
        sa.Column("opens_on", sa.Text, nullable=False),
        sa.Column("closes_on", sa.Text),
        sa.Column("chair", sa.Text),
        sa.Column("members", sa.Integer),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("closed_on", sa.Date),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_table(
        "conference",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("region", sa.Text, sa.ForeignKey("region.code"), nullable=False, index=True),
        sa.Column("number", sa.Integer),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("place", JSONB),
        sa.Column("starts_on", sa.Text, nullable=False),
        sa.Column("ends_on", sa.Text),
        sa.Column("host", sa.Text, sa.ForeignKey("member.economy")),
        sa.Column("chair", JSONB),
        sa.Column("record", JSONB, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("opened_on", sa.Date),
        sa.Column("held_on", sa.Date),
        sa.Column("version", sa.Integer, nullable=False),
        sa.UniqueConstraint("region", "number", name="conference_number_once_in_a_region"),
        sa.CheckConstraint("stage IN ('convened', 'in_session', 'held')", name="conference_stage"),
        sa.CheckConstraint("(stage = 'held') = (held_on IS NOT NULL)", name="conference_held_on_a_day"),
    )
    op.create_table(
        "vice_chair_term",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("region", sa.Text, sa.ForeignKey("region.code"), nullable=False),
        sa.Column("administration", sa.Text, sa.ForeignKey("member.economy"), nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("selected_on", sa.Text),
        sa.Column("selected_at", sa.Text),
        sa.Column("selection_method", sa.Text),
        sa.Column("conference_id", sa.Uuid, sa.ForeignKey("conference.id")),
        sa.Column("after_session_id", sa.Uuid, sa.ForeignKey("council_session.id"), index=True),
        sa.Column("started_on", sa.Text),
        sa.Column("ended_on", sa.Text),
        sa.Column("sure_from", sa.Date),
        sa.Column("sure_until", sa.Date),
        sa.Column("office_holders", JSONB, nullable=False),
        sa.Column("confidence", sa.Text),
        sa.Column("note", sa.Text),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint("stage IN ('designate', 'in_office', 'ended')", name="vice_chair_term_stage"),
        sa.CheckConstraint("confidence IN ('high', 'medium', 'low')", name="vice_chair_term_confidence"),
        ExcludeConstraint(
            (sa.column("region"), "="),
            (sa.text("daterange(sure_from, sure_until)"), "&&"),
            where=sa.text("sure_from IS NOT NULL"),
            using="gist",
            name="one_vice_chair_on_a_day",
        ),
    )
    op.create_index(
        "one_designate_in_a_region",
        "vice_chair_term",
        ["region"],
        unique=True,
        postgresql_where=sa.text("stage = 'designate'"),
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("conference_id", sa.Uuid, sa.ForeignKey("conference.id"), nullable=False, index=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("taken_on", sa.Text, nullable=False),
        sa.Column("day_stated", sa.Boolean, nullable=False),
        sa.Column("effective", sa.Text),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("selects_term_id", sa.Uuid, sa.ForeignKey("vice_chair_term.id"), unique=True),
        sa.CheckConstraint(
            "kind IN ('vice_chair_selection', 'resolution', 'endorsement', 'other')", name="decision_kind"
        ),
    )


def downgrade() -> None:
    for table in ("decision", "vice_chair_term", "conference", "council_session", "member", "region"):
        op.drop_table(table)
    drop_kit_tables(op)
