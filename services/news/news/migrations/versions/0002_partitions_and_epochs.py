"""What delivery remembers of partitions, epochs and failed attempts."""

from alembic import op
from cabos.schema import create_kit_tables

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    create_kit_tables(op)


def downgrade() -> None:
    """Nothing: an older process ignores the columns, and positions on other streams could not be told apart."""
