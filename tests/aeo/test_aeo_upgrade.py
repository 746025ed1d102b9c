"""A register of agreements of an earlier version is upgraded with its past, and goes back."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from aeo.app import service
from aeo.model.course import Course
from aeo.model.life import Steps
from alembic import command
from alembic.config import Config
from cabos.migrations import configuration
from cabos.testing.stack import Stack
from pydantic import TypeAdapter
from sqlalchemy import Connection, create_engine, text

ROW = """
    INSERT INTO agreement (id, name, parties, stage, opened_on, stage_recorded_on, signed_on, in_force_on,
        enters_into_force_on, record, version)
    VALUES (:id, 'A', '{BR,MX}', :stage, '2024-06-01', '2025-03-01', :signed_on, :in_force_on, :due, :record, 2)
"""


def row(number: int, stage: str, was: str, **days: str | None) -> dict[str, Any]:
    record = {"name": "A", "parties": ["BR", "MX"], "stage": was, "source": "test", "instrument": "MRA"}
    days = {"signed_on": None, "in_force_on": None, "due": None} | days
    programmes = {"BR": f"OEA {number}"}
    return {
        "id": f"00000000-0000-0000-0000-00000000000{number}",
        "stage": stage,
        "record": json.dumps(record | {"programmes": programmes}),
        **days,
    }


ROWS = [
    row(1, "in_force", "planned", signed_on="2021-05", in_force_on="2022"),
    row(2, "signed", "signed", due="2999-03"),
    row(3, "superseded", "superseded", signed_on="2012", in_force_on="2013"),
    row(4, "partially_in_force", "partially_in_force", in_force_on="2024-03"),
    row(5, "pilot", "pilot"),
    row(6, "under_negotiation", "under_negotiation"),
]


@pytest.fixture
def earlier(stack: Stack) -> Iterator[tuple[Connection, Config]]:
    with stack.fresh_database("upgraded_aeo") as url:
        config = configuration(service.migrations, url)
        command.upgrade(config, "0003")
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for values in ROWS:
                connection.execute(text(ROW), values)
            connection.execute(text("UPDATE agreement SET name = 'B'"))
            yield connection, config
        engine.dispose()


def test_former_columns_become_steps_now_and_in_the_past(earlier: tuple[Connection, Config]) -> None:
    connection, config = earlier

    command.upgrade(config, "0004")

    for table, name in (("agreement", "B"), ("agreement_past", "A")):
        found = connection.execute(text(f"SELECT * FROM {table} ORDER BY id")).mappings().all()
        assert [each["name"] for each in found] == [name] * 6
        for each in found:
            steps = TypeAdapter(Steps).validate_python(each["steps"])
            course = Course(("BR", "MX"), steps)
            assert str(course.reached().stage) == each["stage"]
            assert course.on(date(2026, 1, 1)).stage == each["stage"]
            assert (each["source"], each["instrument_kind"]) == ("test", "arrangement")
        assert [each["due_on"] for each in found] == [None, date(2999, 3, 31), None, None, None, None]
        places = [each["live_pair"] is not None for each in found]
        assert places == [True, True, False, True, False, False]


def test_the_upgrade_goes_back(earlier: tuple[Connection, Config]) -> None:
    connection, config = earlier
    command.upgrade(config, "0004")

    command.downgrade(config, "0003")
    command.upgrade(config, "0004")

    assert connection.execute(text("SELECT count(*) FROM agreement")).scalar_one() == 6


CLAIM = """
    INSERT INTO claim (id, kind, record, field, value, source, preferred, reason, made_by, made_at)
    VALUES (:id, 'agreement', :record, 'signed_on', '"2021"', 'test', :preferred, :reason, 'test', '2025-01-01')
"""


def test_what_is_preferred_is_taken_over(earlier: tuple[Connection, Config]) -> None:
    connection, config = earlier
    record = ROWS[0]["id"]
    for number, preferred, reason in ((1, True, "the deed"), (2, False, "the minutes"), (3, False, None)):
        values = {"id": f"00000000-0000-0000-0000-00000000001{number}", "record": record}
        connection.execute(text(CLAIM), {**values, "preferred": preferred, "reason": reason})

    command.upgrade(config, "head")

    found = connection.execute(text("SELECT reason, until IS NULL FROM preference ORDER BY claim_id")).all()
    assert found == [("the deed", True), ("the minutes", False)]
    command.downgrade(config, "0010")
    command.upgrade(config, "head")
    assert connection.execute(text("SELECT count(*) FROM preference")).scalar_one() == 2
