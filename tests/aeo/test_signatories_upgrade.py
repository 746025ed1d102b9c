"""A register without signatories gets room for them, with its past, and goes back."""

from collections.abc import Iterator

import pytest
from aeo.app import service
from alembic import command
from alembic.config import Config
from cabos.migrations import configuration
from cabos.testing.stack import Stack
from sqlalchemy import Connection, create_engine, text

ID = "00000000-0000-0000-0000-000000000001"
RECORD = '{"name": "A", "parties": ["BR", "MX"], "stage": "signed", "source": "test"}'
STEPS = '[{"id": "signed", "kind": "signed", "on": "2018-03-14", "recorded_on": "2024-06-01"}]'
ROWS = [
    f"INSERT INTO agreement (id, name, parties, stage, opened_on, record, version, steps, source)"
    f" VALUES ('{ID}', 'A', '{{BR,MX}}', 'signed', '2024-06-01', '{RECORD}', 2, '{STEPS}', 'test')",
    f"INSERT INTO work_plan (id, name, parties, drafted_on, record, version)"
    f" VALUES ('{ID}', 'A', '{{BR,MX}}', '2024-06-01', '{RECORD}', 2)",
    f"INSERT INTO recognition (id, agreement_id, certified_in, recognised_by, since, until, sure, first,"
    f" operator_types, except_types, among) VALUES ('{ID}', '{ID}', 'BR', 'MX', '2020-01-01', '2021-01-01', true,"
    f" '2020-01-01', '{{\"Integrated Operator\", Exporter}}', '{{}}', 2)",
    "UPDATE work_plan SET name = 'B'",
]


@pytest.fixture
def earlier(stack: Stack) -> Iterator[tuple[Connection, Config]]:
    with stack.fresh_database("upgraded_signatures") as url:
        config = configuration(service.migrations, url)
        command.upgrade(config, "0008")
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for row in ROWS:
                connection.execute(text(row.replace(":", r"\:")))
            yield connection, config
        engine.dispose()


def test_plans_have_room_for_signatories_and_types_have_one_spelling(earlier: tuple[Connection, Config]) -> None:
    connection, config = earlier

    command.upgrade(config, "0009")

    for table, name in (("work_plan", "B"), ("work_plan_past", "A")):
        found = connection.execute(text(f"SELECT name, signatories, signature_source FROM {table}")).all()
        assert [tuple(each) for each in found] == [(name, None, None)]
    spelt = connection.execute(text("SELECT operator_types, except_types FROM recognition")).one()
    assert tuple(spelt) == (["integrated_operator", "exporter"], [])
    assert connection.execute(text("SELECT count(*) FROM recognition_past")).scalar_one() == 0


def test_the_upgrade_goes_back_to_steps_that_the_former_version_reads(earlier: tuple[Connection, Config]) -> None:
    connection, config = earlier
    command.upgrade(config, "0009")
    said = """'[{"id"\\: "signed", "signatories"\\: [{"party"\\: "BR", "office"\\: "Secretary"}]}]'"""
    connection.execute(text(f"UPDATE agreement SET steps = {said}"))

    command.downgrade(config, "0008")

    assert connection.execute(text("SELECT steps FROM agreement")).scalar_one() == [{"id": "signed"}]
    command.upgrade(config, "0009")
