"""Who signed a plan and who tells so, and types of operators in one spelling; agreements have it in their steps."""

# ruff: noqa: S608  # the names of the tables are those below
import sqlalchemy as sa
from alembic import op
from cabos.history import add_columns
from sqlalchemy.dialects.postgresql import JSONB

revision = "0009"
down_revision = "0008"

COLUMNS = ("signatories", "signature_source", "signature_confidence")


def upgrade() -> None:
    kinds = (JSONB, sa.Text, sa.Text)
    add_columns(op, "work_plan", *(sa.Column(name, kind) for name, kind in zip(COLUMNS, kinds, strict=True)))
    # What is asked for is one spelling too; the past of the register is told in it and must not grow.
    op.execute("ALTER TABLE recognition DISABLE TRIGGER recognition_remembers")
    for table in ("recognition", "recognition_past"):
        for column in ("operator_types", "except_types"):
            spelt = r"regexp_replace(btrim(lower(each)), '[\s_-]+', '_', 'g')"
            op.execute(
                f"UPDATE {table} SET {column} = (SELECT array_agg({spelt} ORDER BY place)"
                f" FROM unnest({column}) WITH ORDINALITY AS listed (each, place)) WHERE cardinality({column}) > 0"
            )
    op.execute("ALTER TABLE recognition ENABLE TRIGGER recognition_remembers")


def downgrade() -> None:
    for name in ("agreement", "work_plan"):
        op.execute(f"ALTER TABLE {name} DISABLE TRIGGER {name}_remembers")
    for table in ("agreement", "agreement_past", "work_plan", "work_plan_past"):
        op.execute(f"UPDATE {table} SET record = record - 'signatories'")
    for table in ("agreement", "agreement_past"):
        op.execute(
            f"UPDATE {table} SET steps = (SELECT jsonb_agg(each - 'signatories' ORDER BY place)"
            " FROM jsonb_array_elements(steps) WITH ORDINALITY AS listed (each, place)) WHERE steps <> '[]'"
        )
    for name in ("agreement", "work_plan"):
        op.execute(f"ALTER TABLE {name} ENABLE TRIGGER {name}_remembers")
    for table in ("work_plan", "work_plan_past"):
        for name in COLUMNS:
            op.drop_column(table, name)
