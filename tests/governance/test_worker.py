"""The worker of governance."""

import asyncio
from typing import Any

import httpx2
from cabos.local.process import free_port
from cabos.testing import eventually
from cabos.testing.services import running
from cabos.testing.stack import Stack
from cabos.testing.tokens import TestIssuer
from governance.app import service


async def test_a_worker_is_ready(stack: Stack, issuer: TestIssuer, wiped_redis: Any) -> None:
    async with running(service, stack, issuer, worker=False) as governance, httpx2.AsyncClient(timeout=30) as http:
        port = free_port()
        worker = service.worker(governance.settings.model_copy(update={"worker_port": port}))
        task = asyncio.create_task(worker.run())

        async def answers() -> httpx2.Response | None:
            try:
                return await http.get(f"http://127.0.0.1:{port}/readyz")
            except httpx2.ConnectError:
                return None

        answer = await eventually(answers)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

        assert answer.json() == {"status": "ready"}
