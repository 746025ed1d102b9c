"""One number that changes with everything that the public reads, so that a page that was made once is known to hold."""

from alembic import op

revision = "0007"
down_revision = "0006"

WATCHED = ("edition", "story_relation")


def upgrade() -> None:
    op.execute("CREATE TABLE newsroom_stamp (number bigint NOT NULL, one boolean PRIMARY KEY DEFAULT true CHECK (one))")
    op.execute("INSERT INTO newsroom_stamp (number) VALUES (0)")
    # Once for each transaction, and last of all: whoever publishes waits for no other but in the moment of its commit.
    op.execute("""
        CREATE FUNCTION stamp_the_newsroom() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF current_setting('newsroom.stamped_in', true) IS DISTINCT FROM pg_current_xact_id()::text THEN
                UPDATE newsroom_stamp SET number = number + 1;
                PERFORM set_config('newsroom.stamped_in', pg_current_xact_id()::text, true);
            END IF;
            RETURN NULL;
        END $$
    """)
    for table in WATCHED:
        op.execute(
            f"CREATE CONSTRAINT TRIGGER {table}_stamps AFTER INSERT OR UPDATE OR DELETE ON {table}"
            " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION stamp_the_newsroom()"
        )


def downgrade() -> None:
    for table in WATCHED:
        op.execute(f"DROP TRIGGER {table}_stamps ON {table}")
    op.execute("DROP FUNCTION stamp_the_newsroom")
    op.execute("DROP TABLE newsroom_stamp")
