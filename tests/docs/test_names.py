"""What the papers name exists, and what operators must know is named."""

import re
from collections.abc import Callable, Iterator

import pytest
from cabos_contracts.catalogue import CATALOGUE

from tests.docs import existing
from tests.docs.papers import PAPERS, ROOT, Paper, blocks

OPERATIONS = (ROOT / "docs/architecture/operations.md").read_text(encoding="utf-8")

VERB = re.compile(r"\bmake ((?!-)[a-z-]+)")
VARIABLE = re.compile(r"\b[A-Z][A-Z0-9]*_[A-Z0-9_]*[A-Z0-9]\b")
METRIC = re.compile(r"\bcabos_(?!contracts\b)[a-z_]+\b")
TYPE = re.compile(r"\b[a-z]+(?:\.[a-z-]+)+\.v[0-9]+\b")
ADDRESS = re.compile(r"\b(GET|PUT|POST|DELETE) (/[^\s\"']*)")
PATH = re.compile(r"(?:[\w*.-]+/)+[\w*.-]*|[\w*.-]+\.(?:py|md|toml|json|yaml|txt|sh|mako)")

Named = Callable[[str], str | tuple[str, ...]]


def named(pattern: re.Pattern[str], paper: Paper) -> Iterator[tuple[str, re.Match[str]]]:
    """What `pattern` finds in the code font of a paper: in its sentences and in its shell and text blocks."""
    texts = [(block.where, block.text) for block in paper.blocks if block.language in ("sh", "text")]
    for where, text in paper.names + texts:
        for found in pattern.finditer(text):
            yield where, found


def missing(pattern: re.Pattern[str], paper: Paper, known: Callable[[re.Match[str]], bool]) -> list[str]:
    return [f"{where}: {found[0]}" for where, found in named(pattern, paper) if not known(found)]


papers = pytest.mark.parametrize("paper", PAPERS, ids=str)


@papers
def test_every_verb_of_make_exists(paper: Paper) -> None:
    assert missing(VERB, paper, lambda found: found[1] in existing.verbs()) == []


@papers
def test_every_variable_exists(paper: Paper) -> None:
    assert missing(VARIABLE, paper, lambda found: found[0] in existing.words()) == []


@papers
def test_every_metric_exists(paper: Paper) -> None:
    assert missing(METRIC, paper, lambda found: found[0] in existing.metrics()) == []


@papers
def test_every_event_type_exists(paper: Paper) -> None:
    assert missing(TYPE, paper, lambda found: found[0] in CATALOGUE) == []


@papers
def test_every_address_has_a_route(paper: Paper) -> None:
    assert missing(ADDRESS, paper, lambda found: existing.answers(found[1], found[2])) == []


@papers
def test_every_file_exists(paper: Paper) -> None:
    spans = [(where, name) for where, name in paper.names if PATH.fullmatch(name) and is_path(name)]

    assert [f"{where}: {name}" for where, name in spans if not existing.exists(name)] == []


@pytest.mark.parametrize("variable", sorted(existing.settings()))
def test_every_setting_is_explained(variable: str) -> None:
    assert f"`{variable}`" in OPERATIONS


@pytest.mark.parametrize("metric", sorted(existing.metrics()))
def test_every_metric_is_explained(metric: str) -> None:
    assert f"`{metric}`" in OPERATIONS


@pytest.mark.parametrize("line", sorted(existing.log_lines()))
def test_every_line_of_the_log_is_explained(line: str) -> None:
    assert f"`{line}`" in OPERATIONS


def test_the_addresses_in_shell_blocks_have_routes() -> None:
    asked = [
        (block.where, path)
        for block in blocks("sh")
        for path in re.findall(r"http://127\.0\.0\.1:80\d\d(/[^\s\"']*)", block.text)
    ]

    assert [f"{where}: {path}" for where, path in asked if not existing.answers("GET", path)] == []


def is_path(name: str) -> bool:
    """Whether a name means a file of ours: what has a slash may be a media type or a key instead."""
    top, slash, _ = name.partition("/")
    return not slash or (ROOT / top).exists() or top in {"cabos", "commands", "model"} | set(existing.SERVICES)
