"""The second time: what a table said at any earlier moment, kept by the database itself."""

from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Column, DateTime, Select, Table, column, select, table, text
from sqlalchemy.orm import aliased
from sqlmodel import SQLModel

M = TypeVar("M", bound=SQLModel)

# All that one transaction changes has one moment, its beginning. By name, so that a column may be added later.
_REMEMBER = """
    CREATE OR REPLACE FUNCTION remember() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE moment timestamptz := greatest(now(), OLD.known_from);
    BEGIN
        IF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM OLD THEN
            RETURN NEW;
        END IF;
        IF moment > OLD.known_from THEN
            EXECUTE format(
                'INSERT INTO %1$I SELECT '
                '(jsonb_populate_record(NULL::%1$I, $1 || jsonb_build_object(''known_until'', $2))).*',
                TG_TABLE_NAME || '_past'
            ) USING to_jsonb(OLD), moment;
        END IF;
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        NEW.known_from := moment;
        RETURN NEW;
    END $$
"""


def remember(op: Any, *tables: str) -> None:
    """For migrations: from now on each table keeps in `<table>_past` what it said, and from when until when."""
    op.execute(_REMEMBER)
    for name in tables:
        op.add_column(name, Column("known_from", DateTime(timezone=True), nullable=False, server_default=text("now()")))
        op.execute(f"CREATE TABLE {name}_past (LIKE {name}, known_until timestamptz NOT NULL)")
        op.execute(f"CREATE INDEX {name}_past_known ON {name}_past (known_until, known_from)")
        op.execute(
            f"CREATE TRIGGER {name}_remembers BEFORE UPDATE OR DELETE ON {name}"
            " FOR EACH ROW EXECUTE FUNCTION remember()"
        )


def add_columns(op: Any, name: str, *columns: Column[Any]) -> None:
    """For migrations: columns for a table that is remembered; its past has none of them."""
    for new in columns:
        op.add_column(name, new)
        op.add_column(f"{name}_past", Column(new.name, new.type, nullable=True))


def past_of(model: type[M], key: Any) -> Select[Any]:
    """What the row of that key said earlier, the newest first, in the columns of the model."""
    present: Table = model.__table__  # type: ignore[attr-defined]
    columns = [column(each.name, each.type) for each in present.columns]
    past = table(f"{present.name}_past", *columns, column("known_until"))
    [id_] = present.primary_key
    found = select(*(past.c[each.name] for each in columns)).where(past.c[id_.name] == key)
    return found.order_by(past.c.known_until.desc())


def forget(op: Any, *tables: str) -> None:
    """For migrations that go back: the tables keep their present only."""
    for name in tables:
        op.execute(f"DROP TRIGGER {name}_remembers ON {name}")
        op.drop_table(f"{name}_past")
        op.drop_column(name, "known_from")


def as_known(model: type[M], at: datetime | None) -> type[M]:
    """The model, to be selected from as it was known at that instant; as it is now when there is none.

    Rows of the past are rows of the present to whoever reads them, and must not be changed: use them in queries only.
    """
    if at is None:
        return model
    present: Table = model.__table__  # type: ignore[attr-defined]
    names = [each.name for each in present.columns]
    # The models know nothing of the columns of history.
    now, past = (
        table(name, *(column(each.name, each.type) for each in present.columns), *map(column, of_history))
        for name, of_history in (
            (present.name, ["known_from"]),
            (f"{present.name}_past", ["known_from", "known_until"]),
        )
    )
    found = select(*(now.c[name] for name in names)).where(now.c.known_from <= at)
    found_past = select(*(past.c[name] for name in names)).where(past.c.known_from <= at, past.c.known_until > at)
    known = found.union_all(found_past).subquery(f"{present.name}_known")
    return aliased(model, known, adapt_on_names=True)
