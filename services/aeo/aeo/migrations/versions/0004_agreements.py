"""The life of an agreement in dated steps, and one live agreement for each pair of programmes."""

revision = "0004"
down_revision = "0003"


def upgrade() -> None: ...


def downgrade() -> None: ...
