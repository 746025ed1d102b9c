"""Priorities with the instruments they rest on, and regional bodies with their steps and contact points."""

import sqlalchemy as sa
from alembic import op
from cabos.history import forget, remember
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0009"
down_revision = "0008"

REMEMBERED = ("instrument", "priority", "regional_body", "contact_point")
PRIORITY_STAGES = ("candidate", "current", "adopted", "closed")
BODY_STAGES = ("proposed", "endorsed", "memorandum", "operational", "closed")


def upgrade() -> None:
    op.create_table(
        "instrument",
        sa.Column("code", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("translations", JSONB, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("adopted_on", sa.Text, index=True),
        sa.Column("in_force_on", sa.Text, index=True),
        sa.Column("url", sa.Text),
        sa.Column("note", sa.Text),
        *_sourced("instrument"),
        sa.CheckConstraint(
            _among(
                "kind",
                ("agreement", "convention", "framework", "nomenclature", "programme", "report", "resolution", "other"),
            ),
            name="instrument_kind",
        ),
    )
    op.create_table(
        "priority",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("level", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        *(_document(name) for name in ("translations", "instruments", "mandates", "contacts", "remarks")),
        sa.Column("note", sa.Text),
        sa.Column("stage", sa.Text, nullable=False),
        *(_document(name) for name in ("steps", "presentations", "outcomes")),
        *(sa.Column(f"surely_{stage}", sa.Date) for stage in PRIORITY_STAGES),
        *_sourced("priority"),
        sa.CheckConstraint(_among("stage", PRIORITY_STAGES), name="priority_stage"),
    )
    op.create_index("priority_of_level", "priority", ["level", "stage"])
    _index_first_day("priority", PRIORITY_STAGES)
    for name in ("instruments", "presentations"):
        op.create_index(
            f"priority_{name}", "priority", [name], postgresql_using="gin", postgresql_ops={name: "jsonb_path_ops"}
        )
    op.create_table(
        "regional_body",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("regions", ARRAY(sa.Text), nullable=False),
        sa.Column("name", sa.Text),
        sa.Column("city", sa.Text),
        sa.Column("host", sa.Text, sa.ForeignKey("member.economy"), index=True),
        sa.Column("note", sa.Text),
        sa.Column("stage", sa.Text, nullable=False),
        *(_document(name) for name in ("steps", "notes")),
        *(sa.Column(f"surely_{stage}", sa.Date) for stage in BODY_STAGES),
        *_sourced("regional_body"),
        sa.CheckConstraint(_among("kind", ("ROCB", "RTC", "RILO", "RCL", "RDTC", "VCO")), name="regional_body_kind"),
        sa.CheckConstraint(_among("stage", BODY_STAGES), name="regional_body_stage"),
        sa.CheckConstraint("cardinality(regions) > 0", name="regional_body_serves_a_region"),
    )
    op.create_index("regional_body_of_kind", "regional_body", ["kind", "stage"])
    op.create_index("regional_body_of_region", "regional_body", ["regions"], postgresql_using="gin")
    _index_first_day("regional_body", BODY_STAGES)
    op.create_table(
        "contact_point",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("regional_body_id", sa.Uuid, sa.ForeignKey("regional_body.id"), nullable=False),
        sa.Column("economy", sa.Text, sa.ForeignKey("member.economy"), nullable=False, index=True),
        _document("contacts"),
        sa.UniqueConstraint("regional_body_id", "economy", name="one_contact_point_of_an_administration"),
    )
    # Not remembered: an address is kept for as long as it is somebody's to be reached at, and no longer.
    op.create_table(
        "contact_address",
        sa.Column("contact_point_id", sa.Uuid, sa.ForeignKey("contact_point.id"), primary_key=True),
        sa.Column("email", sa.Text, nullable=False),
    )
    remember(op, *REMEMBERED)


def _document(name: str) -> sa.Column:
    return sa.Column(name, JSONB, nullable=False)


def _sourced(table: str) -> tuple[sa.Column | sa.CheckConstraint, ...]:
    return (
        sa.Column("confidence", sa.Text),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint(_among("confidence", ("high", "medium", "low")), name=f"{table}_confidence"),
    )


def _among(column: str, words: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(word) for word in words)})"


def _index_first_day(table: str, stages: tuple[str, ...]) -> None:
    """For what is there on a day: the first of the days by which a stage had surely been reached."""
    days = ", ".join(f"surely_{stage}" for stage in stages)
    op.create_index(f"{table}_by_day", table, [sa.text(f"least({days})")])


def downgrade() -> None:
    forget(op, *REMEMBERED)
    op.drop_table("contact_address")
    for table in reversed(REMEMBERED):
        op.drop_table(table)
