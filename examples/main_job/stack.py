"""The whole stack on this machine: two servers, and migrate, api and worker of every service."""

import fcntl
import os
import secrets
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import httpx2
from cabos.local import Guarded, LocalServers, NoServer, create_service_database, require_port

from main_job.issuer import DevelopmentIssuer

SERVICES = {"governance": 8001, "aeo": 8002, "news": 8003}
POSTGRES_PORT = 54320
REDIS_PORT = 63790


def port(name: str, default: int) -> int:
    """The port of `name`, from `CABOS_PORT_<NAME>` when that is set; raises `NoServer` when it is no port."""
    variable = f"CABOS_PORT_{name.upper()}"
    text = os.environ.get(variable, str(default))
    if not text.isdigit() or not 0 < int(text) < 65536:
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
        self._lock: IO[str] | None = None

    def __enter__(self) -> Self:
        try:
            self._take_lock()
            self.issuer = DevelopmentIssuer(self.folder / "issuer")
            ports = {name: port(name, default) for name, default in SERVICES.items()}
            for name, number in ports.items():
                require_port(number, name, f"CABOS_PORT_{name.upper()}")
            self.servers = self._start_servers()
            self._make_databases(ports)
            self._migrate()
            self._start_services()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self.stop()

    def _take_lock(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / "lock"
        self._lock = path.open("a+")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._lock.close()
            self._lock = None
            raise NoServer(f"Cabos already runs on the data in {self.folder}: stop it first (Ctrl-C there).") from None

    def _start_servers(self) -> LocalServers:
        self.say("Starting PostgreSQL and Redis")
        servers = LocalServers(
            self.folder,
            durable=True,
            postgres_port=port("postgres", POSTGRES_PORT),
            redis_port=port("redis", REDIS_PORT),
        )
        self._servers = servers.__enter__()
        return servers

    def _make_databases(self, ports: dict[str, int]) -> None:
        for name, number in ports.items():
            url = create_service_database(self.servers.database_url, name, secrets.token_urlsafe(24))
            self.addresses[name] = Address(name, number, url)

    def _migrate(self) -> None:
        self.say("Migrating the databases of " + ", ".join(self.addresses))
        running = [(address, self._migration(address)) for address in self.addresses.values()]
        for address, process in running:
            _, errors = process.communicate()
            if process.returncode:
                reason = (errors.strip().splitlines() or ["no reason given"])[-1]
                raise NoServer(
                    f"The database of {address.name} cannot be migrated: {reason}\n"
                    f"If its data under {self.folder} are from another version of Cabos, make clean removes them."
                )

    def _migration(self, address: Address) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", address.name, "migrate"],
            env=self._environment(address),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    def _start_services(self) -> None:
        self.say("Starting api and worker of each service")
        logs = self.folder / "logs"
        logs.mkdir(exist_ok=True)
        apis = {}
        for address in self.addresses.values():
            for part in ("api", "worker"):
                process = Guarded(
                    f"{address.name} {part}",
                    [sys.executable, "-m", address.name, part],
                    log=logs / f"{address.name}-{part}.log",
                    env=self._environment(address),
                )
                self._processes.append(process)
                if part == "api":
                    apis[address.url] = process
        for url, process in apis.items():
            process.wait_until(lambda url=url: ready(url))  # type: ignore[misc]

    def _environment(self, address: Address) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("CABOS_")}
        return inherited | {
            "DATABASE_URL": address.database_url,
            "REDIS_URL": self.servers.redis_url,
            "CABOS_PORT": str(address.port),
            "CABOS_JWKS": str(self.issuer.jwks),
        }

    def failed(self) -> list[str]:
        """The processes that should run and do not."""
        return [process.name for process in self._processes if not process.running]

    def stop(self) -> None:
        """Stop the services, then the servers, and give the folder free."""
        for process in self._processes:
            process.ask_to_stop()
        for process in self._processes:
            process.stop()
        if self._servers is not None:
            self._servers.stop()
        if self._lock is not None:
            (self.folder / "lock").unlink(missing_ok=True)
            self._lock.close()
            self._lock = None


def ready(url: str) -> bool:
    """Whether a service says that it can do its work."""
    try:
        return httpx2.get(f"{url}/readyz", timeout=2).status_code == 200
    except httpx2.HTTPError:
        return False
