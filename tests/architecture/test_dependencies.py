"""Each package declares what it imports and imports what it declares; nothing in the tree is without a caller."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ["contracts", "shared", "services/governance", "services/aeo", "services/news", "examples"]


def tool(name: str, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).with_name(name), *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def contracts(tmp_path: Path) -> Path:
    """A copy of the contracts, where a rule may be broken."""
    return Path(shutil.copytree(ROOT / "contracts", tmp_path / "contracts"))


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_declares_exactly_what_it_imports(package: str) -> None:
    told = tool("deptry", ".", folder=ROOT / package)

    assert told.returncode == 0, told.stderr


def test_an_import_that_is_not_declared_is_found(contracts: Path) -> None:
    words = contracts / "cabos_contracts/types.py"

    words.write_text(f"import sqlalchemy\n{words.read_text()}")

    told = tool("deptry", "--no-ansi", ".", folder=contracts)
    assert told.returncode == 1
    assert "DEP003 'sqlalchemy' imported but it is a transitive dependency" in told.stderr


def test_a_dependency_that_nobody_imports_is_found(contracts: Path) -> None:
    declared = contracts / "pyproject.toml"

    declared.write_text(declared.read_text().replace('"pydantic>=2.14",', '"pydantic>=2.14", "sqlalchemy",'))

    told = tool("deptry", "--no-ansi", ".", folder=contracts)
    assert told.returncode == 1
    assert "DEP002 'sqlalchemy' defined as a dependency but not used" in told.stderr


def test_a_function_without_a_caller_is_found(tmp_path: Path) -> None:
    orphan = tmp_path / "orphan.py"

    orphan.write_text("def nobody_calls_this() -> None: ...\n")

    told = tool("vulture", "--config", str(ROOT / "pyproject.toml"), str(orphan), folder=ROOT)
    assert "unused function 'nobody_calls_this'" in told.stdout
