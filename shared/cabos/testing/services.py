"""A service in the test's own process: its API over ASGI and its worker as a task, on real servers."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx2
from fastapi import FastAPI

from cabos.database import Database
from cabos.http.app import furnish
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
async def running(
    service: Service, stack: Stack, issuer: TestIssuer, *, worker: bool = True, **told: Any
) -> AsyncIterator[Running]:
    """Run the service on a fresh database of the newest revision until the block ends; `told` are more settings."""
    with stack.migrated_database(service.name, service.migrations) as url:
        settings = service.settings.model_validate(
            {"DATABASE_URL": url, "REDIS_URL": stack.redis_url, "jwks": issuer.jwks} | told
        )
        app = _furnished(service, settings)
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
            _idle[service.name].append(app)


# Routes and their documentation take longer to make than most tests to run: they are made once and furnished anew.
_idle: dict[str, list[FastAPI]] = defaultdict(list)


def _furnished(service: Service, settings: ServiceSettings) -> FastAPI:
    if not _idle[service.name]:
        return service.api(settings)
    app = _idle[service.name].pop()
    furnish(app, service.name, settings)
    return app
