"""A letter of intent may lead to a plan, and a plan to a later one."""

import sqlalchemy as sa
from alembic import op
from cabos.history import add_columns

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    add_columns(op, "work_plan", sa.Column("leads_to_plan", sa.Uuid))
    op.create_foreign_key("work_plan_leads_to_plan_fkey", "work_plan", "work_plan", ["leads_to_plan"], ["id"])
    op.create_index("ix_work_plan_leads_to_plan", "work_plan", ["leads_to_plan"])


def downgrade() -> None:
    op.execute("ALTER TABLE work_plan DISABLE TRIGGER work_plan_remembers")
    for table in ("work_plan", "work_plan_past"):
        op.execute(f"UPDATE {table} SET record = record - 'leads_to_plan'")  # noqa: S608
    op.execute("ALTER TABLE work_plan ENABLE TRIGGER work_plan_remembers")
    for table in ("work_plan", "work_plan_past"):
        op.drop_column(table, "leads_to_plan")
