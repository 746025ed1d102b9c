"""The lines of a paragraph stand apart in its HTML, and no longer by the style of the page alone."""

import sqlalchemy as sa
from alembic import op
from news.pages.markdown import html

revision = "0010"
down_revision = "0009"

READ = sa.text("SELECT story_id, language, body FROM edition WHERE state <> 'withdrawn'")
WRITE = sa.text("UPDATE edition SET html = :html WHERE story_id = :story_id AND language = :language")


def upgrade() -> None:
    connection = op.get_bind()
    for story_id, language, body in connection.execute(READ).all():
        connection.execute(WRITE, {"html": html(body), "story_id": story_id, "language": language})


def downgrade() -> None:
    """The HTML of now is right for any page."""
