"""Languages with a state of their own, texts in Markdown, who did what, and the editions that the public reads."""

import json

import sqlalchemy as sa
from alembic import op
from news.pages.markdown import from_plain, html
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"

STATES = "'draft', 'in_review', 'approved', 'scheduled', 'published', 'corrected', 'withdrawn'"
DEEDS = (
    "'drafted', 'described', 'embargoed', 'wrote', 'submitted', 'approved', 'returned', 'scheduled', 'unscheduled',"
    " 'published', 'corrected', 'withdrew', 'imported', 'flagged', 'settled'"
)
NOBODY = "news"
"""Who wrote what is older than the noting of who wrote it."""


def upgrade() -> None:
    _stories()
    _texts()
    _versions()
    _editions()
    _take_over()


def _stories() -> None:
    op.drop_constraint("story_state", "story")
    op.drop_constraint("story_published_on_a_day", "story")
    op.drop_index("one_story_at_an_address", "story")
    op.add_column("story", sa.Column("region", sa.Text))
    op.add_column("story", sa.Column("tags", JSONB, nullable=False, server_default="[]"))
    op.add_column("story", sa.Column("embargo_until", sa.DateTime(timezone=True)))
    op.create_check_constraint("story_state", "story", "state IN ('draft', 'published', 'withdrawn')")
    op.create_check_constraint("story_published_on_a_day", "story", "(state <> 'draft') = (published_on IS NOT NULL)")
    op.create_index(
        "one_story_at_an_address",
        "story",
        [sa.text("extract(year FROM published_on)"), sa.text("extract(month FROM published_on)"), "slug"],
        unique=True,
        postgresql_where=sa.text("state <> 'draft'"),
    )
    op.create_table(
        "story_relation",
        sa.Column("story_id", sa.Uuid, sa.ForeignKey("story.id"), primary_key=True),
        sa.Column("related_id", sa.Uuid, sa.ForeignKey("story.id"), primary_key=True, index=True),
        sa.Column("place", sa.Integer, nullable=False),
        sa.CheckConstraint("story_id <> related_id", name="no_story_goes_with_itself"),
    )
    op.create_table(
        "story_action",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("story_id", sa.Uuid, sa.ForeignKey("story.id"), nullable=False),
        sa.Column("language", sa.Text),
        sa.Column("revision", sa.Integer),
        sa.Column("deed", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("note", sa.Text),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"deed IN ({DEEDS})", name="story_action_deed"),
    )
    op.create_index("story_action_in_order", "story_action", ["story_id", "id"])


def _texts() -> None:
    for name in ("dateline", "summary", "byline"):
        op.add_column("revision", sa.Column(name, sa.Text))
    op.add_column("revision", sa.Column("body", sa.Text))
    op.add_column("revision", sa.Column("pictures", JSONB, nullable=False, server_default="[]"))
    op.add_column("revision", sa.Column("written_by", sa.Text, nullable=False, server_default=NOBODY))
    connection = op.get_bind()
    for row in connection.execute(sa.text("SELECT story_id, language, revision, blocks FROM revision")).all():
        connection.execute(
            sa.text("UPDATE revision SET body = :body WHERE story_id = :id AND language = :language AND revision = :n"),
            {"body": _markdown(row.blocks), "id": row.story_id, "language": row.language, "n": row.revision},
        )
    op.alter_column("revision", "body", nullable=False)
    op.alter_column("revision", "written_by", server_default=None)
    op.drop_column("revision", "blocks")


def _markdown(blocks: list[dict[str, object]]) -> str:
    runs = []
    for block in blocks:
        items = block.get("items")
        if isinstance(items, list):
            runs.append("\n".join(f"{block['bullet']}{item}" for item in items))
        else:
            runs.append(str(block["text"]))
    return from_plain(runs)


def _versions() -> None:
    op.create_table(
        "language_version",
        sa.Column("story_id", sa.Uuid, sa.ForeignKey("story.id"), primary_key=True),
        sa.Column("language", sa.Text, primary_key=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("pending", sa.Text),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("public_revision", sa.Integer),
        sa.Column("written_by", sa.Text, nullable=False),
        sa.Column("submitted_by", sa.Text),
        sa.Column("approved_by", sa.Text),
        sa.Column("publish_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(f"state IN ({STATES})", name="language_version_state"),
        sa.CheckConstraint(f"pending IN ({STATES})", name="language_version_pending"),
        sa.CheckConstraint(
            "pending IS NULL OR state IN ('published', 'corrected')", name="only_what_is_public_has_a_next_text"
        ),
        sa.CheckConstraint("(publish_at IS NOT NULL) = (state = 'scheduled')", name="scheduled_for_an_instant"),
        sa.CheckConstraint(
            "(public_revision IS NOT NULL) = (state IN ('published', 'corrected', 'withdrawn'))",
            name="what_is_public_has_a_text",
        ),
    )
    op.create_index(
        "language_version_due", "language_version", ["publish_at"], postgresql_where=sa.text("publish_at IS NOT NULL")
    )


def _editions() -> None:
    op.create_table(
        "edition",
        sa.Column("story_id", sa.Uuid, sa.ForeignKey("story.id"), primary_key=True),
        sa.Column("language", sa.Text, primary_key=True),
        sa.Column("source_language", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("made_from", sa.Integer),
        sa.Column("stale", sa.Boolean, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("slug", sa.Text, nullable=False, index=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("headline", "body", "html")),
        *(sa.Column(name, sa.Text) for name in ("dateline", "summary", "byline", "region", "reason")),
        *(
            sa.Column(name, JSONB, nullable=False, server_default="[]")
            for name in ("pictures", "tags", "about", "corrections")
        ),
        sa.Column("published_on", sa.Date, nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("state IN ('published', 'corrected', 'withdrawn')", name="an_edition_is_public_or_was"),
        sa.CheckConstraint(
            "state <> 'withdrawn' OR (headline = '' AND body = '' AND html = '' AND summary IS NULL"
            " AND dateline IS NULL AND byline IS NULL AND reason IS NOT NULL)",
            name="what_is_withdrawn_has_no_words",
        ),
    )
    public = sa.text("state <> 'withdrawn'")
    op.create_index("edition_latest_in", "edition", ["language", "ordered_at", "story_id"], postgresql_where=public)
    op.create_index(
        "edition_latest",
        "edition",
        ["ordered_at", "story_id"],
        postgresql_where=sa.text("state <> 'withdrawn' AND language = source_language"),
    )


def _take_over() -> None:
    """What was there before: drafts stay drafts, and what was published is public."""
    op.execute("""
        INSERT INTO language_version (story_id, language, state, revision, public_revision, written_by)
        SELECT DISTINCT ON (r.story_id, r.language) r.story_id, r.language, s.state, r.revision,
               CASE s.state WHEN 'published' THEN r.revision END, 'news'
        FROM revision r JOIN story s ON s.id = r.story_id ORDER BY r.story_id, r.language, r.revision DESC
    """)
    connection = op.get_bind()
    public = sa.text("""
        SELECT r.*, s.language AS source_language, s.slug, s.published_on, s.published_at,
               (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', f.kind, 'id', f.record_id) ORDER BY f.place), '[]')
                FROM story_reference f WHERE f.story_id = s.id) AS about,
               coalesce(r.made_from < (SELECT max(o.revision) FROM revision o WHERE o.story_id = s.id
                                       AND o.language = s.language AND o.substantive), false) AS stale
        FROM language_version v JOIN revision r USING (story_id, language, revision) JOIN story s ON s.id = v.story_id
        WHERE v.state = 'published'
    """)
    for row in connection.execute(public).all():
        connection.execute(
            sa.text("""
                INSERT INTO edition (story_id, language, source_language, revision, made_from, stale, state, slug,
                    headline, body, html, about, published_on, published_at, ordered_at, updated_at)
                VALUES (:story_id, :language, :source_language, :revision, :made_from, :stale, 'published', :slug,
                    :headline, :body, :html, CAST(:about AS jsonb), :published_on, :published_at,
                    coalesce(:published_at, CAST(:published_on AS timestamp) AT TIME ZONE 'UTC'), :written_at)
            """),
            row._asdict() | {"html": html(row.body), "about": json.dumps(row.about)},
        )


def downgrade() -> None:
    raise NotImplementedError("blocks cannot be made of Markdown again: restore the database from before")
