"""Figures beside their targets, on the terminal and as a page."""

import os
import platform
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import psycopg
import redis
from cabos.local import LocalServers

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
TEMPLATE = Path(__file__).with_name("page.md")
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


def at_most(what: str, value: float, target: float, unit: str = "", detail: str = "") -> Figure:
    digits = f"{value:.1f} {unit}" if unit else f"{value:.2f}"
    return Figure(what, digits, f"≤ {target:g} {unit}".rstrip(), value <= target, detail)


def table(figures: Iterable[Figure]) -> str:
    """A Markdown table whose columns line up on a terminal, too."""
    return grid(
        [("what", "measured", "target", "", "detail")]
        + [(f.what, f.measured, f.target, f.verdict, f.detail) for f in figures]
    )


def grid(rows: Sequence[Sequence[str]]) -> str:
    """The first row is the head."""
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


def shares_of(parts: Mapping[str, Sequence[tuple[str, str]]]) -> str:
    """One table for each part: its steps and their shares."""
    return "\n\n".join(grid([(f"the {part}", "share"), *steps]) for part, steps in parts.items())


def write_page(parts: Mapping[str, str]) -> None:
    """Put the parts into the places that the template has for them; the text around them is written by hand."""
    PAGE.write_text(fill(TEMPLATE.read_text(), parts))


def fill(template: str, parts: Mapping[str, str]) -> str:
    """Raises `KeyError` for a place without a part."""
    return re.sub(r"^\{\{(\w+)\}\}$", lambda place: parts[place[1]], template, flags=re.MULTILINE)
