"""PostgreSQL and Redis from containers, for those who want the tests on the very images that they run."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from docker.errors import DockerException
from testcontainers.community.postgres import PostgresContainer
from testcontainers.community.redis import RedisContainer
from testcontainers.core.config import testcontainers_config

from cabos.local import NoServer

POSTGRES_IMAGE = os.environ.get("CABOS_POSTGRES_IMAGE", "postgres:17")
REDIS_IMAGE = os.environ.get("CABOS_REDIS_IMAGE", "redis:8")
ORIGIN = f"PostgreSQL: container of {POSTGRES_IMAGE}, Redis: container of {REDIS_IMAGE}"

LOOK_EVERY_S = 0.1

# A test's data need not survive the machine.
HASTY = " -c ".join(
    (
        "postgres",
        "max_connections=300",
        "fsync=off",
        "synchronous_commit=off",
        "full_page_writes=off",
        "authentication_timeout=3s",
    )
)


@contextmanager
def container_stack() -> Iterator[tuple[str, str]]:
    """`(database_url, redis_url)` of two fresh containers, which go when the block ends.

    Should this process die, testcontainers' own reaper ends them; `TESTCONTAINERS_RYUK_DISABLED=true` does without it
    where its image cannot be had. Raises `NoServer` when there is no container engine or it has no such image.
    """
    testcontainers_config.sleep_time = LOOK_EVERY_S
    with ExitStack() as started:
        try:
            postgres = PostgresContainer(POSTGRES_IMAGE, username="cabos", dbname="postgres", driver=None)
            started.enter_context(postgres.with_command(HASTY))
            redis = started.enter_context(RedisContainer(REDIS_IMAGE))
        except DockerException as fault:
            raise NoServer(f"The containers for the tests cannot be started: {fault}") from fault
        where = f"{redis.get_container_host_ip()}:{redis.get_exposed_port(redis.port)}"
        yield postgres.get_connection_url(), f"redis://{where}/0"
