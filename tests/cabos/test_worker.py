"""A worker process from outside: what it shows of itself, and how it ends."""

import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from aeo.app import service
from cabos import migrations
from cabos.local.process import free_port
from cabos.testing import eventually
from cabos.testing.stack import Stack

from tests.cabos.mortal_redis import MortalRedis


@dataclass(frozen=True, slots=True)
class WorkerProcess:
    """`python -m aeo worker` with a window, on a Redis that may die."""

    process: "subprocess.Popen[bytes]"
    http: httpx2.AsyncClient
    redis: MortalRedis

    async def answers(self, path: str, status: int) -> httpx2.Response | None:
        try:
            response = await self.http.get(path)
        except httpx2.TransportError:
            return None
        return response if response.status_code == status else None


def start(environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "aeo", "worker"]
    return subprocess.Popen(command, env=os.environ | environment, stderr=subprocess.DEVNULL)


@pytest.fixture
async def worker(stack: Stack, tmp_path: Path) -> AsyncIterator[WorkerProcess]:
    mortal, port = MortalRedis(tmp_path), free_port()
    with stack.fresh_database("aeo") as url:
        migrations.migrate(service.migrations, url.replace("postgresql://", "postgresql+psycopg://"))
        environment = {"DATABASE_URL": url, "REDIS_URL": mortal.server.url, "CABOS_WORKER_PORT": str(port)}
        process = start(environment)
        async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as http:
            yield WorkerProcess(process, http, mortal)
        process.kill()
        process.wait()
    mortal.stop()


async def test_a_worker_is_alive_and_ready_and_shows_what_it_counts(worker: WorkerProcess) -> None:
    await eventually(lambda: worker.answers("/readyz", 200))

    assert await worker.answers("/livez", 200)
    await eventually(lambda: _shown(worker, 'cabos_relay_leading{source="aeo"} 1.0'))
    await eventually(lambda: _shown(worker, 'cabos_reader_leading{reader="aeo",source="governance"} 1.0'))


async def test_a_worker_whose_redis_is_away_is_alive_but_not_ready_and_says_which_parts_miss_it(
    worker: WorkerProcess,
) -> None:
    await eventually(lambda: worker.answers("/readyz", 200))

    worker.redis.stop()

    await eventually(lambda: _faulty(worker, "relay lost the stream", "reader of governance"))
    assert await worker.answers("/livez", 200)

    worker.redis.start()

    await eventually(lambda: worker.answers("/readyz", 200))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_worker_ends_well_on_a_signal(worker: WorkerProcess, number: signal.Signals) -> None:
    await eventually(lambda: worker.answers("/readyz", 200))

    worker.process.send_signal(number)

    await eventually(lambda: worker.process.poll() is not None)
    assert worker.process.returncode == 0


async def _shown(worker: WorkerProcess, sample: str) -> bool:
    return sample in (await worker.http.get("/metrics")).text


async def _faulty(worker: WorkerProcess, *words: str) -> bool:
    response = await worker.answers("/readyz", 503)
    return response is not None and all(word in response.json()["detail"] for word in words)
