"""Vice-Chair terms whole: days that may be, office-holders in time, withdrawals, and alerts."""

import sqlalchemy as sa
from alembic import op
from cabos.history import add_columns, forget, remember

revision = "0007"
down_revision = "0006"

WORDS = ("expected_on", "start_reason", "end_reason", "withdrawn_on", "withdrawal_reason")
DAYS = ("possible_from", "possible_until", "in_line_on")
STAGES = ("designate", "in_office", "ended", "withdrawn", "undated")

WRITTEN = "[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?"


def upgrade() -> None:
    add_columns(op, "vice_chair_term", *(sa.Column(name, sa.Text) for name in WORDS))
    add_columns(op, "vice_chair_term", *(sa.Column(name, sa.Date) for name in DAYS))
    _stages(*STAGES)
    # To bound what is on record is not to learn something new.
    op.execute("ALTER TABLE vice_chair_term DISABLE TRIGGER vice_chair_term_remembers")
    for table in ("vice_chair_term", "vice_chair_term_past"):
        _bound(
            sa.table(
                table, *map(sa.column, ("stage", "started_on", "ended_on", "selected_on", "office_holders", *DAYS))
            )
        )
    op.execute("ALTER TABLE vice_chair_term ENABLE TRIGGER vice_chair_term_remembers")
    op.create_check_constraint(
        "vice_chair_term_withdrawn_on_a_day",
        "vice_chair_term",
        "(stage = 'withdrawn') = (withdrawn_on IS NOT NULL AND withdrawal_reason IS NOT NULL)",
    )
    op.create_check_constraint(
        "vice_chair_term_days_of_its_stage",
        "vice_chair_term",
        "CASE stage WHEN 'in_office' THEN started_on IS NOT NULL AND ended_on IS NULL"
        " WHEN 'ended' THEN ended_on IS NOT NULL ELSE started_on IS NULL AND ended_on IS NULL END",
    )
    # Terms that meet move together: the rule is looked at when both have.
    _one_on_a_day("DEFERRABLE INITIALLY DEFERRED")
    op.create_index("vice_chair_term_sure", "vice_chair_term", [sa.text("daterange(sure_from, sure_until)")],
                    postgresql_using="gist", postgresql_where=sa.text("sure_from IS NOT NULL"))  # fmt: skip
    op.create_index("vice_chair_term_possible", "vice_chair_term",
                    ["region", sa.text("daterange(possible_from, possible_until)")], postgresql_using="gist",
                    postgresql_where=sa.text("stage IN ('in_office', 'ended', 'undated')"))  # fmt: skip
    op.create_index("vice_chair_term_in_line", "vice_chair_term", ["region", "in_line_on", "id"])
    op.create_index("vice_chair_term_of_administration", "vice_chair_term", ["administration", "in_line_on"])
    op.create_table(
        "vacancy_alert",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("region", sa.Text, sa.ForeignKey("region.code"), nullable=False),
        sa.Column("council_session_id", sa.Uuid, sa.ForeignKey("council_session.id"), nullable=False),
        sa.Column("term_id", sa.Uuid, sa.ForeignKey("vice_chair_term.id"), nullable=False),
        sa.Column("administration", sa.Text, nullable=False),
        sa.Column("opens_on", sa.Text, nullable=False),
        sa.Column("foreseen_on", sa.Date, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.UniqueConstraint("region", "council_session_id", name="one_alert_of_a_region_and_a_session"),
    )
    remember(op, "vacancy_alert")


def _bound(term: sa.TableClause) -> None:
    seen = sa.func.substring(term.c.office_holders.op("->")(0).op("->>")("seen"), WRITTEN)
    start, first_seen, end, chosen = map(_earliest, (term.c.started_on, seen, term.c.ended_on, term.c.selected_on))
    undated = (term.c.stage == "in_office") & term.c.started_on.is_(None)
    op.execute(
        term.update()
        .where(term.c.stage != "designate")
        .values(
            stage=sa.case((undated, "undated"), else_=term.c.stage),
            possible_from=start,
            possible_until=_latest(term.c.ended_on),
            in_line_on=sa.func.coalesce(start, first_seen, end - 1, chosen),
        )
    )


def _earliest(day: sa.ColumnElement) -> sa.ColumnElement:
    """The first day that a year, a month or a day may be."""
    return sa.cast(sa.func.rpad(day, 10, "-01-01"), sa.Date)


def _latest(day: sa.ColumnElement) -> sa.ColumnElement:
    longer = sa.case((sa.func.length(day) == 4, "1 year"), (sa.func.length(day) == 7, "1 month"), else_="1 day")
    return sa.cast(_earliest(day) + sa.cast(longer, sa.Interval), sa.Date) - 1


def _stages(*stages: str) -> None:
    op.drop_constraint("vice_chair_term_stage", "vice_chair_term")
    listed = ", ".join(f"'{stage}'" for stage in stages)
    op.create_check_constraint("vice_chair_term_stage", "vice_chair_term", f"stage IN ({listed})")


def _one_on_a_day(when: str = "") -> None:
    op.drop_constraint("one_vice_chair_on_a_day", "vice_chair_term")
    op.execute(
        "ALTER TABLE vice_chair_term ADD CONSTRAINT one_vice_chair_on_a_day EXCLUDE USING gist"
        f" (region WITH =, daterange(sure_from, sure_until) WITH &&) WHERE (sure_from IS NOT NULL) {when}"
    )


def downgrade() -> None:
    forget(op, "vacancy_alert")
    op.drop_table("vacancy_alert")
    for index in ("of_administration", "in_line", "possible", "sure"):
        op.drop_index(f"vice_chair_term_{index}", "vice_chair_term")
    _one_on_a_day()
    for check in ("days_of_its_stage", "withdrawn_on_a_day"):
        op.drop_constraint(f"vice_chair_term_{check}", "vice_chair_term")
    op.execute("UPDATE decision SET selects_term_id = NULL WHERE selects_term_id IN"
               " (SELECT id FROM vice_chair_term WHERE stage = 'withdrawn')")  # fmt: skip
    op.execute("DELETE FROM vice_chair_term WHERE stage = 'withdrawn'")
    op.execute("UPDATE vice_chair_term SET stage = 'in_office' WHERE stage = 'undated'")
    _stages("designate", "in_office", "ended")
    for column in (*WORDS, *DAYS):
        op.drop_column("vice_chair_term", column)
        op.drop_column("vice_chair_term_past", column)
