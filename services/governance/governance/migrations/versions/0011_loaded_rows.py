"""A file that is loaded again leaves alone what has been changed since."""

from alembic import op
from cabos.loaded import create_loaded, drop_loaded

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    create_loaded(op)


def downgrade() -> None:
    drop_loaded(op)
