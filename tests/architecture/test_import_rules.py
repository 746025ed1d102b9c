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

STANDING = "Services stand on the kit, the kit on the envelope, and none on another"
KIT = "The kit knows what an event is, never which exist"
CONTRACTS = "The contracts need pydantic and nothing else"
ROOMS = "A service has rooms with known names, from the door down to the model"
NEWS = "News has the same rooms, and one more in which pages are read and written"
MODEL = "The model touches no network and no web framework"
REDIS = "Only the kit speaks Redis"
TESTING = "Nobody in production imports the help for tests"

BREACHES = [
    (STANDING, "a service imports another", "governance/commands/register.py", "import aeo.model"),
    (STANDING, "the main job goes past a service's door", "main_job/client.py", "import governance.commands"),
    (STANDING, "the kit imports a service", "cabos/worker.py", "import news.app"),
    (STANDING, "the contracts import the kit", "cabos_contracts/types.py", "import cabos.refusal"),
    (KIT, "the kit imports concrete events", "cabos/relay.py", "import cabos_contracts.aeo"),
    (KIT, "the kit imports the catalogue", "cabos/wire.py", "import cabos_contracts.catalogue"),
    (KIT, "the kit imports what is added to the language later", "cabos/wire.py", "import cabos_contracts.later"),
    (CONTRACTS, "the contracts import a database", "cabos_contracts/types.py", "import sqlalchemy"),
    (ROOMS, "governance gets a room without a name", "governance/utils.py", ""),
    (ROOMS, "aeo gets a room without a name", "aeo/helpers.py", ""),
    (ROOMS, "a command looks up to the routes", "governance/commands/register.py", "import governance.api"),
    (ROOMS, "the model looks up to the commands", "aeo/model/agreement.py", "import aeo.commands"),
    (ROOMS, "routes and subscribers know each other", "aeo/subscribers.py", "import aeo.api"),
    (NEWS, "news gets a room without a name", "news/common.py", ""),
    (NEWS, "the model of news looks up to the routes", "news/model/__init__.py", "import news.api"),
    (MODEL, "a model imports the web framework", "governance/model/conference.py", "import fastapi"),
    (MODEL, "a model reaches the web framework through the kit", "aeo/model/stage.py", "import cabos.http"),
    (MODEL, "a model opens a connection", "aeo/model/stage.py", "import socket"),
    (REDIS, "a service imports the client", "news/subscribers.py", "import redis"),
    (REDIS, "a service imports the messaging framework", "aeo/subscribers.py", "import faststream.redis"),
    (TESTING, "the kit imports the help for tests", "cabos/worker.py", "import cabos.testing"),
    (TESTING, "a service imports the help for tests", "governance/app.py", "from cabos.testing import eventually"),
]


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
    # The language grows: a module that no rule names must be covered too.
    (tmp_path / "cabos_contracts/later.py").touch()
    return tmp_path


def test_every_rule_holds(copy: Path) -> None:
    told = lint(copy)

    assert told.returncode == 0, told.stdout + told.stderr
    assert f"{len({rule for rule, *_ in BREACHES})} kept, 0 broken" in told.stdout


@pytest.mark.parametrize(("rule", "breach", "path", "line"), BREACHES, ids=[breach for _, breach, *_ in BREACHES])
def test_a_breach_is_found(copy: Path, rule: str, breach: str, path: str, line: str) -> None:
    breached = copy / path
    before = breached.read_text() if breached.exists() else ""

    breached.write_text(f"{before}\n{line}\n")

    told = lint(copy)
    assert told.returncode == 1, breach
    assert f"{rule} BROKEN" in " ".join(told.stdout.split())
