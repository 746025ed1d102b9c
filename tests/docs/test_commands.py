"""What the papers give to `cabos` is something that it takes, and what it points at in the papers is there."""

import re
import shlex
from typing import Any

import pytest
import typer
from cabos.cli.app import app
from cabos.cli.looks import Remedy

from tests.docs.papers import PAPERS, ROOT, blocks

LINES = [line for block in blocks("sh") for line in block.text.splitlines() if line.startswith("cabos ")]
WORDS = [name for paper in PAPERS for _, name in paper.names if name.startswith("cabos ")]
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def parsed(words: list[str]) -> list[str]:
    """The words of the commands that were found, down to the last; wrong use raises."""
    command: Any = typer.main.get_command(app)
    context = command.make_context("cabos", words, resilient_parsing=True)
    found: list[str] = []
    while hasattr(command, "resolve_command") and (rest := [*context._protected_args, *context.args]):
        name, command, rest = command.resolve_command(context, rest)
        context = command.make_context(name, rest, parent=context)
        found.append(name)
    return found


def every_command() -> set[str]:
    def under(command: Any) -> set[str]:
        commands = getattr(command, "commands", {})
        return {f"{name}{rest}" for name, sub in commands.items() for rest in ({f" {r}" for r in under(sub)} or {""})}

    return under(typer.main.get_command(app))


@pytest.mark.parametrize("line", LINES)
def test_a_line_for_the_command_is_one_that_it_takes(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody/none")
    monkeypatch.setenv("REDIS_URL", "redis://nobody")

    assert parsed(shlex.split(line, comments=True)[1:])


def test_every_command_is_explained_and_every_one_that_is_explained_exists() -> None:
    operations = (ROOT / "docs/architecture/operations.md").read_text(encoding="utf-8")
    named = {re.sub(r"(^| )(--\S+|[A-Z|]+)", "", word.removeprefix("cabos ")) for word in WORDS} - {""}

    assert [command for command in sorted(every_command()) if f"`cabos {command}" not in operations] == []
    assert named <= every_command()


def test_what_the_doctor_sends_to_is_a_section_of_the_runbook() -> None:
    headings = HEADING.findall((ROOT / "docs/runbook.md").read_text(encoding="utf-8"))

    anchors = {re.sub(r"[^a-z0-9-]", "", heading.lower().replace(" ", "-")) for heading in headings}

    assert set(Remedy) <= anchors
