"""The stack's processes as they run: what they hold in memory after some work, and how long the demo takes."""

import asyncio
import os
import subprocess
import sys
import time
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path

import httpx2
from cabos.database import Database
from cabos.local import Guarded, LocalServers, create_service_database
from cabos.local.process import free_port
from redis import Redis

from benchmarks.ground import SOURCE, fill_journal
from benchmarks.guarded import HAS_PROC, resident_mib

SERVICES = tuple(name for name in ("governance", "aeo", "news") if find_spec(f"{name}.app"))
EVENTS = 5_000
"""What governance's relay, its readers elsewhere and its feed have worked through before memory is looked at."""

DEMO_PATIENCE_S = 300


class Process:
    """One process of the stack, started and shown to be ready."""

    def __init__(self, service: str, part: str, folder: Path, environment: dict[str, str]) -> None:
        self.name = f"{service} {part}"
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.guarded = Guarded(
            self.name,
            [sys.executable, "-m", service, part],
            log=folder / f"{service}-{part}.log",
            env=environment | {"CABOS_PORT" if part == "api" else "CABOS_WORKER_PORT": str(port)},
        )
        self.guarded.wait_until(self._ready)
        self.stop = self.guarded.stop

    def _ready(self) -> bool:
        try:
            return httpx2.get(f"{self.url}/readyz", timeout=5).status_code == 200
        except httpx2.TransportError:
            return False


def memory(servers: LocalServers, folder: Path) -> dict[str, float]:
    """Resident MiB of each process, by name, after some work; empty where there is no Linux /proc to read it from."""
    if not HAS_PROC:
        return {}
    with ExitStack() as stack:
        # What other measurements announced does not belong to these journals, and a relay says so by standing still.
        with Redis.from_url(servers.redis_url) as redis:
            redis.flushall()
        processes: list[Process] = []
        for service in SERVICES:
            url = create_service_database(servers.database_url, service, "benchmark")
            environment = os.environ | {"DATABASE_URL": url, "REDIS_URL": servers.redis_url}
            subprocess.run([sys.executable, "-m", service, "migrate"], env=environment, check=True, capture_output=True)
            for part in ("api", "worker"):
                processes.append(Process(service, part, folder, environment))
                stack.callback(processes[-1].stop)
            if service == SOURCE:
                asyncio.run(_announce(url))
        for process in processes:
            _read(process)
        return {process.name: resident_mib(process.guarded) for process in processes}


async def _announce(url: str) -> None:
    database = Database(url.replace("postgresql://", "postgresql+psycopg://"))
    await fill_journal(database, EVENTS)
    await database.close()


def _read(process: Process) -> None:
    """Read what a process has: the whole feed of an API, page by page, and its description; a worker's counters."""
    with httpx2.Client(base_url=process.url, timeout=30) as http:
        if process.name.endswith("worker"):
            http.get("/metrics").raise_for_status()
            return
        http.get("/openapi.json").raise_for_status()
        page = http.get("/v1/events", params={"limit": 500})
        while "next" in page.links:
            page = http.get(page.links["next"]["url"])


def demo_seconds(folder: Path) -> tuple[float | None, str]:
    """Wall time of `python -m main_job demo` on an empty folder; None and the reason when it does not end well."""
    if find_spec("main_job.__main__") is None:
        return None, "there is no main_job here"
    ports = {f"CABOS_PORT_{name}": str(free_port()) for name in ("GOVERNANCE", "AEO", "NEWS", "POSTGRES", "REDIS")}
    started = time.monotonic()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "main_job", "demo"],
            env=os.environ | ports | {"CABOS_HOME": str(folder)},
            capture_output=True,
            text=True,
            timeout=DEMO_PATIENCE_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None, f"it had not ended after {DEMO_PATIENCE_S} s"
    if done.returncode:
        return None, f"it ended with exit status {done.returncode}"
    return time.monotonic() - started, ""
