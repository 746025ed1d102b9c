"""Of an address that was left nothing but a mark by which it is known again, as long as older links hold."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table(
        "mail_left",
        sa.Column("address", sa.LargeBinary, primary_key=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("mail_left")
