"""What is known as a year or a month follows what it presupposes: no reinstatement before its suspension."""

from datetime import date

import pytest
from aeo.model import Agreement
from aeo.model.party_status import party_status
from aeo.model.periods import periods
from cabos_contracts.types import PartialDate

from tests.aeo.lives import FOUR, IN_FORCE, accede, begin, found, names, reinstate, stages, suspend, withdraw

NEXT_YEAR = date(2026, 1, 5)


def recognised(agreement: Agreement, day: str, pair: tuple[str, str] = ("BR", "MX"), *, surely: bool = True) -> bool:
    on = date.fromisoformat(day)
    return any(
        (p.certified_in, p.recognised_by) == pair and p.sure is surely and p.since <= on < p.until
        for p in periods(agreement.everyone, agreement.steps)
    )


@pytest.mark.parametrize("until", ["2022", "2022-03", "2022-03-15"])
def test_a_suspension_ends_by_itself_once_however_its_end_is_known(until: str) -> None:
    agreement = found(**IN_FORCE)

    suspend(agreement, "2022-03-15", until_on=PartialDate(until))

    assert [step.kind for step in agreement.steps].count("reinstated") == 1
    assert (agreement.due_on, agreement.stage) == (None, "in_force")
    assert stages(agreement, "2022-03-14", "2023-01-01") == ["in_force", "in_force"]


def test_the_end_of_a_suspension_ahead_comes_once() -> None:
    agreement = found(**IN_FORCE)
    suspend(agreement, "2025-03-15", until_on=PartialDate("2025"))

    told = [names(agreement.take_effect_when_due(day)) for day in (date(2025, 3, 15), NEXT_YEAR, NEXT_YEAR)]

    assert told == [["AgreementSuspended"], ["AgreementReinstated"], []]
    assert agreement.stage == "in_force"


@pytest.mark.parametrize("again", ["2022", "2022-09", "2022-09-01"])
def test_what_was_reinstated_in_a_year_was_suspended_before(again: str) -> None:
    agreement = found(**IN_FORCE)
    suspend(agreement, "2022-03-01")
    reinstate(agreement, again)

    assert [recognised(agreement, day) for day in ("2022-02-28", "2022-03-01", "2023-01-01")] == [True, False, True]
    assert stages(agreement, "2022-02-28", "2023-01-01") == ["in_force", "in_force"]


def test_a_suspension_of_a_year_follows_the_end_of_the_one_before() -> None:
    agreement = found(**IN_FORCE)
    suspend(agreement, "2021-03-01")
    reinstate(agreement, "2022-06-01")
    suspend(agreement, "2022")

    assert [recognised(agreement, day) for day in ("2022-05-31", "2022-06-01", "2023-01-01")] == [False] * 3
    assert [recognised(agreement, day, surely=False) for day in ("2022-05-31", "2022-06-02")] == [False, True]


def test_who_left_and_came_back_in_one_year_was_a_party_before_and_after() -> None:
    agreement = found(**IN_FORCE, **FOUR)
    withdraw(agreement, "PE", "2021-06-01")
    accede(agreement, "PE", "2021")

    days = ("2020-06-01", "2021-05-31", "2022-01-01")
    assert [recognised(agreement, day, ("PE", "CL")) for day in days] == [True] * 3
    status = {day: party_status(agreement.record.parties, agreement.steps, date.fromisoformat(day)) for day in days}
    assert [(each.is_party, each.in_force) for day in days for each in status[day] if each.party == "PE"] == [
        (True, True)
    ] * 3


def test_nothing_was_possible_before_the_signature() -> None:
    agreement = found(**IN_FORCE | {"in_force_on": "2018"})

    possible = [recognised(agreement, day, surely=False) for day in ("2018-07-20", "2018-07-21")]

    assert possible == [False, True]
    assert stages(agreement, "2018-07-20") == [None]


def test_the_whole_waits_for_all_that_signed_and_have_not_left() -> None:
    agreement = found(**FOUR, stage="signed", signed_on="2018-07-21", open_to_accession=True)
    accede(agreement, "BR", "2019-01-01")
    for party in ("BR", "CL", "CO", "MX"):
        begin(agreement, "2020-01-01", party=party)
    before = agreement.stage

    told = names(withdraw(agreement, "PE", "2021-01-01"))

    assert (before, agreement.stage, agreement.in_force_on) == ("partially_in_force", "in_force", "2021-01-01")
    assert told == ["PartyWithdrew", "AgreementEnteredIntoForce"]
    assert stages(agreement, "2020-06-01", "2021-01-01") == ["partially_in_force", "in_force"]


def test_a_party_stands_as_coverage_tells() -> None:
    agreement = found(**FOUR, stage="in_force", signed_on="2018-07-21", in_force_on="2019-01-01")
    accede(agreement, "BR", "2023-01-01")
    begin(agreement, "2024-01-01", party="BR")
    begin(agreement, "2021-01-01", party="PE", operator_types=("exporter",))

    for party, day, since in (("BR", "2023-06-01", "2024-01-01"), ("BR", "2024-06-01", "2024-01-01"),
                              ("PE", "2020-06-01", "2019-01-01")):  # fmt: skip
        status = {each.party: each for each in party_status(agreement.record.parties, agreement.steps,
                                                            date.fromisoformat(day))}  # fmt: skip
        assert (status[party].in_force, status[party].in_force_since) == (
            recognised(agreement, day, (party, "CL")),
            since,
        )
