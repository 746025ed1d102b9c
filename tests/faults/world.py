"""A design at work: servers, networks, databases and processes, all started here and all ended here."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any

import psycopg
from cabos.local import Guarded
from cabos.testing import eventually
from psycopg import sql
from sqlalchemy import create_engine, insert

from tests.faults.facts import CLEAN, SERVICES, SPOILT, service_tables, source_tables, tally
from tests.faults.plan import WRITERS
from tests.faults.proxy import Proxy
from tests.faults.servers import Disk, MortalPostgres, MortalRedis

READERS = {"alpha-1": "alpha", "alpha-2": "alpha", "beta-1": "beta"}
LOOK_EVERY_S = 0.02
SYNC_EVERY_S = 1.0
START_PATIENCE_S = 30.0


class Process:
    """One process with its own ways to the servers; started again whenever it has ended."""

    def __init__(self, name: str, role: str, database: str, redis: Proxy, postgres: Proxy) -> None:
        self.name = name
        self.role = role
        self.database = database
        self.ways = {"redis": redis, "postgres": postgres}
        self.guarded: Guarded | None = None
        self.killed = False
        self.ended_by_itself = 0
        self.lives = 0

    def start(self, design: str, folder: Path, postgres: MortalPostgres, seed: int) -> None:
        self.pid_file = folder / f"{self.name}.pid"
        self.pid_file.unlink(missing_ok=True)
        self.lives += 1
        self.killed = False
        url = postgres.url(self.database, self.ways["postgres"].port, self.name)
        addresses = [for_sqlalchemy(url), f"redis://127.0.0.1:{self.ways['redis'].port}/0"]
        command = [sys.executable, "-m", "tests.faults.processes", design, self.role, self.name, *addresses]
        command += [f"{seed} {self.name} {self.lives}", str(self.pid_file)]
        self.guarded = Guarded(self.name, command, log=folder / f"{self.name}.log", stop_signal="SIGKILL")

    def signal(self, number: signal.Signals) -> bool:
        """Whether there was a process that could be given the signal."""
        with suppress(FileNotFoundError, ProcessLookupError):
            os.kill(int(self.pid_file.read_text()), number)
            self.killed |= number == signal.SIGKILL
            return True
        return False

    def has_met_a_server(self) -> bool:
        return any(way.met for way in self.ways.values())

    async def stop(self) -> None:
        if self.guarded is not None:
            await asyncio.to_thread(self.guarded.stop)


class World:
    def __init__(self, design: str, server: str, seed: int, folder: Path) -> None:
        self.design: Any = import_module(f"tests.faults.designs.{design}")
        self.name = design
        self.server = server
        self.seed = seed
        self.folder = folder
        self.processes: dict[str, Process] = {}
        self.resting: set[str] = set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator["World"]:
        """Everything is up and writers write, until the block ends; then nothing is left of it."""
        async with AsyncExitStack() as stack:
            self.disks = {name: stack.enter_context(Disk(self.folder / name).mounted()) for name in ("redis", "pg")}
            self.redis = await asyncio.to_thread(MortalRedis, self.folder / "redis" / "data", self.server)
            stack.callback(lambda: self.redis.stop())
            self.postgres = await asyncio.to_thread(MortalPostgres, self.folder / "pg" / "data")
            stack.callback(lambda: self.postgres.stop())
            await asyncio.to_thread(self._make_databases)
            random = Random(f"network {self.seed}")
            for name, (role, database) in self._cast().items():
                ways = [
                    await stack.enter_async_context(Proxy(port, random))
                    for port in (self.redis.port, self.postgres.port)
                ]
                self.processes[name] = Process(name, role, database, *ways)
                stack.push_async_callback(self.processes[name].stop)
            # Readers first: a group of the defaults begins with what comes after it.
            await self._start([name for name in self.processes if name not in WRITERS])
            await self._until_met(READERS)
            await self._start(list(WRITERS))
            keepers = [asyncio.create_task(keep) for keep in (self._keep_processes(), self._keep_synced())]
            try:
                yield self
            finally:
                self.resting = set(self.processes)
                for keeper in keepers:
                    keeper.cancel()
                await asyncio.gather(*keepers, return_exceptions=True)
                await asyncio.gather(*(process.stop() for process in self.processes.values()))

    def _cast(self) -> dict[str, tuple[str, str]]:
        """Each process's role and database."""
        relays = dict.fromkeys(("relay-1", "relay-2"), ("relay", "source")) if self.design.RELAYS else {}
        readers = {name: (service, service) for name, service in READERS.items()}
        return relays | readers | dict.fromkeys(WRITERS, ("writer", "source"))

    def _make_databases(self) -> None:
        with self.connect("postgres") as admin:
            for name in ("source", *SERVICES):
                admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        for name in ("source", *SERVICES):
            engine = create_engine(for_sqlalchemy(self.postgres.url(name)))
            with engine.begin() as connection:
                if name == "source":
                    source_tables.create_all(connection)
                    self.design.SOURCE_TABLES.create_all(connection)
                    connection.execute(insert(tally), [{"tally": t, "number": 0} for t in CLEAN + SPOILT])
                else:
                    service_tables.create_all(connection)
                    self.design.SERVICE_TABLES.create_all(connection)
            engine.dispose()

    def connect(self, database: str) -> "psycopg.Connection[Any]":
        return psycopg.connect(self.postgres.url(database), autocommit=True, connect_timeout=5)

    async def _start(self, names: list[str]) -> None:
        for name in names:
            self.processes[name].start(self.name, self.folder, self.postgres, self.seed)
        await eventually(lambda: all(self.processes[name].pid_file.exists() for name in names), START_PATIENCE_S)

    async def _until_met(self, names: Iterable[str]) -> None:
        """Return when each of these has been to one of its servers."""
        for name in names:
            await eventually(self.processes[name].has_met_a_server, START_PATIENCE_S)

    async def _keep_processes(self) -> None:
        """Like `restart: unless-stopped`."""
        while True:
            for name, process in self.processes.items():
                if name not in self.resting and process.guarded is not None and not process.guarded.running:
                    process.ended_by_itself += not process.killed
                    process.start(self.name, self.folder, self.postgres, self.seed)
            await asyncio.sleep(LOOK_EVERY_S)

    async def _keep_synced(self) -> None:
        while True:
            with suppress(OSError, StopIteration):
                if self.redis.process.running:
                    await asyncio.to_thread(self.redis.sync)
            await asyncio.sleep(SYNC_EVERY_S)

    async def rest(self, names: tuple[str, ...]) -> None:
        """End these processes and leave them ended."""
        self.resting |= set(names)
        await asyncio.gather(*(self.processes[name].stop() for name in names))

    def leader(self, prefix: str) -> str:
        """Which of the processes of that name holds an advisory lock, or the first where a design has none."""
        holding = """SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)
                     WHERE locktype = 'advisory' AND granted AND application_name LIKE %s"""
        with suppress(psycopg.Error), self.connect("postgres") as admin:
            if row := admin.execute(holding, [f"{prefix}%"]).fetchone():
                return str(row[0])
        return f"{prefix}-1"


def for_sqlalchemy(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://")
