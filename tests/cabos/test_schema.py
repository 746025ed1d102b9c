"""The kit's tables in a database that an earlier version has made."""

from typing import Any

from cabos.schema import kit, make_kit_tables
from cabos.testing.stack import Stack
from sqlalchemy import Connection, create_engine, inspect, text

# What version 0.1.0 had otherwise.
EARLIER = """
    DROP TABLE delivery;
    DROP INDEX journal_position_once;
    ALTER TABLE journal DROP COLUMN partition, ADD CONSTRAINT journal_position_key UNIQUE (position);
    ALTER TABLE registered_reader DROP CONSTRAINT registered_reader_pkey, DROP COLUMN partition, ADD PRIMARY KEY (name);
    ALTER TABLE parked DROP COLUMN history;
    INSERT INTO journal (event_id, type, subject, dataschema, data, position, ms)
    VALUES (gen_random_uuid(), 'probe.number.counted.v1', 'a', '', '{}', 1, 1);
    INSERT INTO registered_reader (name, position) VALUES ('listener', 1);
"""


def shape(connection: Connection) -> dict[str, Any]:
    """Columns, keys and indexes of every table of the kit."""
    seen = inspect(connection)
    return {
        name: (
            sorted((column["name"], str(column["type"]), column["nullable"]) for column in seen.get_columns(name)),
            seen.get_pk_constraint(name)["constrained_columns"],
            sorted((index["name"], index["column_names"], index["unique"]) for index in seen.get_indexes(name)),
        )
        for name in kit.tables
    }


def test_tables_of_an_earlier_version_are_brought_up_and_keep_what_they_hold(stack: Stack) -> None:
    with stack.fresh_database("schema") as url:
        engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
        with engine.begin() as connection:
            make_kit_tables(connection)
            fresh = shape(connection)
            connection.execute(text(EARLIER))

            make_kit_tables(connection)
            make_kit_tables(connection)

            assert shape(connection) == fresh
            assert connection.execute(text("SELECT partition, position FROM journal")).all() == [(0, 1)]
            assert connection.execute(text("SELECT partition, name FROM registered_reader")).all() == [(0, "listener")]
            assert connection.execute(text("SELECT partitions, epoch FROM delivery")).all() == [(1, 1)]
        engine.dispose()
