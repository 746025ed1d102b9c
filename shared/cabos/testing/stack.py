"""The servers a test session stands on: from wheels, from addresses given, or from containers."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import psycopg
from psycopg import sql

from cabos import migrations
from cabos.local import LocalServers, local_origin

MEMORY = Path("/dev/shm")  # noqa: S108 - a file system of its own kind, wanted as such
ROOM_BYTES = 4 * 2**30


@dataclass(frozen=True, slots=True)
class Stack:
    """Addresses of a PostgreSQL (as one who may create databases) and of a Redis-protocol server."""

    database_url: str
    redis_url: str
    origin: str
    # Databases to copy, by their migrations; they go with the stack.
    _migrated: dict[Path, str] = field(default_factory=dict)
    _ending: ExitStack = field(default_factory=ExitStack)

    @contextmanager
    def fresh_database(self, name: str, template: str = "template1") -> Iterator[str]:
        """The address of a new, empty database (or of a copy of another) that goes when the block ends."""
        database = f"test_{name}_{uuid4().hex[:8]}"
        made = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(database), sql.Identifier(template))
        with psycopg.connect(self.database_url, autocommit=True) as admin:
            admin.execute(made)
        try:
            yield psycopg_url(self.database_url, database)
        finally:
            with psycopg.connect(self.database_url, autocommit=True) as admin:
                admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database)))

    @contextmanager
    def migrated_database(self, name: str, scripts: Path) -> Iterator[str]:
        """A new database at the newest revision: it is migrated once in the life of the stack, and copied."""
        if scripts not in self._migrated:
            url = self._ending.enter_context(self.fresh_database(f"{name}_template"))
            migrations.migrate(scripts, url)
            self._migrated[scripts] = url.rpartition("/")[2].partition("?")[0]
        with self.fresh_database(name, self._migrated[scripts]) as url:
            yield url


def psycopg_url(server_url: str, database: str) -> str:
    head, _, query = server_url.partition("?")
    base = head.rsplit("/", 1)[0]
    return f"{base}/{database}" + (f"?{query}" if query else "")


@contextmanager
def test_stack(folder: Path) -> Iterator[Stack]:
    """Start (or find) both servers; `CABOS_TEST_STACK=containers` takes them from testcontainers."""
    if _asked_for_containers():
        from cabos.testing.containers import container_stack

        with container_stack() as (database_url, redis_url):
            yield from _standing(Stack(database_url, redis_url, origin()))
        return
    with _in_memory(folder) as quick, LocalServers(quick, durable=False) as servers:
        yield from _standing(Stack(servers.database_url, servers.redis_url, servers.origin))


@contextmanager
def _in_memory(folder: Path) -> Iterator[Path]:
    """A folder that no disk is behind, where there is room for one; a database is made twenty times faster there."""
    if not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free < ROOM_BYTES:
        yield folder
        return
    with TemporaryDirectory(dir=MEMORY, prefix="cabos-") as made:
        yield Path(made)


def _standing(stack: Stack) -> Iterator[Stack]:
    with stack._ending:
        yield stack


def origin() -> str:
    """Where the servers come from, told without starting them."""
    if _asked_for_containers():
        from cabos.testing.containers import ORIGIN

        return ORIGIN
    return local_origin()


def _asked_for_containers() -> bool:
    # Their library is only loaded, and an engine only needed, by those who ask.
    return os.environ.get("CABOS_TEST_STACK") == "containers"
