"""A service, put together: `python -m aeo api | worker | migrate`."""

import asyncio
import gc
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import structlog
import typer
import uvicorn
from fastapi import APIRouter, FastAPI
from pydantic import ValidationError

from cabos import logs
from cabos.clock import Clock
from cabos.http.app import make_api
from cabos.http.problems import Show, as_it_is
from cabos.refusal import rule_of
from cabos.settings import ServiceSettings
from cabos.subscriptions import Subscriptions

if TYPE_CHECKING:
    from cabos.database import Database
    from cabos.loading import Loading
    from cabos.worker import Worker

log = structlog.get_logger()

STOP_WITHIN_S = 3
"""How long a stopping API waits for the answers that are under way."""


@dataclass(frozen=True, slots=True)
class Service:
    """What distinguishes one service from another; the kit does the rest."""

    name: str
    title: str
    settings: type[ServiceSettings]
    routers: Sequence[APIRouter]
    subscriptions: Subscriptions
    clock: Clock
    migrations: Path
    load: "Callable[[Loading], Awaitable[None]] | None" = None
    """What `load DIR` does with the files of a folder, for a service that has such."""
    cli: typer.Typer = field(default_factory=typer.Typer)
    middlewares: Sequence[Any] = ()
    also: "Mapping[str, Callable[[Database, Any], Coroutine[Any, Any, None]]]" = field(default_factory=dict)
    """What else its workers do until they are cancelled, by name."""
    larger_bodies: Mapping[str, int] = field(default_factory=dict)
    """The paths that take more than 1 MiB, with the bytes that they take."""
    show_problem: Show = as_it_is
    """In which form a problem is answered, for a service that has pages."""

    def api(self, settings: ServiceSettings) -> FastAPI:
        return make_api(
            name=self.name, title=self.title, settings=settings, routers=self.routers, scripts=self.migrations,
            larger_bodies=self.larger_bodies, show_problem=self.show_problem,
        )  # fmt: skip

    def worker(self, settings: ServiceSettings) -> "Worker":
        # What reads and relays is only loaded by those who do: an API needs no broker.
        from cabos.worker import Worker

        return Worker(
            name=self.name,
            settings=settings,
            subscriptions=self.subscriptions,
            clock=self.clock,
            scripts=self.migrations,
            middlewares=self.middlewares,
            also=self.also,
        )

    def main(self) -> None:
        """The command line of the service."""
        cli = self.cli

        @cli.command("api")
        def api() -> None:
            """Serve HTTP until a signal."""
            settings = self._settings()
            uvicorn.run(
                self.api(settings),
                host=settings.host,
                port=settings.port,
                log_config=None,
                access_log=False,
                # A live feed never ends by itself.
                timeout_graceful_shutdown=STOP_WITHIN_S,
            )

        @cli.command("worker")
        def worker() -> None:
            """Run relay, readers and clock until a signal."""
            asyncio.run(_until_signal(self.worker(self._settings())))

        @cli.command("migrate")
        def migrate() -> None:
            """Bring the database to the newest revision."""
            # Only here, for it takes 10 MiB.
            from cabos import migrations

            settings = self._settings()
            revision = migrations.migrate(self.migrations, settings.database_url.get_secret_value())
            typer.echo(f"{self.name}: database at revision {revision}")

        if self.load is not None:
            cli.command("load")(self._load)
        cli()

    def _load(
        self,
        folder: Annotated[Path, typer.Argument(metavar="DIR", exists=True, file_okay=False, help="the data files")],
        as_json: Annotated[bool, typer.Option("--json", help="the report as JSON")] = False,
    ) -> None:
        """Load the data files of a folder; again is harmless. Exit 1 when rows were refused, each with its reason."""
        # Its library for tables and bars is only loaded by those who load.
        from cabos.loading import load_folder

        raise typer.Exit(load_folder(self._settings().database_url.get_secret_value(), folder, self.load, as_json))

    def _settings(self) -> ServiceSettings:
        try:
            settings = self.settings()
        except ValidationError as wrong:
            for error in wrong.errors(include_url=False):
                typer.echo(f"{self.name}: {'.'.join(map(str, error['loc']))}: {rule_of(error)}", err=True)
            sys.exit(2)
        logs.configure(settings.log_level)
        return settings


async def _until_signal(worker: "Worker") -> None:
    running = asyncio.ensure_future(worker.run())
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, running.cancel)
    # What is loaded now stays: collecting it again and again costs batches a quarter of their speed.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    try:
        await running
    except asyncio.CancelledError:
        log.info("worker stopped")
