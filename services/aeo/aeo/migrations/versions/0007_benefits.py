"""Benefits, conditions and measured impact; other customs instruments, and what the compendium counts."""

import sqlalchemy as sa
from alembic import op
from cabos.history import forget, remember
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0007"
down_revision = "0006"

REMEMBERED = ("agreement_terms", "other_instrument", "compendium_edition")
KINDS = "'mutual_assistance', 'customs_cooperation', 'trade_facilitation', 'other'"


def upgrade() -> None:
    op.create_table(
        "agreement_terms",
        sa.Column("agreement_id", sa.Uuid, sa.ForeignKey("agreement.id"), primary_key=True),
        sa.Column("terms", JSONB, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_table(
        "terms_address",
        sa.Column("agreement_id", sa.Uuid, sa.ForeignKey("agreement.id"), primary_key=True),
        sa.Column("party", sa.Text, primary_key=True),
        sa.Column("office", sa.Text, primary_key=True),
        sa.Column("email", sa.Text, nullable=False),
    )
    op.create_table(
        "other_instrument",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, sa.CheckConstraint(f"kind IN ({KINDS})", name="otherkind"), nullable=False),
        sa.Column("parties", ARRAY(sa.Text), nullable=False),
        sa.Column("signed_on", sa.Text),
        sa.Column("in_force_on", sa.Text),
        sa.Column("record", JSONB, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_index("other_instrument_parties", "other_instrument", ["parties"], postgresql_using="gin")
    op.create_table(
        "compendium_edition",
        sa.Column("edition", sa.Text, primary_key=True),
        sa.Column("counted_on", sa.Text, nullable=False),
        sa.Column("record", JSONB, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    remember(op, *REMEMBERED)


def downgrade() -> None:
    forget(op, *REMEMBERED)
    for name in ("compendium_edition", "other_instrument", "terms_address", "agreement_terms"):
        op.drop_table(name)
