"""Processes that are measured from outside, and that never outlive the measurement."""

import re
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from cabos.local import Guarded

from benchmarks.ground import Ground

HAS_PROC = Path("/proc/self/status").exists()
"""Memory is read from Linux's /proc."""


@contextmanager
def parts(ground: Ground, folder: Path, *names: str) -> Iterator[dict[str, Guarded]]:
    """A relay and a reader, each a process of its own, until the block ends."""
    with ExitStack() as stack:
        running = {}
        for name in names:
            command = [sys.executable, "-m", "benchmarks.part", name, ground.database_url, ground.redis_url]
            running[name] = Guarded(name, command, log=folder / f"{name}.log")
            stack.callback(running[name].stop)
        yield running


def resident_mib(guarded: Guarded) -> float:
    """Of the process itself, not of the guard that is its parent."""
    guard = guarded.process.pid
    [pid] = Path(f"/proc/{guard}/task/{guard}/children").read_text().split()
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found[1]) / 1024
