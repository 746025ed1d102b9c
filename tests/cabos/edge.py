"""A small API on the probe's database: what the kit's edge does, without a service in the way."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

import httpx2
import uvicorn
from cabos.database import execute
from cabos.http import Principal, Session, requires
from cabos.http.app import make_api
from cabos.journal import publish
from cabos.refusal import Refusal
from cabos.settings import ServiceSettings
from cabos.testing import eventually
from cabos.testing.tokens import TestIssuer
from fastapi import APIRouter, Depends, FastAPI
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import text

from tests.cabos.probe import SOURCE, NumberCounted, Probe

router = APIRouter(prefix="/v1")
may_count = Depends(requires("counter"))


class CountNumber(BaseModel):
    model_config = ConfigDict(extra="forbid")

    number: Annotated[int, Field(ge=0)]


class CountedOut(Refusal):
    """The counter is at its end."""


@router.put("/counters/{counter}", status_code=204, dependencies=[may_count])
async def count(counter: str, command: CountNumber, session: Session) -> None:
    if command.number > 100:
        raise CountedOut("Nobody counts beyond 100", field="number", limit=100)
    publish(session, NumberCounted(counter=counter, number=command.number))


@router.put("/twins/{name}", status_code=204)
async def add_twin(name: str, session: Session) -> None:
    # The constraint is deferred: only the commit finds out.
    await execute(session, text("INSERT INTO twin (name) VALUES (:name), (:name)"), {"name": name})
    publish(session, NumberCounted(counter=name, number=1))


@router.put("/crossings/{first}/{second}", status_code=204)
async def cross(first: int, second: int, session: Session) -> None:
    for lock in (first, second):
        await execute(session, text("SELECT pg_advisory_xact_lock(:lock), pg_sleep(0.2)"), {"lock": lock})


@router.get("/who")
async def who(principal: Annotated[Principal, may_count]) -> str:
    return principal.subject


def named(shelf: str = "") -> str:
    return shelf


def standing(shelf: Annotated[str, Depends(named)]) -> str:
    return shelf


@router.get("/shelf")
async def shelf(found: Annotated[str, Depends(standing)]) -> str:
    return found


@router.get("/fault")
async def fault() -> None:
    raise ZeroDivisionError("a secret")


@asynccontextmanager
async def edge(probe: Probe, issuer: TestIssuer) -> AsyncIterator[httpx2.AsyncClient]:
    async with application(probe, issuer) as app:
        transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx2.AsyncClient(transport=transport, base_url="http://probe") as http:
            yield http


@asynccontextmanager
async def served_edge(probe: Probe, issuer: TestIssuer) -> AsyncIterator[httpx2.AsyncClient]:
    """The same behind a real server: what never ends can only be read from a socket."""
    async with application(probe, issuer) as app:
        server = uvicorn.Server(
            uvicorn.Config(app, port=0, log_config=None, lifespan="off", timeout_graceful_shutdown=1)
        )
        serving = asyncio.create_task(server.serve())
        await eventually(lambda: server.started)
        port = server.servers[0].sockets[0].getsockname()[1]
        async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as http:
            yield http
        server.should_exit = True
        await serving


@asynccontextmanager
async def application(probe: Probe, issuer: TestIssuer) -> AsyncIterator[FastAPI]:
    async with probe.database.engine.begin() as connection:
        await connection.execute(text("CREATE TABLE twin (name text UNIQUE DEFERRABLE INITIALLY DEFERRED)"))
    url = probe.database.engine.url.render_as_string(hide_password=False)
    settings = ServiceSettings.model_validate(
        {"service": SOURCE, "port": 1, "DATABASE_URL": url, "REDIS_URL": probe.stack.redis_url, "jwks": issuer.jwks}
    )
    app = make_api(name=SOURCE, title="Probe", settings=settings, routers=[router], scripts=Path("none"))
    async with app.router.lifespan_context(app):
        yield app
