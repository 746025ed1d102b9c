"""The two servers a command asks, and the options that say where they are."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Annotated, TypeVar

import typer
from pydantic import SecretStr
from redis.asyncio import Redis, RedisCluster
from redis.exceptions import NoPermissionError
from sqlalchemy import text
from sqlalchemy.exc import ArgumentError
from sqlmodel.ext.asyncio.session import AsyncSession

from cabos.cli.sentences import WRONG_USE, Trouble
from cabos.database import Database, execute
from cabos.logs import first_line
from cabos.settings import SECRETS, ServiceSettings
from cabos.streams import writing_client

T = TypeVar("T")


def secret(name: str) -> Callable[[], str | None]:
    """What a container finds in a file, when neither option nor environment says it."""

    def read() -> str | None:
        file = SECRETS / name
        return file.read_text(encoding="utf-8").strip() if file.is_file() else None

    return read


DatabaseUrl = Annotated[
    str | None,
    typer.Option(
        envvar="DATABASE_URL", show_envvar=True, default_factory=secret("database_url"), help="a service's own"
    ),
]
DatabaseUrls = Annotated[
    list[str] | None,
    typer.Option(
        "--database-url",
        envvar="DATABASE_URL",
        show_envvar=True,
        default_factory=lambda: [url] if (url := secret("database_url")()) else None,
        help="a service's own; repeatable, in the environment with blanks between them",
    ),
]
RedisUrl = Annotated[
    str | None, typer.Option(envvar="REDIS_URL", show_envvar=True, default_factory=secret("redis_url"))
]
Json = Annotated[bool, typer.Option("--json", help="print JSON")]
Execute = Annotated[bool, typer.Option("--execute", help="do it; without this it is only shown")]


def run(work: Awaitable[T]) -> T:
    """The work of one command, from its first question to its answer."""

    async def working() -> T:
        return await work

    return asyncio.run(working())


@asynccontextmanager
async def redis_at(url: str | None) -> AsyncIterator[Redis]:
    checked("redis_url", url, "REDIS_URL")
    try:
        client = writing_client(url or "")
    except ValueError as wrong:
        raise Trouble(f"REDIS_URL: {wrong}", WRONG_USE) from None
    try:
        if not await _in_a_cluster(client):
            yield client
            return
    finally:
        await client.aclose()
    # What it answers is what a client of one server would get, whichever server has the key.
    async with RedisCluster.from_url(url or "", protocol=2) as cluster:
        yield cluster  # type: ignore[misc]


async def _in_a_cluster(client: Redis) -> bool:
    try:
        return bool((await client.info("cluster")).get("cluster_enabled"))
    except NoPermissionError:
        return False  # who may not ask works with one server


@asynccontextmanager
async def database_at(url: str | None) -> AsyncIterator[Database]:
    address = checked("database_url", url, "DATABASE_URL")
    try:
        database = Database(address, pool_size=1)
    except (ArgumentError, ValueError) as wrong:
        raise Trouble(f"DATABASE_URL: {first_line(wrong)}", WRONG_USE) from None
    try:
        yield database
    finally:
        await database.close()


def checked(field: str, url: str | None, variable: str) -> str:
    """An address as the services take it."""
    if not url:
        raise Trouble(f"Say where it is: {variable}, or --{field.replace('_', '-')}.", WRONG_USE)
    try:
        address = SecretStr(url)
        if field == "redis_url":
            return ServiceSettings.bytes_only(address).get_secret_value()
        return ServiceSettings.one_driver(address).get_secret_value()
    except ValueError as wrong:
        raise Trouble(f"{wrong}", WRONG_USE) from None


# What delivery says of itself has the service for its subject.
_SOURCE = text("""
    SELECT CASE split_part(type, '.', 1) WHEN 'cabos' THEN subject ELSE split_part(type, '.', 1) END
    FROM journal ORDER BY id DESC LIMIT 1
""")


async def source_of(session: AsyncSession) -> str:
    """Which service's database this is, by what its journal announces."""
    source = await announced_source(session)
    if source is None:
        raise Trouble("This service has announced nothing yet: it has neither a stream nor readers.")
    return source


async def announced_source(session: AsyncSession) -> str | None:
    """The same, or None while nothing was ever announced."""
    source: str | None = (await execute(session, _SOURCE)).scalar_one_or_none()
    return source
