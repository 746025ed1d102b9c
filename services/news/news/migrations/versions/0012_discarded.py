"""A text that was to replace one that is read may be discarded: it is kept, and says nothing for the others."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

DEEDS = (
    "'drafted', 'described', 'embargoed', 'wrote', 'discarded', 'submitted', 'approved', 'returned', 'scheduled',"
    " 'unscheduled', 'published', 'corrected', 'withdrew', 'imported', 'flagged', 'settled'"
)


def upgrade() -> None:
    op.add_column("revision", sa.Column("discarded_at", sa.DateTime(timezone=True)))
    op.drop_constraint("story_action_deed", "story_action")
    op.create_check_constraint("story_action_deed", "story_action", f"deed IN ({DEEDS})")
