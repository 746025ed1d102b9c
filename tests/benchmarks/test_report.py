"""The page of performance is put together as it should be."""

import pytest

from benchmarks.figures import ratio
from benchmarks.report import Figure, at_most, fill, table


def test_a_figure_stands_beside_its_target_and_the_verdict() -> None:
    figures = [at_most("wait", 7.25, 10, "ms"), at_most("cost", 1.5, 1.25), Figure("rebuild", "1.0 s")]

    lines = table(figures).splitlines()

    assert [[cell.strip() for cell in line.strip("|").split("|")][:4] for line in lines[2:]] == [
        ["wait", "7.2 ms", "≤ 10 ms", "met"],
        ["cost", "1.50", "≤ 1.25", "missed"],
        ["rebuild", "1.0 s", "", ""],
    ]
    assert len({len(line) for line in lines}) == 1


def test_a_ratio_is_the_median_of_the_rounds_and_not_of_the_rates() -> None:
    rounds = [(80.0, 100.0), (10.0, 100.0), (300.0, 300.0)]

    figure = ratio("relay", rounds, 0.8, "ours", "bare")

    assert (figure.measured, figure.met) == ("0.80", True)
    assert figure.detail == "80 events/s ours, 100 bare; rounds 0.10 to 1.00"


def test_a_ratio_without_a_target_has_no_verdict() -> None:
    figure = ratio("singly", [(1.0, 2.0)], None, "ours", "bare")

    assert (figure.measured, figure.target, figure.verdict) == ("0.50", "", "")


def test_the_parts_are_put_into_the_places_of_the_template() -> None:
    page = fill("# Title\n\n{{figures}}\n\nWords about {{figures}} stay.\n", {"figures": "| a |"})

    assert page == "# Title\n\n| a |\n\nWords about {{figures}} stay.\n"


def test_a_place_without_a_part_is_a_fault() -> None:
    with pytest.raises(KeyError, match="shares"):
        fill("{{shares}}\n", {})
