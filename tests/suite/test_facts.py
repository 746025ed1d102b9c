"""Nothing that a data file says is lost on its way into a request."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from main_job import facts, los_cabos
from main_job.facts import Put

DERIVED = {
    # How precise a day is shows in how it is written, and how many parties there are in who they are.
    *("accession_precision", "signed_precision", "in_force_precision", "type"),
    # A region's name is told once, of the region.
    "region_name",
    # The register knows an economy's name by its code; whether it is a Member is said the other way round.
    *("economy", "wco_member"),
}


def said(value: Any) -> Iterator[str]:
    """Every word, number and yes in a row; null was never said."""
    if isinstance(value, dict):
        yield from (word for field, part in value.items() if field not in DERIVED for word in said(part))
    elif isinstance(value, list):
        yield from (word for part in value for word in said(part))
    elif value is not None:
        yield str(value)


def told(put: Put) -> str:
    return f"{put.path} {json.dumps(put.body, ensure_ascii=False)}".replace('\\"', '"')


@pytest.mark.parametrize(
    ("name", "requests"),
    [
        ("members", facts.members()),
        ("vice_chairs", facts.vice_chair_terms()),
        ("aeo_programmes", facts.programmes()),
        ("mras", facts.agreements() + facts.work_plans()),
    ],
)
def test_every_word_of_every_row_is_in_a_request(name: str, requests: list[Put]) -> None:
    rows = facts.rows(name)

    assert len(requests) == len(rows) == len({put.path for put in requests})
    everything = [told(put).lower() for put in requests]
    for row in rows:
        words = {word.lower() for word in said(row)}
        assert any(all(word in request for word in words) for request in everything), row


def test_every_session_is_planned_with_what_is_known_of_it() -> None:
    for row, plan in zip(facts.rows("council_sessions"), facts.council_sessions(), strict=True):
        numbers = [int(number) for number in row.pop("sessions").split("/")]

        assert plan.body["numbers"] == numbers
        assert all(word in told(plan) for word in said(row)), row


def test_plans_are_no_agreements() -> None:
    instruments = {put.body["instrument"] for put in facts.agreements()}

    assert not instruments & set(facts.PLANS)
    assert {put.body["instrument"] for put in facts.work_plans()} == set(facts.PLANS)


def test_all_terms_are_told_before_or_after_the_choice_and_chile_is_left_in_office() -> None:
    before, after = los_cabos.terms_before_the_choice(), los_cabos.terms_from_the_choice_on()

    assert sorted(put.path for put in before + after) == sorted(put.path for put in facts.vice_chair_terms())
    chile = next(put for put in before if put.body["administration"] == los_cabos.HOLDER)
    assert "ended_on" not in chile.body
    assert chile.body["note"].endswith("last day: 2018-06-30")


def test_every_fact_of_the_conference_page_is_in_its_record_or_its_decision() -> None:
    page = los_cabos.page()
    requests = " ".join(told(put) for put in (los_cabos.convening(), los_cabos.decision()))
    kept = page["people"], page["organizations"], page["priorities"], page["strategic_plan"], page["presentations"]

    for part in (*kept, page["acknowledgements"], page["instruments_mentioned"], page["vice_chair"]["decision"]):
        assert [word for word in said(part) if word not in requests and word != page["conference"]["id"]] == []
