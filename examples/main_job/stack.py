"""The whole stack on this machine: two servers, and migrate, api and worker of every service."""

import json
import os
import secrets
import socket
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import httpx2
from cabos.local import Guarded, LocalServers, NoServer, create_service_database, require_port

from main_job.issuer import DevelopmentIssuer
from main_job.lock import FolderLock

SERVICES = {"governance": 8001, "aeo": 8002, "news": 8003}
POSTGRES_PORT = 54320
REDIS_PORT = 63790


def port(name: str, default: int) -> int:
    """The port of `name`, from `CABOS_PORT_<NAME>` when that is set; raises `NoServer` when it is no port."""
    variable = f"CABOS_PORT_{name.upper()}"
    text = os.environ.get(variable, str(default))
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise NoServer(f"{variable} must be a port between 1 and 65535, not {text!r}.")
    return int(text)


@dataclass(frozen=True, slots=True)
class Address:
    """Where one service is."""

    name: str
    port: int
    database_url: str

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


class LocalStack:
    """Everything started on entering and stopped on leaving; the data stay under `folder`."""

    def __init__(self, folder: Path, say: Callable[[str], None]) -> None:
        self.folder = folder
        self.say = say
        self.addresses: dict[str, Address] = {}
        self._processes: list[Guarded] = []
        self._servers: LocalServers | None = None
        self._lock = FolderLock(folder)

    def __enter__(self) -> Self:
        try:
            self._lock.take()
            ports = {name: port(name, default) for name, default in SERVICES.items()}
            for name, number in ports.items():
                require_port(number, name, f"CABOS_PORT_{name.upper()}")
            self.issuer = DevelopmentIssuer(self.folder / "issuer")
            self.servers = self._start_servers()
            self._make_databases(ports)
            self._migrate()
            self._start_services()
        except OSError as fault:
            self.stop()
            raise NoServer(f"The data folder {self.folder} cannot be used: {fault}. {REMEDY}") from None
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self.stop()

    def _start_servers(self) -> LocalServers:
        self.say("Starting PostgreSQL and Redis")
        self._servers = LocalServers(
            self.folder,
            durable=True,
            postgres_port=port("postgres", POSTGRES_PORT),
            redis_port=port("redis", REDIS_PORT),
        )
        servers = self._servers.__enter__()
        if servers.redis is None:
            _require_answer(servers.redis_url, "REDIS_URL")
        self.say(servers.origin)
        return servers

    def _make_databases(self, ports: Mapping[str, int]) -> None:
        for name, number in ports.items():
            url = create_service_database(self.servers.database_url, name, secrets.token_urlsafe(24))
            self.addresses[name] = Address(name, number, url)

    def _migrate(self) -> None:
        self.say("Migrating the databases of " + ", ".join(self.addresses))
        running = {name: self._start(address, "migrate") for name, address in self.addresses.items()}
        for name, process in running.items():
            if process.process.wait():
                reason = process.last_words(1) or "no reason given"
                raise NoServer(f"The database of {name} cannot be migrated: {reason}. {REMEDY}")
        self._processes.clear()

    def _start_services(self) -> None:
        self.say("Starting api and worker of each service")
        apis = [(address, self._start(address, "api")) for address in self.addresses.values()]
        for address in self.addresses.values():
            self._start(address, "worker")
        for address, process in apis:
            process.wait_until(lambda url=address.url: ready(url))  # type: ignore[misc]

    def _start(self, address: Address, part: str) -> Guarded:
        logs = self.folder / "logs"
        logs.mkdir(exist_ok=True)
        log = logs / f"{address.name}-{part}.log"
        log.unlink(missing_ok=True)
        process = Guarded(
            f"{address.name} {part}",
            [sys.executable, "-m", address.name, part],
            log=log,
            env=self._environment(address),
        )
        self._processes.append(process)
        return process

    def _environment(self, address: Address) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("CABOS_")}
        return inherited | {
            "DATABASE_URL": address.database_url,
            "REDIS_URL": self.servers.redis_url,
            "CABOS_PORT": str(address.port),
            "CABOS_JWKS": str(self.issuer.jwks),
            "CABOS_FEEDS": json.dumps({name: known.url for name, known in self.addresses.items()}),
        }

    def lose_redis(self) -> bool:
        """Empty our own Redis; false, and nothing done, when one was given."""
        if self.servers.redis is not None:
            self.servers.redis.flush()
        return self.servers.redis is not None

    def failed(self) -> list[Guarded]:
        """The processes that should run and do not."""
        own = [server.process for server in (self.servers.postgres, self.servers.redis) if server is not None]
        return [process for process in own + self._processes if not process.running]

    def stop(self) -> None:
        """Stop the services, then the servers, and give the folder free."""
        for process in self._processes:
            process.ask_to_stop()
        for process in self._processes:
            process.stop()
        self._processes.clear()
        if self._servers is not None:
            self._servers.stop()
        self._lock.release()


REMEDY = "make clean removes the data of earlier starts."


def ready(url: str) -> bool:
    """Whether a service says that it can do its work."""
    try:
        return httpx2.get(f"{url}/readyz", timeout=2).status_code == 200
    except httpx2.HTTPError:
        return False


def _require_answer(url: str, variable: str) -> None:
    """Raises `NoServer` when nobody listens at a given address."""
    try:
        address = urlsplit(url)
        socket.create_connection((address.hostname or "127.0.0.1", address.port or 6379), timeout=3).close()
    except (OSError, ValueError) as fault:
        raise NoServer(f"{variable} cannot be used: {fault}") from None
