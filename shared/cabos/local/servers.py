"""Both servers together: the ones given by address, or our own."""

import os
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
from psycopg import sql

from cabos.local.binaries import NoServer, postgres_binaries, redis_binary
from cabos.local.postgres import LocalPostgres
from cabos.local.process import free_port, require_port
from cabos.local.redis import LocalRedis


class LocalServers:
    """`DATABASE_URL` and `REDIS_URL` when they are set, our own servers under `folder` otherwise, until the block ends.

    `database_url` is the address of one who may create databases and roles. Ports are free ones unless given; a taken
    port or a folder that cannot be used raises `NoServer`.
    """

    def __init__(
        self, folder: Path, *, durable: bool, postgres_port: int | None = None, redis_port: int | None = None
    ) -> None:
        self.folder = folder
        self.durable = durable
        self.postgres_port = postgres_port
        self.redis_port = redis_port
        self.postgres: LocalPostgres | None = None
        self.redis: LocalRedis | None = None

    def __enter__(self) -> Self:
        given_database, given_redis = os.environ.get("DATABASE_URL"), os.environ.get("REDIS_URL")
        try:
            if given_redis is None:
                if self.redis_port is not None:
                    require_port(self.redis_port, "Redis", "CABOS_PORT_REDIS")
                self.redis = LocalRedis(self.folder / "redis", self.redis_port or free_port(), durable=self.durable)
            if given_database is None:
                if self.postgres_port is not None:
                    require_port(self.postgres_port, "PostgreSQL", "CABOS_PORT_POSTGRES")
                port = self.postgres_port or free_port()
                self.postgres = LocalPostgres(self.folder / "postgres", port, durable=self.durable)
        except BaseException:
            self.stop()
            raise
        self.database_url = self.postgres.url if self.postgres else given_database or ""
        self.redis_url = self.redis.url if self.redis else given_redis or ""
        self.origin = local_origin()
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self.stop()

    def stop(self) -> None:
        for server in (self.postgres, self.redis):
            if server is not None:
                server.stop()


def local_origin() -> str:
    """Where the servers come from, told without starting them; `NoServer` where there are none."""
    postgres = "DATABASE_URL" if "DATABASE_URL" in os.environ else postgres_binaries().origin
    redis = "REDIS_URL" if "REDIS_URL" in os.environ else redis_binary()[1]
    return f"PostgreSQL: {postgres}, Redis: {redis}"


def create_service_database(admin_url: str, service: str, password: str) -> str:
    """The address of the service's own database for its own role; both are made when they are missing.

    Raises `NoServer` when the server does not answer or does not let us.
    """
    name = sql.Identifier(service)
    try:
        with psycopg.connect(admin_url, autocommit=True) as admin:
            roles = admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [service]).fetchone()
            verb = sql.SQL("ALTER" if roles else "CREATE")
            admin.execute(sql.SQL("{} ROLE {} LOGIN PASSWORD {}").format(verb, name, sql.Literal(password)))
            if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [service]).fetchone():
                admin.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(name))
                admin.execute(sql.SQL("CREATE DATABASE {0} OWNER {0}").format(name))
                admin.execute(sql.SQL("REVOKE CONNECT ON DATABASE {} FROM PUBLIC").format(name))
            host, port = admin.info.host, admin.info.port
    except psycopg.Error as fault:
        which = "The PostgreSQL of DATABASE_URL" if "DATABASE_URL" in os.environ else "PostgreSQL"
        reason = (str(fault).strip().splitlines() or ["no reason given"])[0]
        raise NoServer(f"{which} cannot make the database of {service}: {reason}") from None
    return f"postgresql://{service}:{password}@{host}:{port}/{service}"
