"""Names in three languages, membership over time, and sessions that move."""

revision = "0004"
down_revision = "0003"


def upgrade() -> None: ...


def downgrade() -> None: ...
