"""The servers a test session stands on: from wheels, from addresses given, or from containers."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql

from cabos.local import LocalServers, local_origin


@dataclass(frozen=True, slots=True)
class Stack:
    """Addresses of a PostgreSQL (as one who may create databases) and of a Redis-protocol server."""

    database_url: str
    redis_url: str
    origin: str

    @contextmanager
    def fresh_database(self, name: str) -> Iterator[str]:
        """The address of a new, empty database that goes when the block ends."""
        database = sql.Identifier(f"test_{name}_{uuid4().hex[:8]}")
        with psycopg.connect(self.database_url, autocommit=True) as admin:
            admin.execute(sql.SQL("CREATE DATABASE {}").format(database))
        try:
            yield psycopg_url(self.database_url, database.as_string().strip('"'))
        finally:
            with psycopg.connect(self.database_url, autocommit=True) as admin:
                admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(database))


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
            yield Stack(database_url, redis_url, origin())
        return
    with LocalServers(folder, durable=False) as servers:
        yield Stack(servers.database_url, servers.redis_url, servers.origin)


def origin() -> str:
    """Where the servers come from, told without starting them."""
    if _asked_for_containers():
        from cabos.testing.containers import ORIGIN

        return ORIGIN
    return local_origin()


def _asked_for_containers() -> bool:
    # Their library is only loaded, and an engine only needed, by those who ask.
    return os.environ.get("CABOS_TEST_STACK") == "containers"
