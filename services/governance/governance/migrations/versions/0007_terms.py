"""Vice-Chair terms whole: office-holders in time, withdrawal, alerts."""

revision = "0007"
down_revision = "0006"


def upgrade() -> None: ...


def downgrade() -> None: ...
