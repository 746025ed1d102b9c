"""Every fenced block of the papers is run or parsed; one in a language that nobody here can try is refused."""

import json
import os
import shlex
import subprocess
import sys
import threading
from itertools import dropwhile
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis
import yaml

from tests.docs.existing import verbs
from tests.docs.papers import BLOCKS, Block, blocks

LANGUAGES = {"python", "sh", "sql", "json", "yaml", "mermaid", "text"}
PROGRAMS = {
    "cabos",
    "cd",
    "cp",
    "curl",
    "docker",
    "export",
    "git",
    "grep",
    "kill",
    "ls",
    "make",
    "psql",
    "python",
    "redis-cli",
}
DIAGRAMS = {"flowchart", "sequenceDiagram", "stateDiagram-v2"}
PATIENCE_S = 60


def each(*languages: str) -> Any:
    return pytest.mark.parametrize("block", blocks(*languages), ids=lambda block: block.where)


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.where)
def test_a_block_says_what_it_is(block: Block) -> None:
    assert block.language in LANGUAGES, f"{block.where}: nobody tries {block.language or 'a block without a language'}"


@each("python")
def test_a_program_does_what_it_says(block: Block, shown: dict[str, str], tmp_path: Path) -> None:
    program = tmp_path / "snippet.py"
    program.write_text(block.text, encoding="utf-8")

    said, returned = run_until(program, shown, block.expects)

    if block.expects is None:
        assert returned == 0, f"{block.where}:\n{said}"
    else:
        assert block.expects in said, f"{block.where}:\n{said}"


def run_until(program: Path, environment: dict[str, str], expected: str | None) -> tuple[str, int]:
    """Run a program to its end, or until it has said what is expected of it: a subscriber never ends by itself."""
    with subprocess.Popen(
        [sys.executable, "-u", str(program)],
        cwd=program.parent,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        guard = threading.Timer(PATIENCE_S, process.kill)
        guard.start()
        said = ""
        for line in process.stdout or ():
            said += line
            if expected is not None and expected in said:
                process.kill()
        guard.cancel()
    return said, process.returncode


@each("sh")
def test_shell_commands_can_be_given(block: Block) -> None:
    parsed = subprocess.run(["bash", "-n"], input=block.text, capture_output=True, text=True, check=False)

    assert parsed.returncode == 0, f"{block.where}: {parsed.stderr}"
    for words in commands(block):
        assert Path(words[0]).name in PROGRAMS, f"{block.where}: {words[0]} is none of {', '.join(sorted(PROGRAMS))}"
        if words[0] == "make":
            assert set(targets(words)) <= verbs(), f"{block.where}: {shlex.join(words)}"


ASKING_REDIS = [block for block in blocks("sh") if "redis-cli" in block.text]


@pytest.mark.parametrize("block", ASKING_REDIS, ids=lambda block: block.where)
def test_redis_takes_the_commands_that_are_given_to_it(block: Block, shown: dict[str, str]) -> None:
    with redis.Redis.from_url(shown["REDIS_URL"]) as client:
        for words in commands(block):
            if words[0] == "redis-cli":
                client.execute_command(*redis_command(words))


def commands(block: Block) -> list[list[str]]:
    """The commands of a block, one a line, without their comments, their settings and what follows a pipe."""
    lines = block.text.replace("\\\n", " ").splitlines()
    found = [shlex.split(line.split(" | ")[0], comments=True) for line in lines]
    return [list(dropwhile(setting, words)) for words in found if words]


def setting(word: str) -> bool:
    return word.partition("=")[0].isupper() and "=" in word


def targets(words: list[str]) -> list[str]:
    return [word for word in words[1:] if not setting(word) and not word.startswith("-")]


def redis_command(words: list[str]) -> list[str]:
    assert words[1:3] == ["-u", "$REDIS_URL"], f"say which server: {shlex.join(words)}"
    return words[3:]


@each("sql")
def test_a_statement_can_be_run_in_the_database_of_a_service(block: Block, service_database: str) -> None:
    with psycopg.connect(service_database) as connection:
        connection.execute(block.text)
        connection.rollback()


@each("json", "yaml", "mermaid")
def test_a_document_can_be_read(block: Block) -> None:
    match block.language:
        case "json":
            json.loads(block.text)
        case "yaml":
            yaml.safe_load(block.text)
        case "mermaid":
            assert block.text.split()[0] in DIAGRAMS
