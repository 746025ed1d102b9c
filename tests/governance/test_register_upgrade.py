"""A register of an earlier version is upgraded, with what it says and what it said, and goes back."""

from collections.abc import Iterator

import pytest
from alembic import command
from alembic.config import Config
from cabos.migrations import configuration
from cabos.testing.stack import Stack
from governance.app import service
from sqlalchemy import Connection, create_engine, text

BEFORE = """
    INSERT INTO region (code, name) VALUES ('AMS', 'Americas/Caribbean');
    INSERT INTO member (economy, name, region, membership, kind, joined_on, source, version)
        VALUES ('MX', 'Mexico', 'AMS', 'member', 'state', '1988-02-08', 'test', 1);
    INSERT INTO council_session (id, numbers, opens_on, source, version)
        VALUES ('00000000-0000-0000-0000-000000000132', '{132}', '2018-06-28', 'test', 1);
"""
NAMED = "SELECT name, names -> 0 ->> 'value', memberships -> 0 ->> 'from_on', founding_member FROM {}"


@pytest.fixture
def earlier(stack: Stack) -> Iterator[tuple[Connection, Config]]:
    with stack.fresh_database("upgraded") as url:
        config = configuration(service.migrations, url)
        command.upgrade(config, "0003")
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(BEFORE))
            connection.execute(text("UPDATE member SET name = 'United Mexican States'"))
            yield connection, config
        engine.dispose()


def test_what_the_register_says_begins_the_histories(earlier: tuple[Connection, Config]) -> None:
    connection, config = earlier

    command.upgrade(config, "0004")

    rows = [connection.execute(text(NAMED.format(table))).all() for table in ("member", "member_past")]
    assert rows == [
        [("United Mexican States", "United Mexican States", "1988-02-08", False)],
        [("Mexico", "Mexico", "1988-02-08", False)],
    ]
    assert connection.execute(text("SELECT body FROM council_session")).scalar_one() == "council"


def test_the_upgrade_goes_back(earlier: tuple[Connection, Config]) -> None:
    connection, config = earlier
    command.upgrade(config, "0004")

    command.downgrade(config, "0003")
    command.upgrade(config, "0004")

    assert [row[0] for row in connection.execute(text(NAMED.format("member")))] == ["United Mexican States"]
