"""The register remembers what it said, officers confirm each other's proposals, and sources may disagree."""

import sqlalchemy as sa
from alembic import op
from cabos.claimed import create_claims
from cabos.history import forget, remember
from cabos.proposals import create_proposals

revision = "0003"
down_revision = "0002"

REMEMBERED = ("member", "council_session", "conference", "decision", "vice_chair_term")


def upgrade() -> None:
    op.add_column("decision", sa.Column("version", sa.Integer, nullable=False, server_default="1"))
    remember(op, *REMEMBERED)
    create_proposals(op)
    create_claims(op)


def downgrade() -> None:
    op.drop_table("claim")
    op.drop_table("proposal")
    forget(op, *REMEMBERED)
    op.drop_column("decision", "version")
