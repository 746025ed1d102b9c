"""A short run of the harness: most kinds of fault once, and nothing is lost, doubled or reordered."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from cabos.testing import eventually

HARNESS = [sys.executable, "-m", "tests.faults"]
SEED = 2018
MINUTES = 1.2
PATIENCE_S = 300


def test_cabos_keeps_its_promises_whatever_breaks(tmp_path: Path) -> None:
    asked = [f"SEED={SEED}", f"MINUTES={MINUTES}", "SERVER=valkey", "DESIGNS=cabos", f"INTO={tmp_path}"]

    done = subprocess.run([*HARNESS, *asked], capture_output=True, text=True, timeout=PATIENCE_S, check=False)

    assert done.returncode == 0, done.stderr + done.stdout
    [cabos] = json.loads((tmp_path / "faults-valkey.json").read_text())["designs"]
    assert sum(cabos["faults"].values()) >= 12
    verdict = cabos["verdict"]
    assert verdict["facts"] > 1_000
    assert (verdict["lost"], verdict["duplicates"], verdict["misordered"], verdict["unfounded"]) == (0, 0, 0, 0)
    assert (verdict["dead_as_injected"], verdict["dead_beyond"]) == (2 * verdict["injected"], 0)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
async def test_a_run_that_is_ended_leaves_no_process(tmp_path: Path, number: signal.Signals) -> None:
    said = tmp_path / "said"
    harness = _started(tmp_path, said)
    await eventually(lambda: b"fault 1 " in said.read_bytes(), PATIENCE_S)
    assert len(_working_in(tmp_path)) > 8

    harness.send_signal(number)

    assert await eventually(lambda: harness.poll() is not None, PATIENCE_S)
    await eventually(lambda: not _working_in(tmp_path), PATIENCE_S)


def _started(folder: Path, said: Path) -> "subprocess.Popen[bytes]":
    environment = os.environ | {"TMPDIR": str(folder)}
    with said.open("wb") as output:
        return subprocess.Popen([*HARNESS, "MINUTES=2", f"INTO={folder}"], stderr=output, env=environment)


def _working_in(folder: Path) -> list[int]:
    """The processes whose command names the folder."""
    found = []
    for command in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if os.fsencode(folder) in command.read_bytes():
                found.append(int(command.parent.name))
        except OSError:
            continue
    return found


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("SERVER=memcached", "SERVER is valkey or redis, not memcached"),
        ("DESIGNS=cabos,hope", "DESIGNS are cabos, textbook, defaults, not hope"),
        ("MINUTES=some", "SEED is a whole number, MINUTES is a number"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(asked: str, said: str) -> None:
    done = subprocess.run([*HARNESS, asked], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (2, f"{said}\n")
