"""A short run of the harness: every kind of fault once, and nothing is lost, doubled or reordered."""

import json
import subprocess
import sys
from pathlib import Path

SEED = 2018
MINUTES = 1.2
PATIENCE_S = 300


def test_cabos_keeps_its_promises_whatever_breaks(tmp_path: Path) -> None:
    asked = [f"SEED={SEED}", f"MINUTES={MINUTES}", "SERVER=valkey", "DESIGNS=cabos", f"INTO={tmp_path}"]

    done = subprocess.run(
        [sys.executable, "-m", "tests.faults", *asked], capture_output=True, text=True, timeout=PATIENCE_S, check=False
    )

    assert done.returncode == 0, done.stderr + done.stdout
    [cabos] = json.loads((tmp_path / "faults-valkey.json").read_text())["designs"]
    assert sum(cabos["faults"].values()) >= 12
    verdict = cabos["verdict"]
    assert verdict["facts"] > 1_000
    assert (verdict["lost"], verdict["duplicates"], verdict["misordered"], verdict["unfounded"]) == (0, 0, 0, 0)
    assert (verdict["dead_as_injected"], verdict["dead_beyond"]) == (2 * verdict["injected"], 0)


def test_what_cannot_be_done_is_said_in_a_sentence(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults", "SERVER=memcached"], capture_output=True, text=True, check=False
    )

    assert done.returncode == 2
    assert done.stderr == "SERVER is valkey or redis, not memcached\n"
