"""Since when and until when: the unbroken stretch of recognition around a day, the same wherever it is told."""

import csv
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aeo.app import service
from cabos.testing.services import running
from cabos.testing.stack import Stack
from cabos.testing.tokens import TestIssuer

from tests.aeo.agreements_at_hand import Coverage, step

EXPORTERS_SUSPENDED = (
    step("in_force", "2012-06-01"),
    step("suspended", "2020-03-01", operator_types=["exporter"]),
    step("reinstated", "2021-03-01", operator_types=["exporter"]),
)
ALL_SUSPENDED = (
    step("in_force", "2012-06-01"),
    step("suspended", "2020-03-01"),
    step("reinstated", "2021-03-01"),
    step("terminated", "2024-01-01"),
)


@pytest.fixture
async def coverage(stack: Stack, issuer: TestIssuer) -> AsyncIterator[Coverage]:
    async with running(service, stack, issuer, worker=False) as aeo:
        yield Coverage(aeo)


async def told(coverage: Coverage, on: str, **asked: Any) -> tuple[str | None, str | None]:
    """Since and until of NZ to US on a day, which the pair, the matrix and its table tell alike."""
    [by] = (await coverage.between("NZ", "US", on, **asked))["by"]
    [pair] = [each for each in (await coverage.get("/matrix", on=on, **asked))["pairs"] if each["from"] == "NZ"]
    table = await coverage.aeo.http.get("/v1/coverage/matrix", params={"on": on, "format": "csv", **asked})
    [line] = [each for each in csv.DictReader(table.text.splitlines()) if each["from"] == "NZ"]
    assert (pair["since"], pair["until"]) == (by["since"], by["until"])
    assert (line["since"], line["until"]) == (by["since"] or "", by["until"] or "")
    return by["since"], by["until"]


@pytest.mark.parametrize(
    ("on", "asked", "stretch"),
    [
        ("2013-01-01", {}, ("2012-06-01", None)),
        ("2022-01-01", {}, ("2012-06-01", None)),
        ("2020-06-01", {"operator": "importer"}, ("2012-06-01", None)),
        ("2013-01-01", {"operator": "exporter"}, ("2012-06-01", "2020-03-01")),
        ("2022-01-01", {"operator": "exporter"}, ("2021-03-01", None)),
    ],
)
async def test_what_is_suspended_for_others_interrupts_nothing(
    coverage: Coverage, on: str, asked: dict[str, str], stretch: tuple[str, str | None]
) -> None:
    await coverage.put("NZ - US", "NZ US", *EXPORTERS_SUSPENDED)

    assert await told(coverage, on, **asked) == stretch


async def test_after_a_suspension_of_all_recognition_begins_anew(coverage: Coverage) -> None:
    await coverage.put("NZ - US", "NZ US", *ALL_SUSPENDED)

    before, after = await told(coverage, "2013-01-01"), await told(coverage, "2022-01-01")

    assert (before, after) == (("2012-06-01", "2020-03-01"), ("2021-03-01", "2024-01-01"))
    found = await coverage.between("NZ", "US", "2022-01-01")
    assert found["by"][0]["first_on"] == "2012-06-01"
    assert found["why"] == ["NZ - US: in force since 2021-03-01, first on 2012-06-01"]


async def test_one_direction_that_began_before_the_whole_is_one_stretch(coverage: Coverage) -> None:
    forth = {"certified_in": "NZ", "recognised_by": "US"}
    await coverage.put(
        "NZ - US", "NZ US", step("in_force", "2012-07-01", direction=forth), step("in_force", "2013-02-01")
    )

    assert await told(coverage, "2014-01-01") == ("2012-07-01", None)


async def test_an_imprecise_suspension_leaves_room_around_what_is_proven(coverage: Coverage) -> None:
    await coverage.put(
        "NZ - US", "NZ US", step("in_force", "2012"), step("suspended", "2020"), step("reinstated", "2021")
    )

    [sure] = (await coverage.between("NZ", "US", "2022-01-01"))["by"]
    [possible] = (await coverage.between("NZ", "US", "2020-06-01"))["possible"]
    [pair] = [p for p in (await coverage.get("/matrix", on="2020-06-01"))["pairs"] if p["from"] == "NZ"]

    assert (sure["since"], sure["perhaps_since"], sure["until"]) == ("2021-12-31", "2021-01-01", None)
    assert (possible["since"], possible["until"]) == ("2012-01-01", "2020-12-31")
    assert (pair["recognised"], pair["since"], pair["until"]) == (False, "2012-01-01", "2020-12-31")
