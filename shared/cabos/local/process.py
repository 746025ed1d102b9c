"""A process of this machine that cannot outlive whoever started it."""

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from cabos.local.binaries import NoServer

GUARD = Path(__file__).with_name("guard.py")
PATIENCE_S = 60.0
LOOK_EVERY_S = 0.02


class Guarded:
    """A command under guard; it ends with `stop()`, or when this process does, in whatever way."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        log: Path,
        stop_signal: str = "SIGTERM",
        env: Mapping[str, str] | None = None,
    ) -> None:
        self.name = name
        self.log = log
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                # A session of its own: Ctrl-C reaches the starter, which then stops everything in its order.
                [sys.executable, "-I", "-S", str(GUARD), stop_signal, *command],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                env=env,
                start_new_session=True,
            )

    @property
    def running(self) -> bool:
        return self.process.poll() is None

    def last_words(self, lines: int = 5) -> str:
        """The end of its log, for an error message."""
        return "\n".join(self.log.read_text(errors="replace").strip().splitlines()[-lines:])

    def wait_until(self, ready: Callable[[], bool], patience_s: float = PATIENCE_S) -> None:
        """Return when `ready()`; raises `NoServer` with the process's last words when it ends or takes too long."""
        deadline = time.monotonic() + patience_s
        try:
            while not ready():
                if not self.running:
                    raise NoServer(f"{self.name} ended at once. Its last words ({self.log}):\n{self.last_words()}")
                if time.monotonic() > deadline:
                    raise NoServer(
                        f"{self.name} was not ready after {patience_s:.0f} s. See {self.log}:\n{self.last_words()}"
                    )
                time.sleep(LOOK_EVERY_S)
        except BaseException:
            # Whoever waits has no other hold on it yet, and Ctrl-C comes at any time.
            self.stop()
            raise

    def ask_to_stop(self) -> None:
        """Begin to end it, so that several can end at the same time."""
        if self.process.stdin is not None:
            self.process.stdin.close()

    def stop(self) -> None:
        """End it and wait until it is gone; harmless when it is."""
        self.ask_to_stop()
        self.process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def port_taken(port: int) -> bool:
    """Whether someone listens on the loopback port (or it cannot be had)."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def require_port(port: int, what: str, variable: str) -> None:
    """Raises `NoServer` in one sentence when `port` cannot be had."""
    if port_taken(port):
        raise NoServer(f"Port {port} for {what} is taken: stop what listens there, or set {variable} to a free port.")
