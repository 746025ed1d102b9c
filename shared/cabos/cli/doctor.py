"""Whether the servers are as Cabos needs them, and whether what they say of each other agrees."""

from typing import Any

import typer

from cabos.cli.looks import Finding, look_at_database, look_at_redis
from cabos.cli.screen import show
from cabos.cli.sentences import WRONG, WRONG_USE, Trouble
from cabos.cli.servers import DatabaseUrls, Json, RedisUrl, database_at, redis_at, run

WORDS = {True: "well", False: "ILL", None: "not seen"}

RUNBOOK = "docs/runbook.md"


def doctor(database_url: DatabaseUrls, redis_url: RedisUrl, as_json: Json = False) -> None:
    """Look at versions, durability, eviction, schema, waiting rows, dead letters, streams, cursors and clocks.

    Exits with 1 when anything is ill, and says where the runbook has what to do. Several databases are looked at one
    after the other.
    """
    if not database_url:
        raise Trouble("Say where it is: DATABASE_URL, or --database-url.", WRONG_USE)
    findings = run(_look(database_url, redis_url))
    show([as_row(finding) for finding in findings], as_json=as_json, nothing="")
    if any(finding.well is False for finding in findings):
        raise typer.Exit(WRONG)


async def _look(database_urls: list[str], redis_url: str | None) -> list[Finding]:
    async with redis_at(redis_url) as redis:
        found = [finding async for finding in look_at_redis(redis)]
        for url in database_urls:
            async with database_at(url) as database, database.transaction() as session:
                found += [finding async for finding in look_at_database(session, redis)]
    return found


def as_row(finding: Finding) -> dict[str, Any]:
    return {
        "where": finding.where,
        "look": finding.look,
        "is": WORDS[finding.well],
        "found": finding.found,
        "do": f"{RUNBOOK}#{finding.remedy}" if finding.well is False else None,
    }
