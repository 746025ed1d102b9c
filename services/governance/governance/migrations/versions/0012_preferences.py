"""What was preferred, and why, is known for any instant."""

from alembic import op
from cabos.claimed import create_preferences

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    create_preferences(op)


def downgrade() -> None:
    op.drop_table("preference")
