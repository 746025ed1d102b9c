"""The figures as a table on the terminal, as a page and as JSON."""

import json
import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

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
    known = {
        "seed": seed,
        "minutes": minutes,
        "machine": f"{os.cpu_count()} CPUs, {platform.machine()}, {platform.system()}",
        "versions": {"Python": platform.python_version()}
        | outcomes[0].versions
        | {package: version(package) for package in PACKAGES},
    }
    designs = [asdict(outcome) for outcome in outcomes]
    for design in designs:
        del design["versions"]
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(known | {"designs": designs}, indent=2, ensure_ascii=False)
    (folder / f"faults-{server}.json").write_text(f"{text}\n")
    (folder / f"faults-{server}.md").write_text(_page(server, known, outcomes))


def _page(server: str, known: dict[str, object], outcomes: Sequence[Outcome]) -> str:
    versions = known["versions"]
    assert isinstance(versions, dict)
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
