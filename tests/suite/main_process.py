"""The main job as a person starts it: a process of its own, told by what it prints and by what it leaves behind."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from cabos.local.process import free_port, port_taken
from cabos.testing import eventually

from tests.pages import pages

PATIENCE_S = 90.0
PORTS = ("GOVERNANCE", "AEO", "NEWS", "POSTGRES", "REDIS")


class MainProcess:
    """`python -m main_job VERB PAGES` on free ports, with its data in `folder`."""

    def __init__(
        self,
        folder: Path,
        verb: str,
        files: list[Path] | None = None,
        *,
        ports: dict[str, int] | None = None,
        under: tuple[str, ...] = (),
        **environment: str,
    ) -> None:
        self.folder = folder
        self.ports = {name: free_port() for name in PORTS} | (ports or {})
        # What the session itself was started with is not handed on: each start names its own servers.
        inherited = {n: v for n, v in os.environ.items() if n not in ("DATABASE_URL", "REDIS_URL", "CABOS_HOME")}
        chosen = {f"CABOS_PORT_{name}": str(port) for name, port in self.ports.items()}
        shown = folder.parent / f"{len(list(folder.parent.glob('*.out')))}.out"
        named = [str(page.resolve()) for page in (pages() if files is None else files)]
        with shown.open("wb") as output:
            self.process = subprocess.Popen(
                [*under, sys.executable, "-m", "main_job", verb, *named],
                env=inherited | chosen | {"CABOS_HOME": str(folder)} | environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._shown = shown

    @property
    def said(self) -> str:
        return self._shown.read_text()

    async def until_said(self, words: str) -> None:
        def look() -> bool:
            assert self.process.poll() is None, self.said
            return words in self.said

        await eventually(look, PATIENCE_S)

    async def ended(self) -> int:
        """Its exit code, once it has ended by itself."""
        await eventually(lambda: self.process.poll() is not None, PATIENCE_S)
        return self.process.returncode

    def tell(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def family(self) -> set[int]:
        """Every process that stands under this one now, and itself."""
        parents = _parents()
        found = {self.process.pid}
        while more := {pid for pid, parent in parents.items() if parent in found} - found:
            found |= more
        return found

    def part(self, *command: str) -> int:
        """The process of the family whose command ends so; its guard runs the same command, but not as its own."""
        wanted = [part.encode() for part in command]
        return next(pid for pid in self.family() if _command(pid)[1:] == wanted)

    async def no_process_is_left(self, family: set[int]) -> None:
        await eventually(lambda: not family & set(_parents()))

    async def nothing_is_left(self, family: set[int]) -> None:
        """No process, no lock and no listener."""
        await self.no_process_is_left(family)
        assert not [name for name, port in self.ports.items() if port_taken(port)]
        assert not (self.folder / "lock").exists()


def _command(pid: int) -> list[bytes]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[:-1]
    except OSError:
        return []


def _parents() -> dict[int, int]:
    """The parent of every process that is alive."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if state != "Z":
            found[int(stat.parent.name)] = int(parent)
    return found
