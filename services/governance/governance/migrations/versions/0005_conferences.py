"""Conferences whole: series, format, stages, imprecise days, and what aeo says was signed at them."""

import sqlalchemy as sa
from alembic import op
from cabos.history import add_columns, forget, remember
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0005"
down_revision = "0004"

ADDED = ("series", "uses_number", "format", "time_zone", "confidence", "reason", "postponed_from")
STAGES = {
    "before": "'convened', 'in_session', 'held'",
    "after": "'planned', 'convened', 'in_session', 'held', 'postponed', 'cancelled'",
}

# A conference of a series is surely later than another when it begins after the last day on which that may: text that
# is greater and does not begin with the other. The lock lets two writers of a series see each other's number.
_NUMBERS_INCREASE = """
    CREATE FUNCTION conference_numbers_increase() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM pg_advisory_xact_lock(hashtextextended('conference ' || NEW.region || ' ' || NEW.series, 0));
        IF EXISTS (
            SELECT FROM conference AS other, LATERAL (
                SELECT
                    CASE WHEN other.number < NEW.number THEN other.starts_on ELSE NEW.starts_on END AS lower,
                    CASE WHEN other.number < NEW.number THEN NEW.starts_on ELSE other.starts_on END AS higher
            ) AS day
            WHERE other.region = NEW.region AND other.series = NEW.series AND other.id <> NEW.id
                AND other.uses_number AND other.number <> NEW.number
                AND day.lower COLLATE "C" > day.higher AND left(day.lower, length(day.higher)) <> day.higher
        ) THEN
            RAISE check_violation USING
                MESSAGE = 'a later conference of a series has a higher number',
                CONSTRAINT = 'conference_numbers_increase';
        END IF;
        RETURN NEW;
    END $$
"""


def upgrade() -> None:
    add_columns(
        op,
        "conference",
        sa.Column("series", sa.Text, nullable=False, server_default="regional_conference"),
        sa.Column("uses_number", sa.Boolean, nullable=False, server_default="true"),
        sa.Column("format", sa.Text, nullable=False, server_default="in_person"),
        sa.Column("time_zone", sa.Text),
        sa.Column("confidence", sa.Text),
        sa.Column("reason", sa.Text),
        sa.Column("postponed_from", sa.Text),
    )
    op.execute("UPDATE conference_past SET series = 'regional_conference', uses_number = true, format = 'in_person'")
    for table in ("conference", "conference_past"):
        for column in ("opened_on", "held_on"):
            op.alter_column(table, column, type_=sa.Text, postgresql_using=f"{column}::text")
    _allow_stages("after")
    op.create_check_constraint("conference_format", "conference", "format IN ('in_person', 'virtual', 'hybrid')")
    op.create_check_constraint("conference_confidence", "conference", "confidence IN ('high', 'medium', 'low')")
    op.drop_constraint("conference_number_once_in_a_region", "conference")
    op.create_index(
        "conference_number_once_in_a_series",
        "conference",
        ["region", "series", "number"],
        unique=True,
        postgresql_where=sa.text("uses_number"),
    )
    op.create_index("conference_by_region_and_day", "conference", ["region", "starts_on"])
    op.execute(_NUMBERS_INCREASE)
    op.execute(
        "CREATE TRIGGER conference_numbers_increase"
        " BEFORE INSERT OR UPDATE OF region, series, number, uses_number, starts_on ON conference FOR EACH ROW"
        " WHEN (NEW.number IS NOT NULL AND NEW.uses_number) EXECUTE FUNCTION conference_numbers_increase()"
    )
    op.create_table(
        "conference_signing",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        # No foreign key: aeo may know of a conference before it is on record here.
        sa.Column("conference_id", sa.Uuid, index=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("parties", ARRAY(sa.Text), nullable=False),
        sa.Column("instrument", sa.Text),
        sa.Column("signed_on", sa.Text),
        sa.Column("signed_at", sa.Text),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint("kind IN ('agreement', 'work_plan')", name="conference_signing_kind"),
    )
    remember(op, "conference_signing")


def _allow_stages(when: str) -> None:
    op.drop_constraint("conference_stage", "conference")
    op.create_check_constraint("conference_stage", "conference", f"stage IN ({STAGES[when]})")


def downgrade() -> None:
    forget(op, "conference_signing")
    op.drop_table("conference_signing")
    op.execute("DROP TRIGGER conference_numbers_increase ON conference")
    op.execute("DROP FUNCTION conference_numbers_increase")
    op.drop_index("conference_by_region_and_day")
    op.drop_index("conference_number_once_in_a_series")
    op.create_unique_constraint("conference_number_once_in_a_region", "conference", ["region", "number"])
    _allow_stages("before")
    for table in ("conference", "conference_past"):
        for column in ("opened_on", "held_on"):
            op.alter_column(table, column, type_=sa.Date, postgresql_using=f"{column}::date")
        for column in ADDED:
            op.drop_column(table, column)
