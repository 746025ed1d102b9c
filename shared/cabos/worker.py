"""The worker process of a service: its relay, its readers and its clock."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

import structlog
import uvicorn
from fastapi import FastAPI

from cabos import hints
from cabos.announcing import Relays
from cabos.clock import Clock
from cabos.database import Database
from cabos.hinting import Hinter, heed
from cabos.http.app import database_faults, health
from cabos.listening import Readers
from cabos.settings import ServiceSettings
from cabos.subscriptions import Subscriptions

log = structlog.get_logger()


@contextmanager
def _no_signals() -> Iterator[None]:
    yield


class Worker:
    """Runs until cancelled; several workers of a service share the work, one being active for each part."""

    def __init__(
        self,
        *,
        name: str,
        settings: ServiceSettings,
        subscriptions: Subscriptions,
        clock: Clock,
        scripts: Path,
        middlewares: Sequence[Any] = (),
        also: Mapping[str, Callable[[Database, Any], Coroutine[Any, Any, None]]] = MappingProxyType({}),
    ) -> None:
        self.settings = settings
        self.name = name
        self.scripts = scripts
        self.clock = clock
        self.also = also
        # One connection for each reader, the clock and both halves of the relay, and some for the handlers' own needs.
        parts = len(subscriptions.sources) + len(also) + 3
        self.database = Database(settings.database_url.get_secret_value(), pool_size=parts + 1)
        redis_url = settings.redis_url.get_secret_value()
        self.relays = Relays(self.database.engine, redis_url, name, replay_reserve=settings.replay_reserve)
        self.readers = Readers(
            self.database.engine, redis_url, subscriptions, feeds=settings.feed_urls, middlewares=middlewares
        )
        self._tasks: list[asyncio.Task[None]] = []

    async def run(self) -> None:
        unlisten = hints.listen(self.relays.wake)
        parts: dict[str, Coroutine[Any, Any, None]] = {
            "the relay": self.relays.run(),
            "the ear for hints": heed(self.settings.redis_url.get_secret_value(), self.name, self.relays.wake),
        }
        if self.readers.subscriptions.sources:
            parts["the reader"] = self.readers.run()
        # Without duties a clock ends at once, and a part that has ended is a fault.
        if self.clock.rounds:
            parts["the clock"] = self.clock.run(self.database.engine, self.name)
        for name, part in self.also.items():
            parts[name] = part(self.database, self.settings)
        if self.settings.worker_port is not None:
            parts["the window"] = self._show()
        self._tasks = [asyncio.create_task(part, name=name) for name, part in parts.items()]
        try:
            # The relay of another worker may be the active one: what is announced here is hinted over Redis, too.
            async with Hinter(self.settings.redis_url.get_secret_value(), self.name):
                await asyncio.gather(*self._tasks)
        finally:
            unlisten()
            for task in self._tasks:
                # Whoever was asked to end is cleaning up: a second cancellation would interrupt just that.
                if not task.cancelling():
                    task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            await self.database.close()

    async def _show(self) -> None:
        app = FastAPI(openapi_url=None)
        app.include_router(health(self.faults))
        config = uvicorn.Config(
            app, host=self.settings.host, port=self.settings.worker_port or 0, log_config=None, lifespan="off"
        )
        server = uvicorn.Server(config)
        # Signals belong to the worker as a whole.
        server.capture_signals = _no_signals  # type: ignore[method-assign]
        try:
            await server.serve()
        finally:
            # uvicorn closes them when it is told to exit, but not when it is cancelled.
            for listening in getattr(server, "servers", ()):
                listening.close()

    async def faults(self) -> list[str]:
        """What keeps this worker from doing its part; a standby is no fault."""
        found = await database_faults(self.database, self.scripts)
        found += self.relays.faults + self.readers.faults
        return found + [f"{task.get_name()} has stopped" for task in self._tasks if task.done()]
