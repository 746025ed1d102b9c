"""A PostgreSQL of our own."""

import os
import re
import secrets
import shutil
import subprocess
from pathlib import Path

import psycopg

from cabos.local.binaries import Binaries, NoServer, postgres_binaries
from cabos.local.process import Guarded

ADMINISTRATOR = "cabos"
NOBODY = 65534


class LocalPostgres:
    """A PostgreSQL on loopback with its data in `folder`; without `durable` it may lose them with the machine."""

    def __init__(self, folder: Path, port: int, *, durable: bool) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        binaries = postgres_binaries()
        self.origin = binaries.origin
        self.port = port
        data = folder / "data"
        if data.exists():
            _require_same_major(data, binaries)
        else:
            _make(data, binaries, durable=durable)
        password = (folder / "password").read_text()
        self.url = f"postgresql://{ADMINISTRATOR}:{password}@127.0.0.1:{port}/postgres"
        options = {
            "port": str(port),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "max_connections": "300",
            "timezone": "UTC",
        }
        if not durable:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
            # DROP DATABASE waits for every connection that is still being made, also for one whose client gave up.
            options["authentication_timeout"] = "3s"
        arguments = [f"--{name}={value}" for name, value in options.items()]
        self.process = Guarded(
            "PostgreSQL",
            [*_not_root(), binaries / "postgres", "-D", str(data), *arguments],
            log=folder / "server.log",
            stop_signal="SIGINT",
        )
        self.process.wait_until(self._answers)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url, connect_timeout=2).close()
        except psycopg.OperationalError as fault:
            if "password authentication failed" in str(fault):
                raise NoServer(
                    f"Another PostgreSQL answers on port {self.port}, or the data folder is stale."
                ) from None
            return False
        return True

    def stop(self) -> None:
        self.process.stop()


def _not_root() -> list[str]:
    """PostgreSQL refuses to run as root: there it runs as nobody, who may still walk through private folders."""
    if os.name != "posix" or os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        raise NoServer("PostgreSQL does not run as root: use another user, install setpriv, or set DATABASE_URL.")
    user, capability = str(NOBODY), "-all,+dac_override"
    return ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", f"--inh-caps={capability}",
            f"--ambient-caps={capability}", f"--bounding-set={capability}", "--"]  # fmt: skip


def _make(data: Path, binaries: Binaries, *, durable: bool) -> None:
    # Made beside its place and then renamed: a set-up that was cut off leaves nothing that looks like a database.
    unfinished = data.with_name("unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    password = data.with_name("password")
    password.write_text(secrets.token_urlsafe(24))
    password.chmod(0o600)
    runner = _not_root()
    if runner:
        os.chown(unfinished, NOBODY, NOBODY)
    quick = [] if durable else ["--no-sync"]
    command = [*runner, binaries / "initdb", "-D", str(unfinished), "-U", ADMINISTRATOR, f"--pwfile={password}",
               "--auth=scram-sha-256", "--encoding=UTF8", "--no-locale", *quick]  # fmt: skip
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode:
        raise NoServer(f"initdb failed: {made.stderr.strip() or made.stdout.strip()}")
    unfinished.rename(data)


def _require_same_major(data: Path, binaries: Binaries) -> None:
    made_by = (data / "PG_VERSION").read_text().strip() if (data / "PG_VERSION").exists() else "an unknown version"
    said = subprocess.run([binaries / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"\d+", said)
    if found is None or found[0] != made_by:
        raise NoServer(
            f"The data under {data} were made by PostgreSQL {made_by}, this is {said.strip()}: make clean removes them."
        )
