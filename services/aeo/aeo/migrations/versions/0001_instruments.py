"""Programmes, agreements and work plans, and what is known of members and conferences."""

import sqlalchemy as sa
from alembic import op
from cabos.schema import create_kit_tables, drop_kit_tables
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0001"
down_revision = None

TWO_PARTIES = "cardinality(parties) >= 2"


def upgrade() -> None:
    create_kit_tables(op)
    op.create_table(
        "known_member",
        sa.Column("economy", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("region", sa.Text, nullable=False),
        sa.Column("membership", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_table(
        "known_conference",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("starts_on", sa.Text, nullable=False),
        sa.Column("ends_on", sa.Text),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_table(
        "programme",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("economy", sa.Text, nullable=False, index=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("launched_in", sa.Integer),
        sa.Column("operator_types", ARRAY(sa.Text)),
        sa.Column("operators", sa.Integer),
        sa.Column("operators_as_of", sa.Text),
        sa.Column("notes", ARRAY(sa.Text), nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("confidence", sa.Text),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_table(
        "agreement",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("parties", ARRAY(sa.Text), nullable=False),
        sa.Column("programmes", ARRAY(sa.Text), nullable=False),
        sa.Column("instrument", sa.Text, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("likely_in_force", sa.Boolean, nullable=False),
        sa.Column("signed_on", sa.Text),
        sa.Column("signed_at", sa.Text),
        sa.Column("conference_id", sa.Uuid),
        sa.Column("in_force_on", sa.Text),
        sa.Column("milestones", JSONB, nullable=False),
        sa.Column("conflicts", ARRAY(sa.Text), nullable=False),
        sa.Column("notes", ARRAY(sa.Text), nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("confidence", sa.Text),
        sa.Column("recorded", JSONB, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint(TWO_PARTIES, name="agreement_has_two_parties"),
        sa.CheckConstraint(
            "stage IN ('contact', 'planned', 'under_negotiation', 'signed', 'pilot', 'partially_in_force', 'in_force',"
            " 'superseded')",
            name="agreement_stage",
        ),
    )
    op.create_index("agreement_by_party", "agreement", ["parties"], postgresql_using="gin")
    op.create_table(
        "work_plan",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("parties", ARRAY(sa.Text), nullable=False),
        sa.Column("leads_to", sa.Uuid, sa.ForeignKey("agreement.id")),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("signed_on", sa.Text),
        sa.Column("signed_at", sa.Text),
        sa.Column("conference_id", sa.Uuid),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint(TWO_PARTIES, name="work_plan_has_two_parties"),
        sa.CheckConstraint("stage IN ('drafted', 'signed')", name="work_plan_stage"),
    )


def downgrade() -> None:
    for table in ("work_plan", "agreement", "programme", "known_conference", "known_member"):
        op.drop_table(table)
    drop_kit_tables(op)
