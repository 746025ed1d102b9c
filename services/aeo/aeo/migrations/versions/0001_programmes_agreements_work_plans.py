"""Programmes, agreements, work plans, and what is learned of members and conferences."""

import sqlalchemy as sa
from alembic import op
from cabos.schema import create_kit_tables, drop_kit_tables
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0001"
down_revision = None

STAGES = "'contact', 'planned', 'under_negotiation', 'signed', 'pilot', 'partially_in_force', 'in_force', 'superseded'"


def upgrade() -> None:
    create_kit_tables(op)
    op.create_table(
        "programme",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("economy", sa.Text, nullable=False, index=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("record", JSONB, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint("state IN ('operational', 'under_development', 'unknown')", name="programme_state"),
    )
    op.create_table(
        "agreement",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("parties", ARRAY(sa.Text), nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("opened_on", sa.Date, nullable=False),
        sa.Column("stage_recorded_on", sa.Date, nullable=False),
        sa.Column("signed_on", sa.Text),
        sa.Column("signed_at", sa.Text),
        sa.Column("conference_id", sa.Uuid, index=True),
        sa.Column("in_force_on", sa.Text),
        sa.Column("enters_into_force_on", sa.Text),
        sa.Column("record", JSONB, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint(f"stage IN ({STAGES})", name="agreement_stage"),
        sa.CheckConstraint("cardinality(parties) >= 2", name="agreement_has_two_parties"),
        sa.CheckConstraint(
            "signed_on IS NULL OR stage NOT IN ('contact', 'planned', 'under_negotiation')",
            name="agreement_signed_on_a_day_is_signed",
        ),
        sa.CheckConstraint(
            "in_force_on IS NULL OR stage IN ('partially_in_force', 'in_force', 'superseded')",
            name="agreement_in_force_on_a_day_is_in_force",
        ),
    )
    op.create_index("agreement_parties", "agreement", ["parties"], postgresql_using="gin")
    op.create_index(
        "agreement_due",
        "agreement",
        ["enters_into_force_on"],
        postgresql_where=sa.text("enters_into_force_on IS NOT NULL"),
    )
    op.create_table(
        "work_plan",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("parties", ARRAY(sa.Text), nullable=False),
        sa.Column("leads_to", sa.Uuid, sa.ForeignKey("agreement.id"), index=True),
        sa.Column("drafted_on", sa.Date, nullable=False),
        sa.Column("signed_on", sa.Text),
        sa.Column("signed_at", sa.Text),
        sa.Column("conference_id", sa.Uuid, index=True),
        sa.Column("record", JSONB, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint("cardinality(parties) >= 2", name="work_plan_has_two_parties"),
    )
    op.create_index("work_plan_parties", "work_plan", ["parties"], postgresql_using="gin")
    op.create_table(
        "member_projection",
        sa.Column("economy", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("region", sa.Text, nullable=False, index=True),
        sa.Column("membership", sa.Text, nullable=False),
        sa.Column("known_since", sa.BigInteger, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_table(
        "conference_projection",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("starts_on", sa.Text, nullable=False),
        sa.Column("ends_on", sa.Text),
        sa.Column("known_since", sa.BigInteger, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    for table in ("conference_projection", "member_projection", "work_plan", "agreement", "programme"):
        op.drop_table(table)
    drop_kit_tables(op)
