"""What the tests of the papers would say of papers that are wrong."""

from pathlib import Path

import pytest

from tests.docs import existing
from tests.docs.papers import ROOT, Block, anchors, read
from tests.docs.test_names import METRIC, TYPE, VARIABLE, VERB
from tests.docs.test_snippets import commands, run_until


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        (VERB, "make nothing"),
        (VARIABLE, "CABOS_NOTHING"),
        (METRIC, "cabos_nothing_total"),
        (TYPE, "aeo.nothing.done.v1"),
    ],
)
def test_a_name_in_a_sentence_is_seen(pattern: object, sentence: str) -> None:
    assert pattern.search(f"set {sentence} first")  # type: ignore[attr-defined]


def test_what_does_not_exist_is_missed() -> None:
    assert "nothing" not in existing.verbs()
    assert "CABOS_NOTHING" not in existing.words()
    assert "cabos_nothing_total" not in existing.metrics()
    assert not existing.exists("shared/cabos/nothing.py")
    assert not existing.answers("GET", "/v1/nothing")
    assert not existing.answers("PUT", "/readyz")


def test_an_address_may_leave_its_parts_open() -> None:
    assert existing.answers("GET", "/v1/regions/{code}/vice-chair?as_of=2018-06-30")
    assert existing.answers("GET", "/v1/regions/AMS/vice-chair")


def test_a_heading_is_an_anchor() -> None:
    assert "stream-ahead-of-its-journal" in anchors(ROOT / "docs/runbook.md")
    assert "nothing" not in anchors(ROOT / "docs/runbook.md")


def test_a_comment_above_a_block_is_what_it_must_say() -> None:
    paper = read(ROOT / "docs/architecture/delivery.md")

    expected = {block.expects for block in paper.blocks if block.language == "python"}

    assert expected == {"governance.vice-chair.selected.v1"}


def test_a_program_that_fails_is_seen_to_fail(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text("print('so far', so_good)")

    said, returned = run_until(program, {}, None)

    assert returned == 1
    assert "NameError" in said


def test_a_program_that_never_ends_is_ended_once_it_has_said_enough(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text("import threading\nprint('enough')\nthreading.Event().wait()")

    said, returned = run_until(program, {}, "enough")

    assert said == "enough\n"
    assert returned != 0


def test_a_command_is_read_without_its_settings_and_pipes() -> None:
    block = Block("here", "sh", 'A=1 make run PAGES="a b"  # go\ncurl -s \\\n  http://there | grep x\n', None)

    assert commands(block) == [["make", "run", "PAGES=a b"], ["curl", "-s", "http://there"]]
