"""What a run has shown is said in full: on the page, and for machines."""

import json
from dataclasses import replace
from pathlib import Path

from tests.faults.judge import Verdict
from tests.faults.report import write_pages
from tests.faults.run import Outcome

OUTCOME = Outcome(
    design="cabos",
    faults={"FLUSHALL": 2, "black hole before Redis": 1},
    not_injected={"disk of Redis full": "mount was refused"},
    rolled_back=3,
    ended_by_themselves=0,
    seconds=61.0,
    verdict=Verdict(facts=1200, injected=4, lost=1, dead_as_injected=8, recovery={"FLUSHALL": 0.25}),
    versions={"PostgreSQL": "18.6", "Valkey": "9.1.2"},
)


def test_the_page_says_what_was_asked_counted_and_left_out(tmp_path: Path) -> None:
    write_pages("valkey", 7, 1.5, [OUTCOME], tmp_path)

    page = (tmp_path / "faults-valkey.md").read_text()
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in page.splitlines() if line.startswith("|")]
    assert "make faults SEED=7 MINUTES=1.5 SERVER=valkey DESIGNS=cabos" in page
    assert "PostgreSQL 18.6, Valkey 9.1.2" in page
    assert ["cabos", "3", "1,200", "1", "0", "0", "0", "8 / 8", "0", "0.2 s"] in cells
    assert ["FLUSHALL", "2", "0.2 s"] in cells
    assert ["disk of Redis full", "0", "not injected"] in cells
    assert "not injected for cabos: disk of Redis full, for mount was refused" in page


def test_machines_read_the_same_figures(tmp_path: Path) -> None:
    write_pages("valkey", 7, 1.5, [OUTCOME], tmp_path)

    known = json.loads((tmp_path / "faults-valkey.json").read_text())
    [cabos] = known["designs"]
    assert (known["seed"], known["minutes"], known["versions"]["Valkey"]) == (7, 1.5, "9.1.2")
    assert (cabos["verdict"]["facts"], cabos["verdict"]["lost"]) == (1200, 1)
    assert cabos["faults"] == OUTCOME.faults


def test_what_an_earlier_run_of_the_same_plan_has_found_of_other_designs_stays(tmp_path: Path) -> None:
    other = replace(OUTCOME, design="textbook", not_injected={})
    write_pages("valkey", 7, 1.5, [OUTCOME, other], tmp_path)
    write_pages("valkey", 7, 1.5, [replace(OUTCOME, seconds=70.0)], tmp_path)
    once = json.loads((tmp_path / "faults-valkey.json").read_text())["designs"]
    page = (tmp_path / "faults-valkey.md").read_text()
    write_pages("valkey", 8, 1.5, [OUTCOME], tmp_path)
    another_plan = json.loads((tmp_path / "faults-valkey.json").read_text())["designs"]

    assert [(design["design"], design["seconds"]) for design in once] == [("cabos", 70.0), ("textbook", 61.0)]
    assert "in an earlier run of the same plan: textbook" in page
    assert [design["design"] for design in another_plan] == ["cabos"]
