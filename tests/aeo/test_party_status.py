"""How each party of an agreement stands on a day."""

from datetime import date
from typing import Any

import pytest
from aeo.model import Agreement
from aeo.model.party_status import PartyStatus, party_status
from cabos.testing.services import Running

from tests.aeo.desk import AGREEMENT, Desk, done
from tests.aeo.lives import FOUR, IN_FORCE, accede, begin, found, reinstate, suspend, terminate, withdraw

ASEAN = {"parties": ["BN", "MY", "SG", "TH"], "stage": "partially_in_force", "signed_on": "2022-09"}


def standing(agreement: Agreement, party: str, day: str) -> PartyStatus:
    statuses = party_status(agreement.record.parties, agreement.steps, date.fromisoformat(day))
    return next(each for each in statuses if each.party == party)


def over_time(agreement: Agreement, party: str, what: str, *days: str) -> list[Any]:
    return [getattr(standing(agreement, party, day), what) for day in days]


def test_a_party_begins_with_its_own_day_and_else_with_the_whole() -> None:
    agreement = found(**ASEAN, party_in_force={"BN": "2024-08-01"})
    begin(agreement, "2024-10-01", party="TH")

    assert over_time(agreement, "BN", "in_force", "2024-07-31", "2024-08-01") == [False, True]
    assert over_time(agreement, "TH", "in_force", "2024-08-01", "2024-10-01") == [False, True]
    begin(agreement, "2025-01-01")
    assert [standing(agreement, each, "2025-01-01").in_force_since for each in ("BN", "TH", "MY")] == [
        "2024-08-01", "2024-10-01", "2025-01-01"
    ]  # fmt: skip


def test_nobody_knows_for_whom_an_agreement_is_partly_in_force() -> None:
    agreement = found(**ASEAN, in_force_on="2023-08-01")

    assert over_time(agreement, "MY", "in_force", "2023-07-31", "2023-08-01") == [False, None]


def test_who_accedes_is_a_party_since_then_and_the_others_from_the_beginning() -> None:
    agreement = found(**IN_FORCE | FOUR)
    accede(agreement, "EC", "2023-02")

    assert over_time(agreement, "EC", "is_party", "2023-01-31", "2023-02-15", "2023-02-28") == [False, None, True]
    assert over_time(agreement, "EC", "in_force", "2023-01-31", "2023-02-15", "2023-02-28") == [False, None, True]
    assert [standing(agreement, each, "2022-01-01").party_since for each in ("EC", "CL")] == ["2023-02", None]
    assert standing(agreement, "EC", "2024-01-01").in_force_since == "2023-02"


def test_it_is_in_force_for_nobody_who_accedes_before_it_is_for_anybody() -> None:
    agreement = found(**FOUR, stage="signed", signed_on="2018-07-21")
    accede(agreement, "EC", "2019-01-01")
    begin(agreement, "2020-01-01")

    assert over_time(agreement, "EC", "in_force", "2019-06-01", "2020-01-01") == [False, True]
    assert standing(agreement, "EC", "2020-01-01").in_force_since == "2020-01-01"


def test_who_withdraws_is_a_party_until_its_day_and_may_come_back() -> None:
    agreement = found(**IN_FORCE | FOUR)
    withdraw(agreement, "MX", "2022-01-01")

    assert over_time(agreement, "MX", "is_party", "2021-12-31", "2022-01-01") == [True, False]
    assert over_time(agreement, "MX", "in_force", "2021-12-31", "2022-01-01") == [True, False]
    assert standing(agreement, "MX", "2021-12-31").withdrawn_on == "2022-01-01"
    assert standing(agreement, "CL", "2023-01-01").withdrawn_on is None
    accede(agreement, "MX", "2024-01-01")
    back = standing(agreement, "MX", "2024-01-01")
    assert (back.is_party, back.party_since, back.in_force_since, back.withdrawn_on) == (
        True, "2024-01-01", "2024-01-01", None
    )  # fmt: skip


def test_a_suspended_party_is_and_the_others_are_not() -> None:
    agreement = found(**IN_FORCE | FOUR)
    suspend(agreement, "2021-03-01", party="PE")
    reinstate(agreement, "2021-09", party="PE")

    days = ("2021-02-28", "2021-03-01", "2021-09-15", "2021-09-30")
    assert over_time(agreement, "PE", "suspended", *days) == [False, True, None, False]
    assert over_time(agreement, "CL", "suspended", *days) == [False] * 4
    assert standing(agreement, "PE", "2021-03-01").suspended_since == "2021-03-01"
    assert standing(agreement, "PE", "2021-03-01").in_force is True


@pytest.mark.parametrize(("part", "suspended"), [({}, True), ({"operator_types": ("exporter",)}, False)])
def test_a_party_is_suspended_with_the_whole_but_not_with_some_operators(part: dict[str, Any], suspended: bool) -> None:
    agreement = found(**IN_FORCE)
    suspend(agreement, "2021-03-01", until_on="2021-06-01", **part)

    assert over_time(agreement, "BR", "suspended", "2021-05-31", "2021-06-01") == [suspended, False]


def test_one_direction_is_in_force_for_both_of_its_parties() -> None:
    agreement = found(**FOUR, stage="signed", signed_on="2018-07-21")
    begin(agreement, "2020-01-01", direction=("CL", "MX"))

    assert [standing(agreement, each, "2020-01-01").in_force for each in FOUR["parties"]] == [True, False, True, False]


def test_what_has_ended_is_in_force_for_nobody() -> None:
    agreement = found(**IN_FORCE)
    terminate(agreement, "2024-01-01")

    assert over_time(agreement, "MX", "in_force", "2023-12-31", "2024-01-01") == [True, False]


async def test_an_agreement_shows_how_each_party_stands_on_the_day_that_is_asked_for(aeo: Running) -> None:
    desk, three = Desk(aeo), ["KP", "LI", "TW"]
    await done(desk.open(parties=three, non_members=three, **IN_FORCE))
    await done(desk.ask(f"/v1/agreements/{AGREEMENT}/accessions/AD", on="2022-02-01", non_member=True))
    await done(desk.both(f"/v1/agreements/{AGREEMENT}/withdrawals/LI", on="2023-01-01"))

    then = {each["party"]: each for each in (await desk.agreement(as_of="2021-01-01"))["party_status"]}
    now = {each["party"]: each for each in (await desk.agreement())["party_status"]}

    assert {party: each["is_party"] for party, each in then.items()} == {
        "AD": False, "KP": True, "LI": True, "TW": True
    }  # fmt: skip
    assert now["AD"] == {
        "party": "AD", "is_party": True, "party_since": "2022-02-01", "in_force": True, "in_force_since": "2022-02-01",
        "suspended": False, "suspended_since": None, "withdrawn_on": None,
    }  # fmt: skip
    assert (now["LI"]["is_party"], now["LI"]["withdrawn_on"], now["KP"]["in_force_since"]) == (
        False, "2023-01-01", "2019-01-01"
    )  # fmt: skip
    documented = (await desk.get("/openapi.json"))["components"]["schemas"]
    assert "party_status" in documented["AgreementDetails"]["properties"]
    assert documented["PartyStatus"]["properties"]["party_since"]["description"] == "null: from the beginning"
