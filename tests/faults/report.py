"""The figures as a table on the terminal, as a page and as JSON."""

import json
import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests.faults.judge import Verdict
from tests.faults.plan import KINDS
from tests.faults.run import Outcome

PAGES = Path(__file__).parents[2] / "docs" / "reliability"
PACKAGES = ("faststream", "redis", "psycopg", "sqlalchemy")


def table(outcomes: Sequence[Outcome]) -> str:
    """The counts, a row for each design."""
    rows = [
        ("design", "faults", "events", "lost", "twice", "unfounded", "out of order", "dead letters / injected",
         "dead letters beyond", "worst recovery")
    ]  # fmt: skip
    for outcome in outcomes:
        verdict = outcome.verdict
        rows.append((
            outcome.design, str(sum(outcome.faults.values())), f"{verdict.facts:,}", f"{verdict.lost:,}",
            f"{verdict.duplicates:,}", f"{verdict.unfounded:,}", f"{verdict.misordered:,}",
            f"{verdict.dead_as_injected:,} / {2 * verdict.injected:,}", f"{verdict.dead_beyond:,}",
            _seconds(max(verdict.recovery.values(), default=None)),
        ))  # fmt: skip
    return _lined_up(rows)


def recovery(outcomes: Sequence[Outcome]) -> str:
    """The longest recovery from each kind of fault, a column for each design."""
    rows = [("fault", "times", *(outcome.design for outcome in outcomes))]
    for kind in KINDS:
        times = max(outcome.faults.get(kind, 0) for outcome in outcomes)
        cells = [
            "not injected" if kind in outcome.not_injected else _seconds(outcome.verdict.recovery.get(kind))
            for outcome in outcomes
        ]
        rows.append((kind, str(times), *cells))
    return _lined_up(rows)


def write_pages(server: str, seed: int, minutes: float, outcomes: Sequence[Outcome], folder: Path) -> None:
    """Write both; designs that were left out this time stay as an earlier run of the same plan has found them."""
    known: dict[str, Any] = {
        "seed": seed,
        "minutes": minutes,
        "machine": f"{os.cpu_count()} CPUs, {platform.machine()}, {platform.system()}",
        "versions": {"Python": platform.python_version()}
        | outcomes[0].versions
        | {package: version(package) for package in PACKAGES},
    }
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"faults-{server}.json"
    earlier = _earlier(file, known, {outcome.design for outcome in outcomes})
    every = [*outcomes, *earlier]
    designs = [asdict(outcome) for outcome in every]
    for design in designs:
        del design["versions"]
    file.write_text(f"{json.dumps(known | {'designs': designs}, indent=2, ensure_ascii=False)}\n")
    (folder / f"faults-{server}.md").write_text(_page(server, known, every, [each.design for each in earlier]))


def _earlier(file: Path, known: dict[str, Any], run: set[str]) -> list[Outcome]:
    """What the file says of other designs, when it is of the same plan, machine and versions."""
    if not file.exists():
        return []
    said = json.loads(file.read_text())
    designs = said.pop("designs")
    if said != known:
        return []
    return [
        Outcome(**design | {"verdict": Verdict(**design["verdict"]), "versions": known["versions"]})
        for design in designs
        if design["design"] not in run
    ]


def _page(server: str, known: dict[str, Any], outcomes: Sequence[Outcome], earlier: Sequence[str]) -> str:
    versions = known["versions"]
    names = ",".join(outcome.design for outcome in outcomes)
    left_out = sorted(
        f"- not injected for {outcome.design}: {kind}, for {reason}"
        for outcome in outcomes
        for kind, reason in outcome.not_injected.items()
    )
    lines = [
        f"# Faults on {server.capitalize()}",
        "",
        f"Written by `make faults SEED={known['seed']} MINUTES={known['minutes']:g} SERVER={server} DESIGNS={names}`.",
        "[How to read it](README.md).",
        "",
        f"- machine: {known['machine']}",
        f"- {', '.join(f'{name} {number}' for name, number in versions.items())}",
        *map(_told, outcomes),
        *([f"- in an earlier run of the same plan: {', '.join(earlier)}"] if earlier else []),
        *left_out,
        "",
        table(outcomes),
        "",
        "## Longest recovery",
        "",
        recovery(outcomes),
    ]
    return "\n".join(lines) + "\n"


def _told(outcome: Outcome) -> str:
    return (
        f"- {outcome.design}: {outcome.rolled_back:,} transactions rolled back, {outcome.verdict.injected:,} events "
        f"that cannot be handled, {outcome.ended_by_themselves} processes ended by themselves and were started again, "
        f"{outcome.seconds:,.0f} s in all"
    )


def _seconds(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f} s"


def _lined_up(rows: Iterable[Sequence[str]]) -> str:
    rows = list(rows)
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    return "\n".join([lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]])
