"""A Valkey or Redis of our own."""

import socket
from collections.abc import Mapping
from pathlib import Path

from cabos.local.binaries import redis_binary
from cabos.local.process import Guarded


class LocalRedis:
    """A Redis-protocol server on loopback, with its data in `folder`; `durable` keeps an append-only file.

    `options` are directives of its configuration file, by name.
    """

    def __init__(self, folder: Path, port: int, *, durable: bool, options: Mapping[str, str] | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        binary, self.origin = redis_binary()
        self.port = port
        self.url = f"redis://127.0.0.1:{port}/0"
        settings = {
            "port": str(port),
            "bind": "127.0.0.1",
            "dir": str(folder),
            "save": "",
            "appendonly": "yes" if durable else "no",
            "appendfsync": "everysec",
            # A full server must say so: evicting a stream would lose what readers have not seen.
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
            **(options or {}),
        }
        arguments = [part for name, value in settings.items() for part in (f"--{name}", value)]
        self.process = Guarded("The Redis server", [binary, *arguments], log=folder / "server.log")
        self.process.wait_until(self._answers)

    def _answers(self) -> bool:
        try:
            return self._ask(b"PING").startswith(b"+PONG")
        except OSError:
            return False

    def flush(self) -> None:
        """Forget everything, as a lost volume would."""
        answer = self._ask(b"FLUSHALL")
        if not answer.startswith(b"+OK"):
            raise RuntimeError(f"FLUSHALL was answered with {answer!r}")

    def _ask(self, command: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
            connection.sendall(command + b"\r\n")
            return connection.recv(64)

    def stop(self) -> None:
        self.process.stop()
