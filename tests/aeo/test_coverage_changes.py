"""What changed in who recognises whom: for the pair, for whom it was asked, and by which agreement."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aeo.app import service
from cabos.testing.services import running
from cabos.testing.stack import Stack
from cabos.testing.tokens import TestIssuer

from tests.aeo.agreements_at_hand import Coverage, step
from tests.aeo.test_stretches import ALL_SUSPENDED, EXPORTERS_SUSPENDED

YEARS = {"from": "2000-01-01", "to": "2030-01-01"}


@pytest.fixture
async def coverage(stack: Stack, issuer: TestIssuer) -> AsyncIterator[Coverage]:
    async with running(service, stack, issuer, worker=False) as aeo:
        yield Coverage(aeo)


async def changes(coverage: Coverage, certified_in: str, **asked: Any) -> list[tuple[Any, ...]]:
    found = await coverage.get("/changes", **YEARS, **asked)
    fields = ("day", "name", "change", "recognised_before", "recognised_after")
    return [tuple(each[field] for field in fields) for each in found["items"] if each["from"] == certified_in]


async def test_a_change_says_whether_another_agreement_covers_the_pair(coverage: Coverage) -> None:
    await coverage.put("ASEAN", "SG TH VN", step("in_force", "2023-01-01"), step("withdrawn", "2025-01-01", party="VN"))
    await coverage.put("TH - VN", "TH VN", step("in_force", "2024-01-01"), step("terminated", "2026-01-01"))

    told = await coverage.get("/changes", **YEARS)

    of_the_pair = [each for each in told["items"] if (each["from"], each["to"]) == ("TH", "VN")]
    assert [
        (each["day"], each["name"], each["change"], each["recognised_before"], each["recognised_after"])
        for each in of_the_pair
    ] == [
        ("2023-01-01", "ASEAN", "began", False, True),
        ("2024-01-01", "TH - VN", "began", True, True),
        ("2025-01-01", "ASEAN", "ended", True, True),
        ("2026-01-01", "TH - VN", "ended", True, False),
    ]


async def test_what_changes_for_others_is_no_change_for_whoever_asks(coverage: Coverage) -> None:
    await coverage.put("NZ - US", "NZ US", *EXPORTERS_SUSPENDED)

    anybody, exporters, importers = [
        [(day, change) for day, _, change, *_ in await changes(coverage, "NZ", **asked)]
        for asked in ({}, {"operator": "exporter"}, {"operator": "importer"})
    ]

    assert anybody == [("2012-06-01", "began"), ("2020-03-01", "changed"), ("2021-03-01", "changed")]
    assert exporters == [("2012-06-01", "began"), ("2020-03-01", "ended"), ("2021-03-01", "began")]
    assert importers == [("2012-06-01", "began")]


async def test_what_began_and_ended_are_the_days_of_the_stretches(coverage: Coverage) -> None:
    await coverage.put("NZ - US", "NZ US", *ALL_SUSPENDED)

    told = [(day, change, after) for day, _, change, _, after in await changes(coverage, "NZ")]

    assert told == [
        ("2012-06-01", "began", True),
        ("2020-03-01", "ended", False),
        ("2021-03-01", "began", True),
        ("2024-01-01", "ended", False),
    ]


async def test_a_direction_that_has_begun_does_not_begin_again_with_the_whole(coverage: Coverage) -> None:
    forth = {"certified_in": "NZ", "recognised_by": "US"}
    await coverage.put(
        "NZ - US", "NZ US", step("in_force", "2012-07-01", direction=forth), step("in_force", "2013-02-01")
    )

    assert [day for day, *_ in await changes(coverage, "NZ")] == ["2012-07-01"]
    assert [day for day, *_ in await changes(coverage, "US")] == ["2013-02-01"]


async def test_the_matrix_and_changes_are_asked_for_a_tier(coverage: Coverage) -> None:
    await coverage.put("NZ - US", "NZ US", step("in_force", "2012-06-01", tiers=["AEOS"]))

    for tier, covered in (("AEOS", True), ("AEOC", False)):
        assert (("NZ", "US") in await coverage.pairs("2013-01-01", tier=tier)) is covered
        assert bool(await changes(coverage, "NZ", tier=tier)) is covered
        assert await coverage.recognised("NZ", "US", "2013-01-01", tier=tier) is covered
    assert (await coverage.get("/matrix", on="2013-01-01", tier="AEOS"))["tier"] == "AEOS"


async def test_what_changed_can_be_asked_as_it_was_known(coverage: Coverage) -> None:
    await coverage.put("NZ - US", "NZ US", *ALL_SUSPENDED)

    assert await changes(coverage, "NZ", known_at="2020-01-01T00:00:00Z") == []
    assert len(await changes(coverage, "NZ", known_at="2090-01-01T00:00:00Z")) == 4
