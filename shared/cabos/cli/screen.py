"""What the commands print: a table for people, JSON for programs."""

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

NO_TERMINAL_WIDTH = 10_000
"""A file or a pipe has no edge to break lines at."""


def show(rows: Sequence[Mapping[str, Any]], *, as_json: bool, nothing: str) -> None:
    """Rows that share their keys; `nothing` is what is said to people when there is none."""
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=2, default=str))
        return
    if not rows:
        print(nothing)
        return
    table = Table(box=None, pad_edge=False)
    for name, value in rows[0].items():
        table.add_column(name.replace("_", " "), justify="right" if isinstance(value, int) else "left")
    for row in rows:
        table.add_row(*(Text(cell(value)) for value in row.values()))
    console = Console(width=None if sys.stdout.isatty() else NO_TERMINAL_WIDTH)
    console.print(table)


def show_one(thing: Mapping[str, Any], *, as_json: bool) -> None:
    """One thing, an attribute a line."""
    if as_json:
        print(json.dumps(thing, ensure_ascii=False, indent=2, default=str))
        return
    width = max(map(len, thing))
    for name, value in thing.items():
        print(f"{name.replace('_', ' '):<{width}}  {cell(value)}")


def cell(value: Any) -> str:
    return "-" if value is None else printable(str(value))


def printable(text: str) -> str:
    """Text that a stranger wrote, without what a terminal would obey."""
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in text)
