"""Programmes over time, and who belongs to which bloc."""

import sqlalchemy as sa
from alembic import op
from cabos.history import add_columns, forget, remember
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0005"
down_revision = "0004"

STATES = "'planned', 'under_development', 'pilot', 'operational', 'suspended', 'closed', 'unknown'"
FORMER_STATES = "'operational', 'under_development', 'unknown'"
TEXTS = ("source", "launched_on", "scope", "code_format")
DOCUMENTS = ("names", "states", "counts", "legal_basis")
LISTS = ("operator_types", "tiers")

# What was entered before begins the histories; the words of the sources were not told apart by type then.
BEGIN = """
    UPDATE {table} SET
        source = record ->> 'source',
        scope = record ->> 'scope',
        code_format = record ->> 'code_format',
        launched_on = record ->> 'launch_year',
        tiers = '{{}}',
        legal_basis = '[]',
        operator_types = CASE jsonb_typeof(record -> 'operator_types') WHEN 'array' THEN
            ARRAY(SELECT replace(lower(word), ' ', '_') FROM jsonb_array_elements_text(record -> 'operator_types') word)
        END,
        names = jsonb_build_array(jsonb_build_object('name', name, 'source', record ->> 'source',
            'confidence', record ->> 'confidence', 'recorded_on', known_from::date)),
        states = jsonb_build_array(jsonb_build_object('state', state, 'source', record ->> 'source',
            'confidence', record ->> 'confidence', 'recorded_on', known_from::date,
            'from_on', CASE state WHEN 'operational' THEN record ->> 'launch_year' END)),
        counts = CASE jsonb_typeof(record -> 'operators') WHEN 'number' THEN
            jsonb_build_array(jsonb_build_object('operators', record -> 'operators',
                'words', record ->> 'operators_as_of', 'source', record ->> 'source',
                'confidence', record ->> 'confidence'))
            ELSE '[]' END
"""


def upgrade() -> None:
    add_columns(
        op,
        "programme",
        *(sa.Column(name, sa.Text) for name in TEXTS),
        *(sa.Column(name, JSONB, nullable=False, server_default="[]") for name in DOCUMENTS),
        sa.Column("operator_types", ARRAY(sa.Text)),
        sa.Column("tiers", ARRAY(sa.Text), nullable=False, server_default="{}"),
    )
    # To give the past its history is not to learn something new.
    op.execute("ALTER TABLE programme DISABLE TRIGGER programme_remembers")
    for table in ("programme", "programme_past"):
        op.execute(BEGIN.format(table=table))
    op.execute("ALTER TABLE programme ENABLE TRIGGER programme_remembers")
    op.alter_column("programme", "source", nullable=False)
    op.drop_constraint("programme_state", "programme")
    op.create_check_constraint("programme_state", "programme", f"state IN ({STATES})")
    # What the columns say is the end of the history.
    op.create_check_constraint("programme_name_as_in_history", "programme", "name = names -> -1 ->> 'name'")
    op.create_check_constraint("programme_state_as_in_history", "programme", "state = states -> -1 ->> 'state'")
    _blocs()
    op.add_column("conference_projection", sa.Column("cancelled", sa.Boolean, nullable=False, server_default="false"))
    op.alter_column("conference_projection", "starts_on", nullable=True)
    remember(op, "member_projection", "conference_projection")


def _blocs() -> None:
    op.create_table(
        "bloc",
        sa.Column("code", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("members", JSONB, nullable=False),
        sa.Column("due_on", sa.Date),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_index("bloc_due", "bloc", ["due_on"], postgresql_where=sa.text("due_on IS NOT NULL"))
    remember(op, "bloc")


def downgrade() -> None:
    forget(op, "conference_projection", "member_projection", "bloc")
    op.execute("DELETE FROM conference_projection WHERE starts_on IS NULL")
    op.alter_column("conference_projection", "starts_on", nullable=False)
    op.drop_column("conference_projection", "cancelled")
    op.drop_table("bloc")
    for name in ("programme_name_as_in_history", "programme_state_as_in_history", "programme_state"):
        op.drop_constraint(name, "programme")
    op.execute(f"UPDATE programme SET state = 'unknown' WHERE state NOT IN ({FORMER_STATES})")  # noqa: S608
    op.create_check_constraint("programme_state", "programme", f"state IN ({FORMER_STATES})")
    for table in ("programme", "programme_past"):
        for name in (*TEXTS, *DOCUMENTS, *LISTS):
            op.drop_column(table, name)
