"""The API process of a service."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from types import MappingProxyType

from fastapi import APIRouter, Depends, FastAPI, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.exc import SQLAlchemyError

from cabos import revisions
from cabos.database import Database
from cabos.feed import feed
from cabos.hinting import Hinter
from cabos.http import problems
from cabos.http.auth import Verifier
from cabos.http.described import DescribedAPI
from cabos.http.heads import Heads
from cabos.http.limits import BodyLimit, Correlation
from cabos.http.parameters import KnownParameters
from cabos.settings import ServiceSettings


def make_api(
    *, name: str, title: str, settings: ServiceSettings, routers: Sequence[APIRouter], scripts: Path,
    larger_bodies: Mapping[str, int] = MappingProxyType({}), show_problem: problems.Show = problems.as_it_is,
) -> FastAPI:  # fmt: skip
    """The FastAPI application: the service's routes, the event feed, health, metrics and problem documents.

    `show_problem` may give a problem another form, for those who cannot read a document.
    """
    app = DescribedAPI(
        title=title,
        version="1.0.0",
        redoc_url=None,
        dependencies=[Depends(KnownParameters())],
        responses={"default": problems.DOCUMENTED},
    )
    problems.install(app, show_problem)
    for router in routers:
        app.include_router(router)
    app.include_router(feed(name))
    app.include_router(health(lambda: _api_ready(app, scripts)))
    app.add_middleware(BodyLimit, larger=larger_bodies)
    app.add_middleware(Correlation)
    app.add_middleware(Heads)
    furnish(app, name, settings)
    return app


def furnish(app: FastAPI, name: str, settings: ServiceSettings) -> None:
    """Give it the servers it stands on and the keys it trusts, which are all that two of one service differ in."""
    app.state.settings = settings
    app.state.verifier = (
        Verifier.from_file(settings.jwks, settings.issuer, settings.audience) if settings.jwks else None
    )
    app.router.lifespan_context = _lifespan(name, settings)


def _lifespan(name: str, settings: ServiceSettings) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.database = Database(settings.database_url.get_secret_value())
        async with Hinter(settings.redis_url.get_secret_value(), name):
            yield
        await app.state.database.close()

    return lifespan


async def _api_ready(app: FastAPI, scripts: Path) -> list[str]:
    # Redis may be away: the journal takes the writes and the relay catches up.
    return await database_faults(app.state.database, scripts)


async def database_faults(database: Database, scripts: Path) -> list[str]:
    """What keeps the database from being used; empty when nothing does."""
    try:
        async with database.engine.connect() as connection:
            current = await connection.run_sync(revisions.at_head, scripts)
    except (SQLAlchemyError, OSError) as fault:
        return [f"database: {str(fault).splitlines()[0]}"]
    return [] if current else ["database: migrations are not at head"]


def health(faults: Callable[[], Awaitable[list[str]]]) -> APIRouter:
    """`/livez` (no dependencies), `/readyz` (what `faults` finds) and `/metrics`."""
    router = APIRouter(include_in_schema=False)

    @router.get("/livez")
    async def livez() -> dict[str, str]:
        return {"status": "alive"}

    @router.get("/readyz")
    async def readyz() -> Response:
        found = await faults()
        if found:
            return problems.problem(503, "; ".join(found), faults=found)
        return Response('{"status":"ready"}', media_type="application/json")

    @router.get("/metrics")
    async def metrics() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router
