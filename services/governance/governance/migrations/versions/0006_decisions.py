"""Decisions in every language with what came of them, their follow-up, and ballots."""

import sqlalchemy as sa
from alembic import op
from cabos.history import add_columns, forget, remember
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0006"
down_revision = "0005"

FORMER_KINDS = ("vice_chair_selection", "resolution", "endorsement", "other")
KINDS = (*FORMER_KINDS, "recommendation", "election", "appointment", "hosting")
FOLLOW_UP_STATES = ("open", "in_progress", "done", "dropped")
CHECKS = {
    "effect": ("effect", ("pending", "effective", "lapsed")),
    "follow_up_state": ("follow_up_state", FOLLOW_UP_STATES),
    "confidence": ("confidence", ("high", "medium", "low")),
}
ADDED: dict[str, sa.types.TypeEngine] = {
    "number": sa.Text(),
    "title": sa.Text(),
    "effective_on": sa.Text(),
    "took_effect_on": sa.Text(),
    "effective_from": sa.Date(),
    "owner": JSONB(),
    "due_on": sa.Text(),
    "due_by": sa.Date(),
    "follow_up_state": sa.Text(),
    "confidence": sa.Text(),
}

# What is on record holds since its day, or since the start of the term that it has selected; the clock announces it.
_BOUND = """
    UPDATE {table} AS decision SET
        region = conference.region,
        texts = '{{}}',
        effect = 'pending',
        effective_after_session_id = term.after_session_id,
        took_effect_on = term.started_on,
        effective_from = CASE
            WHEN term.id IS NOT NULL THEN {started}
            WHEN decision.effective IS NULL THEN {taken}
        END
    FROM {table} AS same
    JOIN conference ON conference.id = same.conference_id
    LEFT JOIN vice_chair_term AS term ON term.id = same.selects_term_id
    WHERE same.ctid = decision.ctid
"""


def upgrade() -> None:
    add_columns(
        op,
        "decision",
        sa.Column("region", sa.Text, sa.ForeignKey("region.code")),
        sa.Column("texts", JSONB, nullable=False, server_default="{}"),
        sa.Column("effective_after_session_id", sa.Uuid, sa.ForeignKey("council_session.id"), index=True),
        sa.Column("effect", sa.Text, nullable=False, server_default="pending"),
        *(sa.Column(name, type_) for name, type_ in ADDED.items()),
    )
    # To bound what is on record is not to learn something new.
    op.execute("ALTER TABLE decision DISABLE TRIGGER decision_remembers")
    for table in ("decision", "decision_past"):
        op.execute(_BOUND.format(table=table, started=_latest("term.started_on"), taken=_latest("decision.taken_on")))
    op.execute("ALTER TABLE decision ENABLE TRIGGER decision_remembers")
    op.alter_column("decision", "region", nullable=False)
    _allow_kinds(KINDS)
    for name, (column, among) in CHECKS.items():
        op.create_check_constraint(f"decision_{name}", "decision", _among(column, among))
    op.create_index("decision_by_day", "decision", [sa.text("coalesce(taken_on, '')"), "id"])
    op.create_index("decision_in_effect", "decision", ["effective_from"])
    op.create_index("decision_of_region", "decision", ["region", "effective_from"])
    op.create_index("decision_to_come", "decision", ["effective_from"], postgresql_where=sa.text("effect = 'pending'"))
    op.create_index(
        "decision_followed_up",
        "decision",
        ["follow_up_state", "due_by"],
        postgresql_where=sa.text("follow_up_state IS NOT NULL"),
    )
    op.create_table(
        "decision_follow_up",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("decision_id", sa.Uuid, sa.ForeignKey("decision.id"), nullable=False),
        sa.Column("conference_id", sa.Uuid, sa.ForeignKey("conference.id"), nullable=False, index=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("note", sa.Text),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("followed_up_on", sa.Text, nullable=False),
        sa.Column("followed_up_by", sa.Date, nullable=False),
        sa.CheckConstraint(_among("state", FOLLOW_UP_STATES), name="decision_follow_up_state"),
        sa.UniqueConstraint("decision_id", "conference_id", name="one_follow_up_at_a_conference"),
    )
    op.create_index("decision_follow_up_by_day", "decision_follow_up", ["decision_id", "followed_up_by", "id"])
    _create_ballots()
    remember(op, "decision_follow_up", "ballot")


def _create_ballots() -> None:
    counts = ("candidates", "eligible", "present", "cast", "valid")
    op.create_table(
        "ballot",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("region", sa.Text, sa.ForeignKey("region.code"), nullable=False, index=True),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("decision_id", sa.Uuid, sa.ForeignKey("decision.id"), index=True),
        sa.Column("held_on", sa.Text, nullable=False, index=True),
        sa.Column("opened_at", sa.DateTime(timezone=True)),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.Column("hours", sa.Text),
        sa.Column("method", sa.Text, nullable=False),
        sa.Column("quorum", JSONB),
        sa.Column("majority", sa.Text, nullable=False),
        *(sa.Column(name, sa.Integer) for name in counts),
        sa.Column("options", JSONB, nullable=False),
        sa.Column("voters", ARRAY(sa.Text), nullable=False),
        sa.Column("depositaries", JSONB, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("winner", sa.Text),
        sa.Column("note", sa.Text),
        sa.Column("confidence", sa.Text),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint(_among("method", ("in_person", "online", "mixed")), name="ballot_method"),
        sa.CheckConstraint(
            _among(
                "majority",
                (
                    "simple_majority_of_votes_cast",
                    "two_thirds_of_members_present",
                    "absolute_majority_of_eligible",
                    "consensus",
                    "acclamation",
                ),
            ),
            name="ballot_majority",
        ),
        sa.CheckConstraint(
            _among("outcome", ("chosen", "no_majority", "no_quorum", "not_on_record")), name="ballot_outcome"
        ),
        sa.CheckConstraint(_among("confidence", ("high", "medium", "low")), name="ballot_confidence"),
        sa.CheckConstraint('"cast" <= eligible AND valid <= "cast" AND valid <= eligible', name="ballot_counts"),
        sa.CheckConstraint("(outcome = 'chosen') = (winner IS NOT NULL)", name="ballot_winner"),
    )


def _latest(day: str) -> str:
    """The last day that a year, a month or a day may be."""
    longer = f"CASE length({day}) WHEN 4 THEN '1 year' WHEN 7 THEN '1 month' ELSE '1 day' END"
    return f"((rpad({day}, 10, '-01-01')::date + ({longer})::interval)::date - 1)"


def _among(column: str, words: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(word) for word in words)})"


def _allow_kinds(kinds: tuple[str, ...]) -> None:
    op.drop_constraint("decision_kind", "decision")
    op.create_check_constraint("decision_kind", "decision", _among("kind", kinds))


def downgrade() -> None:
    forget(op, "decision_follow_up", "ballot")
    op.drop_table("ballot")
    op.drop_table("decision_follow_up")
    for index in ("followed_up", "to_come", "of_region", "in_effect", "by_day"):
        op.drop_index(f"decision_{index}", "decision")
    for name in CHECKS:
        op.drop_constraint(f"decision_{name}", "decision")
    op.execute(f"UPDATE decision SET kind = 'other' WHERE NOT {_among('kind', FORMER_KINDS)}")  # noqa: S608
    _allow_kinds(FORMER_KINDS)
    for table in ("decision", "decision_past"):
        for column in ("region", "texts", "effective_after_session_id", "effect", *ADDED):
            op.drop_column(table, column)
