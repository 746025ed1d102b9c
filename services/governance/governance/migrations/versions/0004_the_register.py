"""Names in three languages, membership over time, and sessions that move."""

import sqlalchemy as sa
from alembic import op
from cabos.history import add_columns, forget, remember
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004"
down_revision = "0003"

MEMBER = ("confidence", "joined_source", "joined_confidence", "territory_of", "founding_member", "continues", "note")
HISTORY = ("names", "regions", "memberships")
SESSION = ("body", "place", "confidence", "note", "cancelled")

# What is in the register, and was in it before, begins the history of each administration.
BEGIN = """
    UPDATE {table} SET
        founding_member = coalesce(founding_member, false),
        names = jsonb_build_array(jsonb_build_object('value', name, 'from_on', NULL, 'source', source)),
        regions = jsonb_build_array(jsonb_build_object('value', region, 'from_on', NULL, 'source', source)),
        memberships = jsonb_build_array(
            jsonb_build_object('value', membership, 'from_on', joined_on, 'source', source))
"""


def upgrade() -> None:
    op.add_column("region", sa.Column("names", JSONB))
    op.add_column("region", sa.Column("source", sa.Text))
    op.add_column("region", sa.Column("confidence", sa.Text))
    op.add_column("region", sa.Column("version", sa.Integer, nullable=False, server_default="1"))
    op.create_check_constraint("region_is_one_of_six", "region", "code IN ('AMS', 'EUR', 'AP', 'MENA', 'WCA', 'ESA')")
    _check("region", "confidence", "confidence IN ('high', 'medium', 'low')")
    remember(op, "region")
    _members()
    _sessions()


def _members() -> None:
    add_columns(
        op,
        "member",
        *(sa.Column(name, sa.Text) for name in ("confidence", "joined_source", "joined_confidence", "territory_of")),
        sa.Column("founding_member", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("continues", JSONB),
        sa.Column("note", sa.Text),
        *(sa.Column(name, JSONB, nullable=False, server_default="[]") for name in HISTORY),
    )
    # To give the past its history is not to learn something new.
    op.execute("ALTER TABLE member DISABLE TRIGGER member_remembers")
    for table in ("member", "member_past"):
        op.execute(BEGIN.format(table=table))
    op.execute("ALTER TABLE member ENABLE TRIGGER member_remembers")
    op.drop_constraint("member_membership", "member")
    _check("member", "membership", "membership IN ('member', 'akin_to_member', 'non_member')")
    for column in ("confidence", "joined_confidence"):
        _check("member", column, f"{column} IN ('high', 'medium', 'low')")
    # What the columns say is the end of the history, and what joined_on says its beginning.
    for column, said in {
        "name": "names -> -1 ->> 'value'",
        "region": "regions -> -1 ->> 'value'",
        "membership": "coalesce(memberships -> -1 ->> 'value', 'non_member')",
        "joined_on": "memberships -> 0 ->> 'from_on'",
    }.items():
        _check("member", f"{column}_as_in_history", f"{column} IS NOT DISTINCT FROM ({said})")


def _sessions() -> None:
    add_columns(
        op,
        "council_session",
        sa.Column("body", sa.Text, nullable=False, server_default="council"),
        sa.Column("place", JSONB),
        sa.Column("confidence", sa.Text),
        sa.Column("note", sa.Text),
        sa.Column("cancelled", sa.Text),
    )
    op.execute("UPDATE council_session_past SET body = 'council'")
    _check("council_session", "body", "body IN ('council', 'policy_commission')")
    _check("council_session", "confidence", "confidence IN ('high', 'medium', 'low')")
    _check("council_session", "cancelled_did_not_meet", "cancelled IS NULL OR closed_on IS NULL")
    op.drop_constraint("council_session_numbers_key", "council_session")
    # Two numbers follow each other, so that a range says the same; what is cancelled gives its numbers back.
    op.execute(
        "ALTER TABLE council_session ADD CONSTRAINT council_session_numbers_once EXCLUDE USING gist"
        " (body WITH =, int4range(numbers[1], numbers[cardinality(numbers)], '[]') WITH &&) WHERE (cancelled IS NULL)"
    )
    op.create_index("council_session_by_day", "council_session", ["opens_on", "id"])


def _check(table: str, name: str, condition: str) -> None:
    op.create_check_constraint(f"{table}_{name}", table, condition)


def downgrade() -> None:
    op.drop_index("council_session_by_day", "council_session")
    op.drop_constraint("council_session_numbers_once", "council_session")
    _drop("council_session", SESSION)
    op.create_unique_constraint("council_session_numbers_key", "council_session", ["numbers"])
    _drop("member", (*MEMBER, *HISTORY))
    op.execute("DELETE FROM member WHERE membership = 'non_member'")
    op.drop_constraint("member_membership", "member")
    _check("member", "membership", "membership IN ('member', 'akin_to_member')")
    forget(op, "region")
    op.drop_constraint("region_is_one_of_six", "region")
    for column in ("version", "confidence", "source", "names"):
        op.drop_column("region", column)


def _drop(table: str, columns: tuple[str, ...]) -> None:
    for column in columns:
        op.drop_column(table, column)
        op.drop_column(f"{table}_past", column)
