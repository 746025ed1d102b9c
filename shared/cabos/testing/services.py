"""A service in the test's own process: its API over ASGI and its worker as a task, on real servers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx2

from cabos import migrations
from cabos.database import Database
from cabos.service import Service
from cabos.settings import ServiceSettings
from cabos.testing.stack import Stack
from cabos.testing.tokens import TestIssuer


@dataclass(frozen=True, slots=True)
class Running:
    """One service under test; `http` carries no token, `issuer.bearer(role)` makes the header."""

    http: httpx2.AsyncClient
    database: Database
    settings: ServiceSettings
    issuer: TestIssuer

    def bearer(self, *roles: str, **claims: Any) -> dict[str, str]:
        return self.issuer.bearer(*roles, **claims)

    async def announced(self) -> list[dict[str, Any]]:
        """What the feed has, first to last; the worker must run to give positions."""
        response = await self.http.get("/v1/events", params={"limit": 500})
        response.raise_for_status()
        events: list[dict[str, Any]] = response.json()
        return events


@asynccontextmanager
async def running(service: Service, stack: Stack, issuer: TestIssuer, *, worker: bool = True) -> AsyncIterator[Running]:
    """Migrate a fresh database and run the service on it until the block ends."""
    with stack.fresh_database(service.name) as url:
        settings = service.settings.model_validate(
            {"DATABASE_URL": url, "REDIS_URL": stack.redis_url, "jwks": issuer.jwks}
        )
        await asyncio.to_thread(migrations.migrate, service.migrations, settings.database_url.get_secret_value())
        app = service.api(settings)
        task = asyncio.create_task(service.worker(settings).run()) if worker else None
        try:
            async with app.router.lifespan_context(app):
                transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
                async with httpx2.AsyncClient(transport=transport, base_url=f"http://{service.name}") as http:
                    yield Running(http, app.state.database, settings, issuer)
        finally:
            if task is not None:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
