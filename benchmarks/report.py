"""Figures beside their targets, on the terminal and as a page."""

import os
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import psycopg
import redis
from cabos.local import LocalServers

PAGE = Path(__file__).with_name("results.md")
PACKAGES = ("faststream", "redis", "hiredis", "psycopg", "sqlalchemy", "pydantic")


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured; `met` is None where there is no target, or nothing to compare with it."""

    what: str
    measured: str
    target: str = ""
    met: bool | None = None
    detail: str = ""

    @property
    def verdict(self) -> str:
        return {True: "met", False: "missed", None: ""}[self.met]


def at_least(what: str, value: float, target: float, detail: str) -> Figure:
    return Figure(what, f"{value:.2f}", f"≥ {target}", value >= target, detail)


def under(what: str, value: float, target: float, unit: str, detail: str = "") -> Figure:
    return Figure(what, f"{value:.1f} {unit}", f"< {target:g} {unit}", value < target, detail)


def table(figures: Iterable[Figure]) -> str:
    """A Markdown table whose columns line up on a terminal, too."""
    rows = [("what", "measured", "target", "", "detail")]
    rows += [(f.what, f.measured, f.target, f.verdict, f.detail) for f in figures]
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])


def circumstances(servers: LocalServers) -> list[str]:
    """The machine and the versions, without names that belong to nobody else."""
    with psycopg.connect(servers.database_url) as connection:
        postgres = connection.info.server_version // 10_000, connection.info.server_version % 10_000
    with redis.Redis.from_url(servers.redis_url) as client:
        info = client.info("server")
    kind = "Valkey" if "valkey_version" in info else "Redis"
    return [
        f"- machine: {os.cpu_count()} CPUs, {platform.machine()}, {platform.system()}",
        f"- Python {platform.python_version()}, PostgreSQL {postgres[0]}.{postgres[1]}, "
        f"{kind} {info.get('valkey_version', info['redis_version'])}",
        f"- {', '.join(f'{name} {version(name)}' for name in PACKAGES)}",
        "- both servers on this machine, over loopback, and not durable: PostgreSQL with `fsync`, `synchronous_commit` "
        "and `full_page_writes` off, the Redis-protocol server without a file",
    ]


def write_page(servers: LocalServers, figures: list[Figure], rounds: int) -> None:
    PAGE.write_text(
        "# What was measured\n\n"
        "Written by `make bench`. Each ratio compares with the bare client on the same machine in the same run and is "
        f"the median of {rounds} alternating rounds; rates in the detail are medians, too.\n\n"
        + "\n".join(circumstances(servers))
        + f"\n\n{table(figures)}\n"
    )
