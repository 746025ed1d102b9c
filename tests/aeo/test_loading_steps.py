"""What is known of the way of agreements goes in by the file of their steps, each with its day and its source."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import redis
from cabos.ids import stable_id
from cabos.testing.services import Running
from cabos.testing.stack import Stack
from cabos.testing.tokens import TestIssuer

from tests.aeo.conftest import aeo_at_work
from tests.aeo.test_loading import DATA, get, load

STEPS: list[dict[str, Any]] = json.loads((DATA / "agreement_steps.json").read_text())
EU_US = {"agreement": "mra-006-eu-us-2012", "note": "test", "source": "test"}


async def shown(aeo: Running, agreement: str, **query: str) -> Any:
    return await get(aeo, f"/v1/agreements/{stable_id('agreement', agreement)}", **query)


async def recognised(aeo: Running, from_: str, to: str, on: str) -> bool:
    found: bool = (await get(aeo, "/v1/coverage", **{"from": from_, "to": to, "on": on}))["recognised"]
    return found


@pytest.fixture(scope="module")
async def aeo(stack: Stack, issuer: TestIssuer) -> AsyncIterator[Running]:
    """AEO with the whole of the data."""
    with redis.Redis.from_url(stack.redis_url) as client:
        client.flushall()
    async with aeo_at_work(stack, issuer) as aeo:
        assert (await load(aeo, DATA)).refused == []
        yield aeo


async def test_every_step_is_told_with_its_day_and_its_source(aeo: Running) -> None:
    again = await load(aeo, DATA)

    assert again.unchanged["agreement_steps.json"] == len(STEPS)
    assert not again.taken
    for row in STEPS:
        told = [
            {field: row.get(field) for field in ("kind", "on", "until_on", "direction", "place", "note", "source")}
            for row in [row, *(await shown(aeo, row["agreement"]))["steps"]]
        ]
        assert told[0] in told[1:]


async def test_one_direction_of_the_agreement_of_eu_and_us_began_first(aeo: Running) -> None:
    days = ("2012-06-30", "2012-09-01", "2013-01-30", "2013-01-31")
    to_us = [await recognised(aeo, "FR", "US", day) for day in days]
    to_france = [await recognised(aeo, "US", "FR", day) for day in days]
    stages = [(await shown(aeo, EU_US["agreement"], as_of=day))["on_day"]["stage"] for day in days]

    assert to_us == [False, True, True, True]
    assert to_france == [False, False, False, True]
    assert stages == ["signed", "partially_in_force", "partially_in_force", "in_force"]


async def test_a_pilot_runs_between_the_signature_and_the_entry_into_force(aeo: Running) -> None:
    days = ("2014-07-31", "2014-10-01", "2015-02-16")
    stages = [(await shown(aeo, "mra-029-kr-mx-2014", as_of=day))["on_day"]["stage"] for day in days]

    assert stages == ["signed", "pilot", "in_force"]
    assert not await recognised(aeo, "KR", "MX", "2014-10-01")


async def test_the_plan_of_brazil_and_mexico_was_signed_at_the_conference_of_los_cabos(aeo: Running) -> None:
    plan, *_ = (await shown(aeo, "mra-030-br-mx-2021"))["steps"]

    assert (plan["kind"], plan["on"], plan["place"]) == ("planned", "2018-04-17", "Los Cabos")
    assert plan["conference_id"] == str(stable_id("conference", "AMS", 21))


BAD: list[tuple[dict[str, Any], str]] = [
    (EU_US | {"kind": "planned", "on": "2016-Q1"}, "on"),
    (EU_US | {"kind": "planned"}, "on"),
    (EU_US | {"kind": "suspended", "on": "2016"}, "kind"),
    (EU_US | {"kind": "piloted", "on": "2016", "until_on": "2015"}, "until_on"),
    (EU_US | {"kind": "planned", "on": "2016", "colour": "blue"}, "colour"),
    (EU_US | {"kind": "in_force", "on": "2016", "party": "EU", "place": "Brussels"}, "place"),
    (EU_US | {"kind": "validated", "on": "2012", "party": "MX"}, "party"),
    (EU_US | {"kind": "planned", "on": "2012", "agreement": "mra-028-ca-il-xxxx"}, "row"),
]


async def test_a_step_that_cannot_be_is_named_and_the_others_go_in(aeo: Running, tmp_path: Path) -> None:
    good = EU_US | {"kind": "reviewed", "on": "2014"}
    (tmp_path / "agreement_steps.json").write_text(json.dumps([*(row for row, _ in BAD), good]))

    report = await load(aeo, tmp_path)

    named = [(each.file, each.row, each.field) for each in report.refused]
    assert named == [("agreement_steps.json", number, field) for number, (_, field) in enumerate(BAD, start=1)]
    assert report.taken["agreement_steps.json"] == 1
