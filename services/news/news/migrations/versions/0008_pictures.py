"""The library of pictures."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "picture",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.Column("uploaded_by", sa.Text, nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("width > 0 AND height > 0", name="a_picture_has_a_size"),
    )
    # They are packed as they are.
    op.execute("ALTER TABLE picture ALTER COLUMN data SET STORAGE EXTERNAL")
    op.execute("CREATE INDEX edition_pictures ON edition USING gin (pictures jsonb_path_ops)")


def downgrade() -> None:
    op.drop_index("edition_pictures", "edition")
    op.drop_table("picture")
