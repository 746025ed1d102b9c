"""Who is recognised by whom, on any day."""

import sqlalchemy as sa
from alembic import op
from cabos.history import forget, remember
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "recognition",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("agreement_id", sa.Uuid, sa.ForeignKey("agreement.id"), nullable=False, index=True),
        sa.Column("certified_in", sa.Text, nullable=False),
        sa.Column("recognised_by", sa.Text, nullable=False),
        sa.Column("via_from", sa.Text),
        sa.Column("via_to", sa.Text),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("until", sa.Date, nullable=False),
        sa.Column("sure", sa.Boolean, nullable=False),
        sa.Column("first", sa.Date, nullable=False),
        sa.Column("operator_types", ARRAY(sa.Text)),
        sa.Column("except_types", ARRAY(sa.Text), nullable=False),
        sa.Column("tiers", ARRAY(sa.Text)),
        sa.Column("among", sa.Integer, nullable=False),
        sa.CheckConstraint("since < until", name="recognition_lasts"),
        sa.CheckConstraint("certified_in <> recognised_by", name="recognition_of_another"),
    )
    op.create_table(
        "coverage",
        sa.Column("agreement_id", sa.Uuid, sa.ForeignKey("agreement.id"), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
    )
    remember(op, "recognition")
    for table in ("recognition", "recognition_past"):
        op.create_index(f"{table}_of_a_pair", table, ["certified_in", "recognised_by", "since"])


def downgrade() -> None:
    op.drop_table("coverage")
    forget(op, "recognition")
    op.drop_table("recognition")
