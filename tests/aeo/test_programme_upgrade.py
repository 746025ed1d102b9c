"""Programmes of an earlier version are upgraded with their past, and go back."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from aeo.app import service
from aeo.model.naming import Names
from aeo.model.programme_facts import Count
from aeo.model.programme_state import States, state_on
from alembic import command
from alembic.config import Config
from cabos.migrations import configuration
from cabos.testing.stack import Stack
from pydantic import TypeAdapter
from sqlalchemy import Connection, create_engine, text

ROW = """
    INSERT INTO programme (id, economy, name, state, record, version)
    VALUES (:id, :economy, :name, :state, :record, 1)
"""
CONFERENCE = """
    INSERT INTO conference_projection (id, name, starts_on, known_since, version)
    VALUES ('00000000-0000-0000-0000-000000000021', 'XXI', '2018-04-16', 1, 1)
"""


def row(number: int, economy: str, state: str, **facts: Any) -> dict[str, Any]:
    record = {"economy": economy, "name": "OEA", "state": state, "source": "test", "confidence": "high"}
    id_ = f"00000000-0000-0000-0000-00000000000{number}"
    return {"id": id_, "economy": economy, "name": "OEA", "state": state, "record": json.dumps(record | facts)}


ROWS = [
    row(1, "PE", "operational", launch_year=2012, operators=70, operators_as_of="Dec 2015", scope="one tier"),
    row(2, "MX", "under_development", operator_types=["Customs broker", "importer"], launch_year=None),
    row(3, "HN", "unknown", operator_types=None, operators=None),
]


@pytest.fixture
def earlier(stack: Stack) -> Iterator[tuple[Connection, Config]]:
    with stack.fresh_database("upgraded_programmes") as url:
        config = configuration(service.migrations, url)
        command.upgrade(config, "0004")
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for values in ROWS:
                connection.execute(text(ROW), values)
            connection.execute(text(CONFERENCE))
            connection.execute(text("UPDATE programme SET name = 'OEA-2'"))
            yield connection, config
        engine.dispose()


def test_what_was_entered_begins_the_histories_now_and_in_the_past(earlier: tuple[Connection, Config]) -> None:
    connection, config = earlier

    command.upgrade(config, "0005")

    for table, name in (("programme", "OEA-2"), ("programme_past", "OEA")):
        rows = connection.execute(text(f"SELECT * FROM {table} ORDER BY id")).mappings().all()
        assert [each["source"] for each in rows] == ["test"] * 3
        assert [each["launched_on"] for each in rows] == ["2012", None, None]
        assert [each["operator_types"] for each in rows] == [None, ["customs_broker", "importer"], None]
        for each in rows:
            [named] = TypeAdapter(Names).validate_python(each["names"])
            states = TypeAdapter(States).validate_python(each["states"])
            assert (named.name, named.recorded_on) == (name, datetime.now(UTC).date())
            assert [state.state for state in states] == [each["state"]]
        assert state_on(TypeAdapter(States).validate_python(rows[0]["states"]), date(2013, 1, 1)).state == "operational"
        [count] = TypeAdapter(tuple[Count, ...]).validate_python(rows[0]["counts"])
        assert (count.operators, count.words) == (70, "Dec 2015")
        assert (rows[0]["scope"], rows[1]["counts"], rows[2]["counts"]) == ("one tier", [], [])


def test_the_upgrade_goes_back(earlier: tuple[Connection, Config]) -> None:
    connection, config = earlier
    command.upgrade(config, "0005")
    connection.execute(text("UPDATE conference_projection SET starts_on = NULL, cancelled = true"))
    connection.execute(
        text("UPDATE programme SET state = 'planned', states = '[{\"state\": \"planned\"}]' WHERE economy = 'MX'")
    )

    command.downgrade(config, "0004")
    states = connection.execute(text("SELECT state FROM programme ORDER BY id")).scalars().all()
    command.upgrade(config, "0005")

    assert states == ["operational", "unknown", "unknown"]
    assert connection.execute(text("SELECT count(*) FROM conference_projection")).scalar_one() == 0
