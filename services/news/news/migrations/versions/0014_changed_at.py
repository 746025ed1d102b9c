"""When what the public reads last changed, beside the number that changes with it."""

from alembic import op

revision = "0014"
down_revision = "0013"

# HTTP tells instants in whole seconds: a change in the second of the one before counts as one of the next second, or
# whoever has seen the first would never hear of the second.
CHANGED_AT = "greatest(date_trunc('second', clock_timestamp()), changed_at + interval '1 second')"

STAMPS = """
    CREATE OR REPLACE FUNCTION stamp_the_newsroom() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF current_setting('newsroom.stamped_in', true) IS DISTINCT FROM pg_current_xact_id()::text THEN
            UPDATE newsroom_stamp SET {changes};
            PERFORM set_config('newsroom.stamped_in', pg_current_xact_id()::text, true);
        END IF;
        RETURN NULL;
    END $$
"""


def upgrade() -> None:
    op.execute("ALTER TABLE newsroom_stamp ADD COLUMN changed_at timestamptz NOT NULL DEFAULT now()")
    op.execute(STAMPS.format(changes=f"number = number + 1, changed_at = {CHANGED_AT}"))


def downgrade() -> None:
    op.execute(STAMPS.format(changes="number = number + 1"))
    op.execute("ALTER TABLE newsroom_stamp DROP COLUMN changed_at")
