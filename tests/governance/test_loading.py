"""The known facts go in by one command, again changes nothing, and a bad row is named while the rest goes in."""

import asyncio
import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.governance.conftest import Running
from tests.governance.office import Office

DATA = Path(__file__).parents[2] / "examples" / "data"

Loaded = tuple[int, dict[str, Any], str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA, tmp_path / "data"))


async def load(governance: Running, folder: Path, *options: str) -> tuple[int, str, str]:
    environment = os.environ | {
        "DATABASE_URL": governance.settings.database_url.get_secret_value(),
        "REDIS_URL": governance.settings.redis_url.get_secret_value(),
        "COLUMNS": "200",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "governance", "load", str(folder), *options, env=environment,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await process.communicate()
    return process.returncode or 0, out.decode(), err.decode()


def break_row(folder: Path, file: str, number: int, change: Callable[[dict[str, Any]], None]) -> None:
    rows = json.loads((folder / file).read_text())
    change(rows[number - 1])
    (folder / file).write_text(json.dumps(rows))


async def test_all_known_facts_go_in_and_again_nothing_changes(governance: Running) -> None:
    code, out, err = await load(governance, DATA, "--json")
    first = json.loads(out)
    again, out, err = await load(governance, DATA, "--json")
    second = json.loads(out)

    assert (code, again) == (0, 0), err
    assert first["refused"] == second["refused"] == []
    assert {row["file"]: row["taken"] for row in first["files"]} == {
        row["file"]: row["unchanged"] for row in second["files"]
    }
    assert {row["taken"] for row in second["files"]} == {0}


async def test_what_an_officer_has_entered_since_stands(office: Office, tmp_path: Path) -> None:
    rows = json.loads((DATA / "instruments.json").read_text())[:1]
    (tmp_path / "instruments.json").write_text(json.dumps(rows))
    facts = {name: value for name, value in rows[0].items() if name != "code"}
    await load(office.governance, tmp_path)
    await office.put(f"/v1/instruments/{rows[0]['code']}", **facts | {"name": "As an officer calls it"})

    code, out, err = await load(office.governance, tmp_path, "--json")

    assert code == 0, err
    assert json.loads(out)["files"][0]["unchanged"] == 1
    assert (await office.get(f"/v1/instruments/{rows[0]['code']}"))["name"] == "As an officer calls it"


async def test_a_bad_row_names_file_row_field_and_rule_and_the_rest_goes_in(governance: Running, folder: Path) -> None:
    break_row(folder, "members.json", 2, lambda row: row.update(accession="1968-02-30"))
    break_row(folder, "members.json", 3, lambda row: row.update(colour="blue"))
    break_row(folder, "members.json", 4, lambda row: row.pop("name"))
    (folder / "council_sessions.json").write_text("[{]")
    (folder / "vice_chairs.json").unlink()

    code, out, err = await load(governance, folder, "--json")

    report = json.loads(out)
    assert code == 1
    places = [(refused["file"], refused["row"], refused["field"]) for refused in report["refused"]]
    for place in [("members.json", 2, "accession"), ("members.json", 3, "colour"), ("members.json", 4, "name")]:
        assert place in places
    assert ("council_sessions.json", 0, "line 1") in places
    assert report["files"][0]["taken"] == len(json.loads((DATA / "members.json").read_text())) - 3
    assert "vice_chairs.json: not in" in err


async def test_the_report_is_a_table_for_people(governance: Running, folder: Path) -> None:
    break_row(folder, "members.json", 2, lambda row: row.update(region="MARS"))

    code, out, _ = await load(governance, folder)

    assert code == 1
    assert "taken" in out
    assert "refused" in out
    assert "members.json, row 2, region" in out


async def test_a_folder_that_is_not_there_is_told_apart(governance: Running, tmp_path: Path) -> None:
    code, _, err = await load(governance, tmp_path / "nowhere")

    assert code == 2
    assert "nowhere" in err
