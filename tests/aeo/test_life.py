"""What becomes of an agreement that is in force: stopped and taken up again, joined and left, ended for good."""

from datetime import date
from typing import Any

import pytest
from aeo.model.ending import (
    AlreadyParty,
    AlreadySuspended,
    Bilateral,
    NotInForce,
    NotParty,
    NotSuspended,
    TooFewParties,
)
from aeo.model.life import StepKind
from aeo.model.living import EndsBefore, NotSigned, Superseded, Terminated
from aeo.model.periods import periods
from cabos.refusal import Invalid, Refusal
from cabos_contracts.types import PartialDate

from tests.aeo.lives import (
    FOUR,
    IN_FORCE,
    TODAY,
    accede,
    begin,
    found,
    names,
    reinstate,
    replace,
    said,
    stages,
    suspend,
    terminate,
    withdraw,
)

BR_MX = ("BR", "MX")


def recognised(agreement: Any, certified_in: str, recognised_by: str, day: str, operator: str = "exporter") -> bool:
    on = date.fromisoformat(day)
    return any(
        period.sure and period.since <= on < period.until and operator not in period.except_types
        for period in periods(agreement.everyone, agreement.steps)
        if (period.certified_in, period.recognised_by) == (certified_in, recognised_by)
    )


def test_what_is_suspended_is_reinstated_once() -> None:
    agreement = found(**IN_FORCE)

    told = [*suspend(agreement, "2020-03-01", note="why"), *suspend(agreement, "2020-03-01", note="why")]
    stage = str(agreement.stage)
    told += [*reinstate(agreement, "2020-09"), *reinstate(agreement, "2020-09")]

    assert (names(told), stage, agreement.stage) == (
        ["AgreementSuspended", "AgreementReinstated"],
        "suspended",
        "in_force",
    )
    days = ("2020-02-29", "2020-03-01", "2020-08-31", "2020-09-15", "2020-09-30")
    assert stages(agreement, *days) == ["in_force", "suspended", "suspended", None, "in_force"]
    assert [recognised(agreement, *BR_MX, day) for day in days] == [True, False, False, False, True]


def test_a_suspension_of_one_direction_leaves_the_other_and_both_stop_the_agreement() -> None:
    agreement = found(**IN_FORCE)

    (told,) = suspend(agreement, "2020", direction=BR_MX)

    assert told.part.direction.certified_in == "BR"
    assert agreement.stage == "in_force"
    assert (recognised(agreement, "BR", "MX", "2021-01-01"), recognised(agreement, "MX", "BR", "2021-01-01")) == (
        False,
        True,
    )
    suspend(agreement, "2020", direction=("MX", "BR"))
    assert agreement.stage == "suspended"
    reinstate(agreement, "2022")
    assert agreement.stage == "in_force"


def test_a_suspension_of_some_operators_is_lifted_for_them() -> None:
    agreement = found(**IN_FORCE)
    suspend(agreement, "2020-01-01", operator_types=("exporter",))

    with pytest.raises(NotSuspended):
        reinstate(agreement, "2020-06-01", operator_types=("carrier",))
    reinstate(agreement, "2020-06-01", operator_types=("exporter",))

    assert [recognised(agreement, *BR_MX, day) for day in ("2020-05-31", "2020-06-01")] == [False, True]
    assert recognised(agreement, *BR_MX, "2020-05-31", "carrier")


def test_only_what_is_in_force_is_suspended_and_only_once() -> None:
    signed, agreement = found(stage="signed"), found(**IN_FORCE)

    with pytest.raises(NotInForce):
        suspend(signed, "2020-01-01")
    with pytest.raises(NotInForce):
        suspend(agreement, "2018-12-31")
    suspend(agreement, "2020-01-01")
    for again in ({"on": "2020-02-01"}, {"on": "2020-02-01", "party": "BR"}):
        with pytest.raises(AlreadySuspended):
            suspend(agreement, **again)
    with pytest.raises(NotSuspended):
        reinstate(agreement, "2019-06-01")
    assert len(agreement.steps) == 3


def test_a_part_is_of_parties_that_the_agreement_has() -> None:
    agreement = found(**IN_FORCE)

    for part in ({"party": "CL"}, {"direction": ("BR", "CL")}):
        with pytest.raises(Invalid, match="CL is no party"):
            suspend(agreement, "2020-01-01", **part)


def test_a_suspension_that_ends_by_itself_is_over_on_its_day() -> None:
    agreement = found(**IN_FORCE)

    past = suspend(agreement, "2020-01-01", until_on=PartialDate("2020-03-01"))
    suspend(agreement, "2025-01-01", until_on=PartialDate("2025-06-01"))
    on_the_day = agreement.take_effect_when_due(date(2025, 6, 1))

    assert names(past) == ["AgreementSuspended", "AgreementReinstated"]
    assert (names(on_the_day), agreement.stage, agreement.due_on) == (["AgreementReinstated"], "in_force", None)
    assert stages(agreement, "2020-02-28", "2020-03-01", "2025-05-31", "2025-06-01") == ["suspended", "in_force"] * 2
    assert agreement.take_effect_when_due(date(2030, 1, 1)) == []


@pytest.mark.parametrize(
    ("end", "event", "stage", "refusal"),
    [
        (terminate, "AgreementTerminated", "terminated", Terminated),
        (replace, "AgreementReplaced", "superseded", Superseded),
    ],
)
def test_an_end_is_final_and_told_once(end: Any, event: str, stage: str, refusal: type[Refusal]) -> None:
    agreement = found(**IN_FORCE)

    told = [*end(agreement, "2021-01-01"), *end(agreement, "2021-01-01")]

    assert (names(told), agreement.stage) == ([event], stage)
    assert stages(agreement, "2020-12-31", "2021-01-01") == ["in_force", stage]
    for asked in (
        lambda: suspend(agreement, "2020-06-01"),
        lambda: reinstate(agreement, "2020-06-01"),
        lambda: terminate(agreement, "2022-01-01"),
        lambda: replace(agreement, "2022-01-01", by=3),
        lambda: agreement.note("talk", said("reviewed", "2020"), TODAY),
    ):
        with pytest.raises(refusal):
            asked()


def test_an_end_that_lies_ahead_may_move_and_nothing_comes_behind_it() -> None:
    agreement = found(**IN_FORCE)

    told = [*terminate(agreement, "2026-01-01"), *terminate(agreement, "2027-01-01")]
    with pytest.raises(EndsBefore):
        suspend(agreement, "2027-01-01")
    suspend(agreement, "2026-06-01")
    days = stages(agreement, "2026-05-31", "2026-06-01", "2027-01-01")
    on_the_day = agreement.take_effect_when_due(date(2027, 2, 1))

    assert (names(told), days) == (["StepRecorded"] * 2, ["in_force", "suspended", "terminated"])
    assert names(on_the_day) == ["AgreementSuspended", "AgreementTerminated"]
    assert (agreement.stage, agreement.due_on) == ("terminated", None)


def test_an_end_does_not_come_before_what_has_happened() -> None:
    agreement = found(**IN_FORCE)

    with pytest.raises(Invalid, match="in force on 2019-01-01"):
        terminate(agreement, "2018-12-31")
    with pytest.raises(NotSigned):
        terminate(found(), "2025-01-01")


def test_what_was_to_begin_after_the_end_does_not_begin() -> None:
    agreement = found(stage="signed", signed_on="2024-01-01")
    begin(agreement, "2026-01-01")

    terminate(agreement, "2025-02-01")

    assert (agreement.due_on, agreement.enters_into_force_on) == (None, None)
    assert [step.kind for step in agreement.steps] == [StepKind.SIGNED, StepKind.TERMINATED]


def test_parties_come_and_go_on_their_days() -> None:
    agreement = found(**FOUR, **IN_FORCE)

    told = [*accede(agreement, "EC", "2022-02-01"), *accede(agreement, "EC", "2022-02-01")]
    told += [*withdraw(agreement, "CO", "2023"), *withdraw(agreement, "CO", "2023")]

    assert names(told) == ["PartyAcceded", "PartyWithdrew"]
    assert agreement.parties == ["CL", "EC", "MX", "PE"]
    days = {
        day: agreement.stage_on(date.fromisoformat(day)).parties for day in ("2022-01-31", "2022-02-01", "2023-01-01")
    }
    assert [len(parties or ()) for parties in days.values()] == [4, 5, 4]
    assert [recognised(agreement, "EC", "CO", day) for day in ("2022-01-31", "2022-02-01", "2023-01-01")] == [
        False,
        True,
        False,
    ]
    assert names(accede(agreement, "CO", "2024-01-01")) == ["PartyAcceded"]
    assert agreement.parties == ["CL", "CO", "EC", "MX", "PE"]


def test_who_may_come_and_go() -> None:
    pair, three = found(**IN_FORCE), found(parties=["BR", "CL", "MX"], **IN_FORCE)
    declared_open = found(open_to_accession=True, **IN_FORCE)

    with pytest.raises(Bilateral):
        accede(pair, "CL", "2022-01-01")
    with pytest.raises(Bilateral):
        withdraw(pair, "BR", "2022-01-01")
    with pytest.raises(AlreadyParty):
        accede(three, "CL", "2022-01-01")
    with pytest.raises(NotParty):
        withdraw(three, "PE", "2022-01-01")
    with pytest.raises(NotSigned):
        accede(found(parties=["BR", "CL", "MX"]), "PE", "2022-01-01")
    withdraw(three, "CL", "2030-01-01")
    with pytest.raises(TooFewParties):
        withdraw(three, "BR", "2029-01-01")
    assert names(accede(declared_open, "CL", "2022-01-01")) == ["PartyAcceded"]


def test_an_agreement_begins_party_by_party_and_the_whole_with_as_many_as_its_clause_asks_for() -> None:
    agreement = found(**FOUR, stage="signed", signed_on="2018", in_force_clause=2)

    told = [*begin(agreement, "2020-01-01", party="CL"), *begin(agreement, "2021", party="PE")]
    told += begin(agreement, "2021", party="PE")

    assert names(told) == ["StepRecorded", "StepRecorded", "AgreementEnteredIntoForce"]
    assert (agreement.stage, agreement.in_force_on) == ("in_force", "2021")
    assert stages(agreement, "2020-06-01", "2021-12-31") == ["partially_in_force", "in_force"]
    assert [recognised(agreement, "CL", other, "2021-12-31") for other in ("PE", "MX")] == [True, False]


def test_an_agreement_begins_direction_by_direction() -> None:
    agreement = found(stage="signed", signed_on="2012-05-04")

    told = [*begin(agreement, "2012-07", direction=("MX", "BR")), *begin(agreement, "2013-01-31", direction=BR_MX)]

    assert names(told) == ["StepRecorded", "StepRecorded", "AgreementEnteredIntoForce"]
    assert stages(agreement, "2012-12-31", "2013-01-31") == ["partially_in_force", "in_force"]


def test_steps_of_the_talks_are_noted_in_any_order_and_move_as_long_as_they_lie_ahead() -> None:
    agreement = found()

    told = [
        *agreement.note("visit", said("validated", "2026-05", party="MX"), TODAY),
        *agreement.note("visit", said("validated", "2026-06", party="MX"), TODAY),
        *agreement.note("study", said("compared"), TODAY),
        *agreement.note("study", said("compared", "2023"), TODAY),
        *agreement.note("study", said("compared", "2023"), TODAY),
    ]

    assert names(told) == ["StepRecorded"] * 4
    assert [event.lies_ahead for event in told] == [True, True, False, False]
    with pytest.raises(Refusal, match="on record with other facts"):
        agreement.note("study", said("compared", "2022"), TODAY)
    assert [event.lies_ahead for event in agreement.take_effect_when_due(date(2026, 6, 30))] == [False]
    assert agreement.stage == "under_negotiation"


def test_reviews_fall_due_after_the_last_one_and_are_told_of_once() -> None:
    agreement = found(**IN_FORCE, review_every_months=12)
    first = agreement.review_due_on
    told = [*agreement.fall_due(TODAY), *agreement.fall_due(TODAY)]
    reviewed = agreement.note("review-2024", said("reviewed", "2024-02-29"), TODAY)

    assert (first, agreement.review_due_on) == (date(2020, 1, 1), date(2025, 2, 28))
    assert (names(told), names(reviewed)) == (["ReviewFellDue"], ["AgreementReviewed"])
    assert [event.last_reviewed_on for event in agreement.fall_due(TODAY)] == ["2024-02-29"]
    assert names(agreement.plan_reviews(None)) == ["ReviewPlanned"]
    assert (agreement.review_due_on, agreement.plan_reviews(None)) == (None, [])
    terminate(agreement, "2025-01-01")
    agreement.plan_reviews(6)
    assert agreement.review_due_on is None
