"""Each import rule holds, and each is seen to fail when someone breaks it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = [
    "contracts/cabos_contracts",
    "shared/cabos",
    "services/governance/governance",
    "services/aeo/aeo",
    "services/news/news",
    "examples/main_job",
]

BREACHES = {
    "Services stand on the kit, the kit on the envelope": ("governance/commands.py", "import aeo.model"),
    "The kit knows what an event is, never which exist": ("cabos/relay.py", "import cabos_contracts.aeo"),
    "The contracts need pydantic and nothing else": ("cabos_contracts/types.py", "import sqlalchemy"),
    "A service has rooms with known names, from the door down to the model": ("aeo/utils.py", ""),
    "News has the same rooms, and one more in which pages are read and written": (
        "news/model/story.py",
        "import news.api",
    ),
    "The model touches no network and no web framework": ("governance/model/conference.py", "import fastapi"),
    "Only the kit speaks Redis": ("news/subscribers.py", "import redis"),
    "Nobody in production imports the help for tests": ("cabos/worker.py", "import cabos.testing"),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """All packages side by side, where a rule may be broken."""
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / Path(package).name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_rule_holds(copy: Path) -> None:
    told = lint(copy)

    assert told.returncode == 0, told.stdout + told.stderr
    assert f"{len(BREACHES)} kept, 0 broken" in told.stdout


@pytest.mark.parametrize("rule", BREACHES)
def test_a_breach_is_found(copy: Path, rule: str) -> None:
    path, line = BREACHES[rule]
    breached = copy / path

    breached.write_text((breached.read_text() if breached.exists() else "") + f"\n{line}\n")

    told = lint(copy)
    assert told.returncode == 1
    assert f"{rule} BROKEN" in " ".join(told.stdout.split())
