"""How far an agreement was on any day, as far as its record proves it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from aeo.model import Agreement, AgreementFacts
from aeo.model.signature import Signature
from cabos_contracts.types import PartialDate

from tests.aeo.desk import AGREEMENT, Desk, done
from tests.aeo.lives import said

RECORDED = date(2024, 6, 1)
FULL = {"stage": "in_force", "signed_on": "2012-05", "in_force_on": "2013-01-31"}


def found(**facts: Any) -> Agreement:
    """An agreement that was put on record on 1 June 2024."""
    said = AgreementFacts.model_validate({"name": "A", "parties": ["BR", "MX"], "source": "test"} | facts)
    agreement = Agreement.opened_with(UUID(int=1), said, RECORDED)
    agreement.open(said, RECORDED)
    return agreement


@pytest.mark.parametrize(
    ("facts", "day", "stage", "why"),
    [
        # Every step has its day.
        (FULL, "2010-01-01", None, "not signed before 2012-05"),
        (FULL, "2012-05-30", None, "signed since an unknown day of 2012-05"),
        (FULL, "2012-05-31", "signed", "signed since 2012-05"),
        (FULL, "2013-01-30", "signed", "signed since 2012-05"),
        (FULL, "2013-01-31", "in_force", "in_force since 2013-01-31"),
        (FULL | {"in_force_on": "2013"}, "2013-06-01", None, "in_force since an unknown day of 2013"),
        (FULL | {"in_force_on": "2013"}, "2013-12-31", "in_force", "in_force since 2013"),
        (FULL, "2030-01-01", "in_force", "in_force since 2013-01-31"),
        # A stage without a day holds from the day on which it was seen.
        ({"stage": "in_force"}, "2024-05-31", None, "in_force since an unknown day"),
        ({"stage": "in_force"}, "2024-06-01", "in_force", "in_force since 2024-06-01 at the latest"),
        ({"stage": "in_force", "signed_on": "2021"}, "2023-01-01", None, "signed on 2021, in_force since an unknown"),
        ({"stage": "pilot", "signed_on": "2021-09"}, "2023-01-01", None, "signed on 2021-09, pilot since an unknown"),
        ({"stage": "pilot", "signed_on": "2021-09"}, "2030-01-01", "pilot", "pilot since 2024-06-01 at the latest"),
        ({"stage": "signed"}, "2020-01-01", None, "signed since an unknown day"),
        ({"stage": "under_negotiation"}, "2020-01-01", None, "under_negotiation since an unknown day"),
        ({"stage": "under_negotiation"}, "2024-06-01", "under_negotiation", "at the latest"),
        # What was superseded was so on a day that nobody noted.
        (FULL | {"stage": "superseded"}, "2012-12-31", "signed", "signed since 2012-05"),
        (FULL | {"stage": "superseded"}, "2020-01-01", None, "superseded since an unknown day"),
        (FULL | {"stage": "superseded"}, "2024-06-01", "superseded", "at the latest"),
        ({"stage": "partially_in_force", "in_force_on": "2024-03"}, "2024-04-01", "partially_in_force", "2024-03"),
    ],
)
def test_the_days_on_record_tell_the_stage_on_a_day(
    facts: dict[str, Any], day: str, stage: str | None, why: str
) -> None:
    on_day = found(**facts).stage_on(date.fromisoformat(day))

    assert on_day.stage == stage
    assert why in on_day.why


def test_what_was_seen_before_the_signature_stays_true_of_its_time() -> None:
    agreement = found(stage="planned")
    agreement.sign(Signature(signed_on=PartialDate("2025-02-03")), date(2025, 3, 1))

    stages = [agreement.stage_on(date(*day)).stage for day in ((2024, 5, 31), (2024, 6, 1), (2025, 2, 2), (2025, 2, 3))]

    assert stages == [None, "planned", "planned", "signed"]


@pytest.mark.parametrize("stage", ["signed", "pilot", "partially_in_force"])
def test_a_stage_without_a_day_was_true_from_its_record_to_the_next_step(stage: str) -> None:
    signed = {"signed_on": "2023"} if stage == "pilot" else {}
    agreement = found(stage=stage, **signed)
    agreement.enter_into_force(said("in_force", "2025-02-03"), date(2025, 3, 1))

    stages = [agreement.stage_on(date(*day)).stage for day in ((2024, 6, 1), (2025, 2, 2), (2025, 2, 3), (2030, 1, 1))]

    assert stages == [stage, stage, "in_force", "in_force"]


def test_a_day_in_force_that_lies_ahead_is_told_of_days_that_lie_ahead() -> None:
    agreement = found(stage="signed", signed_on="2024-05-05")
    agreement.enter_into_force(said("in_force", "2025-01"), RECORDED)

    told = {day: agreement.stage_on(date.fromisoformat(day)) for day in ("2024-12-31", "2025-01-30", "2025-01-31")}

    assert [on_day.stage for on_day in told.values()] == ["signed", None, "in_force"]
    assert told["2025-01-31"].why == "to be in force since 2025-01"


async def test_lists_and_single_agreements_tell_the_stage_on_a_day(desk: Desk) -> None:
    await done(desk.open(**FULL))

    for day, stage in {"2010-01-01": None, "2012-06-01": "signed", "2013-01-31": "in_force"}.items():
        (item,) = (await desk.get("/v1/agreements", party="MX", as_of=day))["items"]
        one = await desk.agreement(as_of=day)
        at_stage = await desk.get("/v1/agreements", stage="signed", as_of=day)

        assert (item["on_day"]["stage"], one["on_day"]["stage"]) == (stage, stage)
        assert [item["id"] for item in at_stage["items"]] == ([str(AGREEMENT)] if stage == "signed" else [])


async def test_without_any_days_the_stage_of_today_is_the_one_on_record(desk: Desk) -> None:
    today = datetime.now(UTC).date()
    await done(desk.open(stage="in_force"))

    now = await desk.get("/v1/agreements", stage="in_force", as_of=(today + timedelta(days=1)).isoformat())
    then = await desk.get("/v1/agreements", stage="in_force", as_of=(today - timedelta(days=1)).isoformat())

    assert ([item["id"] for item in now["items"]], then["items"]) == ([str(AGREEMENT)], [])
