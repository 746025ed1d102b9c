"""Words are found however they are accented, and decisions and conferences by an index."""

from alembic import op

revision = "0010"
down_revision = "0009"

DECISION = (
    "to_tsvector('plain', coalesce(title || ' ', '') || text || ' ' || coalesce(effective, ''))"
    " || jsonb_to_tsvector('plain', texts, '[\"string\"]')"
)
CONFERENCE = "to_tsvector('plain', name) || jsonb_to_tsvector('plain', record, '[\"string\"]')"


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS unaccent")
    op.execute("CREATE TEXT SEARCH CONFIGURATION plain (COPY = simple)")
    op.execute("ALTER TEXT SEARCH CONFIGURATION plain ALTER MAPPING FOR hword, hword_part, word WITH unaccent, simple")
    op.execute(f"CREATE INDEX decision_words ON decision USING gin (({DECISION}))")
    op.execute(f"CREATE INDEX conference_words ON conference USING gin (({CONFERENCE}))")


def downgrade() -> None:
    op.execute("DROP INDEX conference_words")
    op.execute("DROP INDEX decision_words")
    op.execute("DROP TEXT SEARCH CONFIGURATION plain")
