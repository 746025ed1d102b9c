"""The register remembers what it said, officers confirm each other's proposals, and sources may disagree."""

import sqlalchemy as sa
from alembic import op
from cabos.claimed import create_claims
from cabos.history import forget, remember
from cabos.proposals import create_proposals
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"

REMEMBERED = ("programme", "agreement", "work_plan")


def upgrade() -> None:
    op.add_column("agreement", sa.Column("steps", JSONB, nullable=False, server_default="[]"))
    remember(op, *REMEMBERED)
    create_proposals(op)
    create_claims(op)


def downgrade() -> None:
    op.drop_table("claim")
    op.drop_table("proposal")
    forget(op, *REMEMBERED)
    op.drop_column("agreement", "steps")
