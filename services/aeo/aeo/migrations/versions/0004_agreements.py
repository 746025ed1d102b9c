"""The life of an agreement in dated steps, and one live agreement for each pair of programmes."""

# ruff: noqa: S608  # the names of the tables are those below
import json
from typing import Any

import sqlalchemy as sa
from alembic import op
from cabos.history import add_columns

revision = "0004"
down_revision = "0003"

STAGES = (
    "'contact', 'planned', 'under_negotiation', 'signed', 'pilot', 'partially_in_force', 'in_force', 'suspended', "
    "'superseded', 'terminated'"
)
FORMER_STAGES = STAGES.replace("'suspended', ", "").replace(", 'terminated'", "")
BEGUN = "'partially_in_force', 'in_force', 'suspended', 'superseded', 'terminated'"
FORMER_BEGUN = "'partially_in_force', 'in_force', 'superseded'"
KINDS = (
    "'letter_of_intent', 'joint_work_plan', 'action_plan', 'arrangement', 'agreement', 'joint_committee_decision', "
    "'administrative_directive', 'trade_agreement_annex', 'bloc_to_bloc', 'other'"
)
WORDS = [
    ("letter_of_intent", "(letter|statement|declaration) of intent"),
    ("action_plan", "action plan"),
    ("joint_work_plan", "work ?plan"),
    ("bloc_to_bloc", "bloc[- ]to[- ]bloc"),
    ("administrative_directive", "directive"),
    ("trade_agreement_annex", "annex"),
    ("joint_committee_decision", "decision"),
    ("arrangement", "arrangement|arreglo|mra|arm"),
    ("agreement", "agreement|acuerdo"),
]
TALKS = {"contact": "contact", "planned": "planned", "under_negotiation": "negotiated"}


def upgrade() -> None:
    add_columns(
        op,
        "agreement",
        sa.Column("source", sa.Text, nullable=False, server_default=""),
        sa.Column("instrument_kind", sa.Text, nullable=False, server_default="other"),
        sa.Column("plurilateral", sa.Boolean, nullable=False, server_default="false"),
        sa.Column("live_pair", sa.Text),
        sa.Column("due_on", sa.Date),
        sa.Column("review_every_months", sa.Integer),
        sa.Column("review_due_on", sa.Date),
        sa.Column("review_announced_for", sa.Date),
    )
    add_columns(
        op, "work_plan", sa.Column("instrument_kind", sa.Text, nullable=False, server_default="joint_work_plan")
    )
    _constrain(STAGES, BEGUN)
    # What was known of the past is told in the new words too; it is the past of the register that must not grow.
    for table in ("agreement", "work_plan"):
        op.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_remembers")
    for table in ("agreement", "agreement_past"):
        _tell_steps(table)
        _tell_kind(table)
        op.execute(f"UPDATE {table} SET source = record->>'source', plurilateral = cardinality(parties) > 2")
        op.execute(f"UPDATE {table} SET due_on = {_latest('enters_into_force_on')}")
        op.drop_column(table, "stage_recorded_on")
    for table in ("work_plan", "work_plan_past"):
        _tell_kind(table)
    for table in ("agreement", "work_plan"):
        op.execute(f"ALTER TABLE {table} ENABLE TRIGGER {table}_remembers")
        op.create_check_constraint(f"{table}_instrument_kind", table, f"instrument_kind IN ({KINDS})")
    op.drop_index("agreement_due", "agreement")
    op.create_index("agreement_due", "agreement", ["due_on"], postgresql_where=sa.text("due_on IS NOT NULL"))
    op.create_index(
        "agreement_review_due", "agreement", ["review_due_on"], postgresql_where=sa.text("review_due_on IS NOT NULL")
    )
    # No pair of programmes of the known agreements occurs twice: the overlaps among them are of plans, which are no
    # agreements, and of plurilateral ones. Were there two, one record would keep the place and the other get none.
    op.execute(
        "UPDATE agreement SET live_pair = NULL WHERE EXISTS"
        " (SELECT FROM agreement other WHERE other.live_pair = agreement.live_pair AND other.id < agreement.id)"
    )
    # Names of programmes are too long for an index, their digests are not.
    op.create_index(
        "agreement_one_live_for_a_pair",
        "agreement",
        [sa.text("md5(live_pair)")],
        unique=True,
        postgresql_where=sa.text("live_pair IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("agreement_one_live_for_a_pair", "agreement")
    op.drop_index("agreement_review_due", "agreement")
    op.drop_index("agreement_due", "agreement")
    add_columns(op, "agreement", sa.Column("stage_recorded_on", sa.Date))
    op.execute("ALTER TABLE agreement DISABLE TRIGGER agreement_remembers")
    for table in ("agreement", "agreement_past"):
        op.execute(f"UPDATE {table} SET stage_recorded_on = opened_on")
    op.alter_column("agreement", "stage_recorded_on", nullable=False)
    op.execute("UPDATE agreement SET stage = 'superseded', in_force_on = NULL WHERE stage IN ('terminated')")
    op.execute("UPDATE agreement SET stage = 'in_force' WHERE stage = 'suspended'")
    op.execute("ALTER TABLE agreement ENABLE TRIGGER agreement_remembers")
    _constrain(FORMER_STAGES, FORMER_BEGUN)
    for table in ("work_plan", "work_plan_past"):
        op.drop_column(table, "instrument_kind")
    for table in ("agreement", "agreement_past"):
        for name in ("source", "instrument_kind", "plurilateral", "live_pair", "due_on"):
            op.drop_column(table, name)
        for name in ("review_every_months", "review_due_on", "review_announced_for"):
            op.drop_column(table, name)
    op.create_index(
        "agreement_due",
        "agreement",
        ["enters_into_force_on"],
        postgresql_where=sa.text("enters_into_force_on IS NOT NULL"),
    )


def _constrain(stages: str, begun: str) -> None:
    for name, rule in (
        ("agreement_stage", f"stage IN ({stages})"),
        ("agreement_in_force_on_a_day_is_in_force", f"in_force_on IS NULL OR stage IN ({begun})"),
    ):
        op.drop_constraint(name, "agreement", type_="check")
        op.create_check_constraint(name, "agreement", rule)


def _latest(column: str) -> str:
    """The last day of an imprecise one, in SQL."""
    return (
        f"CASE length({column}) WHEN 10 THEN {column}::date "
        f"WHEN 7 THEN (({column} || '-01')::date + interval '1 month - 1 day')::date "
        f"WHEN 4 THEN ({column} || '-12-31')::date END"
    )


def _tell_kind(table: str) -> None:
    cases = " ".join(f"WHEN record->>'instrument' ~* '{words}' THEN '{kind}'" for kind, words in WORDS)
    op.execute(f"UPDATE {table} SET instrument_kind = CASE {cases} ELSE 'other' END")


def _tell_steps(table: str) -> None:
    connection = op.get_bind()
    columns = "ctid, parties, stage, opened_on, stage_recorded_on, signed_on, signed_at, conference_id, in_force_on, "
    found = connection.execute(sa.text(f"SELECT {columns} enters_into_force_on, record FROM {table} FOR UPDATE"))
    told = "steps = cast(:steps AS jsonb), live_pair = :pair"
    write = sa.text(f"UPDATE {table} SET {told} WHERE ctid = cast(:ctid AS tid)")
    for row in found.mappings().all():
        steps = _steps(row)
        values = {"ctid": row["ctid"], "steps": json.dumps(steps), "pair": _pair(row, {each["kind"] for each in steps})}
        connection.execute(write, values)


def _pair(row: Any, kinds: set[str]) -> str | None:
    if len(row["parties"]) > 2 or "signed" not in kinds or "replaced" in kinds:
        return None
    names = row["record"].get("programmes", {})
    return "|".join(f"{party}:{' '.join(names.get(party, '').casefold().split())}" for party in row["parties"])


def _steps(row: Any) -> list[dict[str, Any]]:
    """What the columns of before tell, step by step."""
    record, stage = row["record"], row["stage"]
    said = {"source": record["source"], "confidence": record.get("confidence")}
    steps: list[dict[str, Any]] = []

    def step(kind: str, on: str | None, recorded_on: Any, **more: Any) -> None:
        id_ = "-".join([kind.replace("_", "-"), *([more["party"].lower()] if "party" in more else [])])
        known = {"recorded_on": recorded_on.isoformat(), "announced_on": recorded_on.isoformat()}
        steps.append({"id": id_, "kind": kind, "on": on, **said, **known, **more})

    was, found_on, since = record.get("stage", "under_negotiation"), row["opened_on"], row["stage_recorded_on"]
    signed = stage in ("signed", "partially_in_force", "in_force") or row["signed_on"]
    if was in TALKS:
        step(TALKS[was], None, found_on)
    if signed:
        where = {"place": row["signed_at"], "conference_id": row["conference_id"] and str(row["conference_id"])}
        step("signed", row["signed_on"], since if was in TALKS or was == "pilot" else found_on, **where)
    if "pilot" in (was, stage):
        step("piloted", None, found_on if was == "pilot" else since)
    for party, day in record.get("party_in_force", {}).items():
        step("in_force", day, found_on, party=party)
    if was == "partially_in_force" and not record.get("party_in_force"):
        step("partly_in_force", record.get("in_force_on"), found_on)
    if stage == "in_force" or (row["in_force_on"] and stage == "superseded"):
        step("in_force", row["in_force_on"], since)
    if row["enters_into_force_on"]:
        step("in_force", row["enters_into_force_on"], since, announced_on=None)
    if stage == "superseded":
        step("replaced", None, since)
    return steps
