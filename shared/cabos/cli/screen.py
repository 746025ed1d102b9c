"""What the commands print: a table for people, JSON for programs."""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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
    """One thing, an attribute a line; of a list, each of its items."""
    if as_json:
        print(json.dumps(thing, ensure_ascii=False, indent=2, default=str))
        return
    width = max(map(len, thing))
    for name, value in thing.items():
        for line in value or [None] if isinstance(value, list) else [value]:
            print(f"{name.replace('_', ' '):<{width}}  {cell(line)}")


@dataclass(frozen=True, slots=True)
class Deed:
    """What a command did, or would do: in a sentence for people, as one object for programs."""

    what: str
    sentence: str
    executed: bool
    facts: Mapping[str, Any] = field(default_factory=dict)
    idle: bool = False
    """Whether there is nothing to do."""

    def tell(self, *, as_json: bool) -> None:
        if as_json:
            show_one({"what": self.what, **self.facts, "executed": self.executed}, as_json=True)
        else:
            print(printable(self.sentence) + ("" if self.executed or self.idle else "; --execute does it") + ".")


def plural(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"


def cell(value: Any) -> str:
    if isinstance(value, dict):
        return "  ".join(map(cell, value.values()))
    return "-" if value is None else printable(str(value))


def printable(text: str) -> str:
    """Text that a stranger wrote, without what a terminal would obey."""
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in text)
