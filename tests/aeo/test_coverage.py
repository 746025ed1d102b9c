"""Who is recognised by whom on a day, by which agreement, and why not."""

import csv
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from aeo.app import service
from cabos.testing.services import running
from cabos.testing.stack import Stack
from cabos.testing.tokens import TestIssuer

from tests.aeo.agreements_at_hand import Coverage, step
from tests.aeo.desk import refused

EU_US = (
    step("signed", "2012-05-04"),
    step("in_force", "2012-07", direction={"certified_in": "EU", "recognised_by": "US"}),
    step("in_force", "2013-01-31"),
)


@pytest.fixture
async def coverage(stack: Stack, issuer: TestIssuer) -> AsyncIterator[Coverage]:
    async with running(service, stack, issuer, worker=False) as aeo:
        yield Coverage(aeo)


async def test_one_direction_may_begin_before_the_other(coverage: Coverage) -> None:
    agreement = await coverage.put("EU - US", "EU US", *EU_US)

    forth = await coverage.between("EU", "US", "2012-09-01")
    back = await coverage.between("US", "EU", "2012-09-01")

    assert (forth["recognised"], back["recognised"]) == (True, False)
    assert forth["applies"]["agreement_id"] == str(agreement)
    assert forth["why"] == ["EU - US: in force since 2012-07-31, perhaps since 2012-07-01"]
    assert back["why_not"] == ["EU - US: begins on 2013-01-31"]


async def test_what_began_on_an_unknown_day_did_not_begin_before_its_signature(coverage: Coverage) -> None:
    await coverage.put("Americas", "BR CL PE", step("signed", "2022-05-18"), step("in_force"))

    possible = await coverage.between("BR", "PE", "2023-01-01")

    assert possible["possible"][0]["since"] == "2022-05-18"
    assert (await coverage.between("BR", "PE", "2022-05-17"))["possible"] == []
    assert (await coverage.between("BR", "PE"))["why"] == [
        "Americas: in force since 2026-01-01, perhaps since 2022-05-18"
    ]


async def test_of_ten_parties_only_those_that_have_begun_recognise_each_other(coverage: Coverage) -> None:
    begun = [step("in_force", "2024-08-01", party=party) for party in ("BN", "MY", "SG")]
    await coverage.put("ASEAN", "BN ID KH LA MM MY PH SG TH VN", *begun)

    pairs = await coverage.pairs("2024-08-01")
    thai = await coverage.between("SG", "TH", "2024-08-01")

    assert pairs == {(one, other) for one in ("BN", "MY", "SG") for other in ("BN", "MY", "SG") if one != other}
    assert thai["why_not"] == ["ASEAN: not in force for TH"]
    assert await coverage.pairs("2024-07-31") == set()


async def test_what_is_suspended_for_exporters_counts_for_others(coverage: Coverage) -> None:
    await coverage.put(
        "NZ - US",
        "NZ US",
        step("in_force", "2012-06-01"),
        step("suspended", "2020-03-01", operator_types=["exporter"]),
        step("reinstated", "2021-03-01", operator_types=["exporter"]),
    )

    exporter = await coverage.between("NZ", "US", "2020-06-01", operator="exporter")
    importer = await coverage.between("NZ", "US", "2020-06-01", operator="importer")

    assert exporter["why_not"] == ["NZ - US: suspended for exporter since 2020-03-01"]
    assert importer["why"] == ["NZ - US: in force since 2012-06-01, but for exporter"]
    assert await coverage.recognised("NZ", "US", "2021-03-01", operator="exporter")
    assert ("NZ", "US") not in await coverage.pairs("2020-06-01", operator="exporter")
    assert ("NZ", "US") in await coverage.pairs("2020-06-01")


async def test_tiers_and_types_are_the_same_however_they_are_written(coverage: Coverage) -> None:
    both = {"tiers": ["AEOS", "AEOF"], "operator_types": ["Exporter", "Customs broker"]}
    one = {"tiers": [" aeos"], "operator_types": ["broker", "exporter"]}
    await coverage.put("EU - US", "EU US", step("in_force", "2012", party="EU", **both),
                       step("in_force", "2012", party="US", **one),
                       step("suspended", "2020-01-01", operator_types=["CUSTOMS BROKER"]))  # fmt: skip

    asked = {"operator": "EXPORTER ", "tier": " AeoS"}
    broker = await coverage.between("EU", "US", operator="Broker", tier="aeos")

    assert await coverage.recognised("EU", "US", **asked)
    assert not await coverage.recognised("EU", "US", **asked | {"tier": "AEOF"})
    assert broker["why_not"] == ["EU - US: suspended for broker since 2020-01-01"]
    assert ("EU", "US") in await coverage.pairs("2026-01-01", operator="Exporter")
    assert ("EU", "US") not in await coverage.pairs("2026-01-01", operator="Customs broker")


async def test_of_three_agreements_the_bilateral_one_applies(coverage: Coverage) -> None:
    regional = await coverage.put("Americas", "AR BO BR CL CO CR DO GT PE PY UY", step("in_force", "2022-05-18"))
    blocs = await coverage.put("MERCOSUR - Pacific Alliance", "AR BR CL CO MX PE PY UY", step("in_force", "2025-05-08"))
    bilateral = await coverage.put("Brazil - Peru", "BR PE", step("in_force", "2020-10-02"))

    found = await coverage.between("BR", "PE", "2025-06-01")

    assert found["applies"]["agreement_id"] == str(bilateral)
    assert "fewest parties" in found["applies"]["rule"]
    assert found["overlaps"] == [str(blocs), str(regional)]
    assert [each["since"] for each in found["by"]] == ["2020-10-02", "2025-05-08", "2022-05-18"]
    [pair] = [
        p for p in (await coverage.get("/matrix", on="2025-06-01"))["pairs"] if (p["from"], p["to"]) == ("BR", "PE")
    ]
    assert (pair["agreements"], pair["applies"], pair["name"]) == (3, str(bilateral), "Brazil - Peru")


async def test_recognition_is_not_transitive(coverage: Coverage) -> None:
    await coverage.put("Brazil - Peru", "BR PE", step("in_force", "2020"))
    await coverage.put("Peru - US", "PE US", step("in_force", "2020"))

    found = await coverage.between("BR", "US")

    assert (found["recognised"], found["by"]) == (False, [])
    assert found["why_not"] == [
        "no agreement between BR and US is on record, and what each has with a third does not count"
    ]


async def test_an_imprecise_day_leaves_room(coverage: Coverage) -> None:
    await coverage.put("Andean", "BO CO EC PE", step("in_force", "2019"))

    possible = await coverage.between("PE", "CO", "2019-06-01")

    assert (possible["recognised"], possible["by"]) == (False, [])
    assert [each["since"] for each in possible["possible"]] == ["2019-01-01"]
    assert possible["why_not"] == ["Andean: only possibly: the days on record are imprecise (from 2019-01-01)"]
    assert await coverage.recognised("PE", "CO", "2019-12-31")
    assert (await coverage.between("PE", "CO", "2018-12-31"))["possible"] == []


async def test_in_force_since_an_unknown_day_is_sure_from_the_day_on_record(coverage: Coverage) -> None:
    await coverage.put("Korea - Jordan", "JO KR", step("in_force"))

    before = await coverage.between("JO", "KR", "2025-12-31")

    assert before["possible"][0]["since"] is None
    assert await coverage.recognised("JO", "KR", "2026-01-01")


@pytest.mark.parametrize(
    ("steps", "why"),
    [
        ([step("in_force", "2015"), step("terminated", "2020-06-30")], "terminated on 2020-06-30"),
        ([step("in_force", "2015"), step("suspended", "2020-02")], "suspended since 2020-02"),
        ([step("in_force", "2015"), step("withdrawn", "2020-06-30", party="CL")], "CL has withdrawn on 2020-06-30"),
        ([step("in_force", "2015"), step("suspended", "2020-02-01", until_on="2099-01-01")],
         "suspended since 2020-02-01, again from 2099-01-01"),
        ([step("in_force", "2099-01-01")], "begins on 2099-01-01"),
        ([step("in_force", "2015", operator_types=["exporter"])], "only for exporter, not for importer"),
        ([step("in_force", "2015", tiers=["AEOS"])], "only for the tier AEOS, not for AEOC"),
    ],
)  # fmt: skip
async def test_a_pair_that_is_not_recognised_says_why(coverage: Coverage, steps: list[Any], why: str) -> None:
    await coverage.put("Chile - Mexico", "CL MX", *steps)

    found = await coverage.between("CL", "MX", operator="importer", tier="AEOC")

    assert (found["recognised"], found["why_not"]) == (False, [f"Chile - Mexico: {why}"])


async def test_what_has_no_end_has_none_on_the_last_day_of_the_calendar(coverage: Coverage) -> None:
    await coverage.put("Brazil - Peru", "BR PE", step("in_force", "2021-01-01"))

    assert await coverage.recognised("BR", "PE", "9999-12-31")
    assert ("BR", "PE") in await coverage.pairs("9999-12-31")
    assert await coverage.changes("2021-01-01", "9999-12-31") == []


async def test_an_agreement_that_is_only_signed_says_so(coverage: Coverage) -> None:
    await coverage.put("Brazil - Peru", "BR PE", step("signed", "2020-10-02"))

    [why] = (await coverage.between("BR", "PE"))["why_not"]

    assert why.startswith("Brazil - Peru: not in force: ")


async def test_an_economy_without_agreements_is_named(coverage: Coverage) -> None:
    found = await coverage.between("ZZ", "US")

    assert (found["recognised"], found["why_not"]) == (False, ["no agreement of ZZ is on record"])


async def test_what_was_known_before_a_correction_can_still_be_asked(coverage: Coverage) -> None:
    await coverage.put("Brazil - Peru", "BR PE", step("in_force", "2021-01-01"))
    before = datetime.now(UTC)
    await coverage.put("Brazil - Peru", "BR PE", step("in_force", "2022-01-01"))

    then = await coverage.recognised("BR", "PE", "2021-06-01", known_at=before.isoformat())

    assert then
    assert ("BR", "PE") in await coverage.pairs("2021-06-01", known_at=before.isoformat())
    assert not await coverage.recognised("BR", "PE", "2021-06-01")
    assert not await coverage.recognised("BR", "PE", "2023-01-01", known_at="2020-01-01T00:00:00Z")


async def test_the_matrix_is_to_be_had_as_csv(coverage: Coverage) -> None:
    await coverage.put("=Brazil, Peru", "BR PE", step("in_force", "2021-01-01"))

    asked = await coverage.aeo.http.get("/v1/coverage/matrix", params={"on": "2022-01-01", "format": "csv"})
    accepted = await coverage.aeo.http.get(
        "/v1/coverage/matrix", params={"on": "2022-01-01"}, headers={"Accept": "text/csv"}
    )

    rows = list(csv.DictReader(asked.text.splitlines()))
    assert asked.headers["content-type"].startswith("text/csv")
    assert [(row["from"], row["to"], row["recognised"], row["name"]) for row in rows] == [
        ("BR", "PE", "yes", "'=Brazil, Peru"),
        ("PE", "BR", "yes", "'=Brazil, Peru"),
    ]
    assert accepted.text == asked.text


async def test_changes_between_two_days_are_told_page_by_page(coverage: Coverage) -> None:
    await coverage.put(
        "Brazil - Peru",
        "BR PE",
        step("in_force", "2021-01-01"),
        step("suspended", "2021-02-01", operator_types=["exporter"]),
        step("terminated", "2021-03-01"),
    )

    changes = await coverage.changes("2020-12-31", "2021-03-01")

    assert changes == [
        (day, *pair, change)
        for day, change in (("2021-01-01", "began"), ("2021-02-01", "changed"), ("2021-03-01", "ended"))
        for pair in (("BR", "PE"), ("PE", "BR"))
    ]
    first = await coverage.get("/changes", **{"from": "2020-12-31", "to": "2021-03-01", "limit": 4})
    rest = await coverage.changes("2020-12-31", "2021-03-01", after=first["next"])
    assert rest == changes[4:]
    assert await coverage.changes("2021-01-01", "2021-01-31") == []


@pytest.mark.parametrize(
    ("path", "query", "field"),
    [
        ("", {"from": "PE", "to": "PE"}, "to"),
        ("", {"from": "Peru", "to": "US"}, "from"),
        ("", {"from": "PE", "to": "US", "on": "2020"}, "on"),
        ("", {"from": "PE", "to": "US", "operator": ""}, "operator"),
        ("/matrix", {"format": "xml"}, "format"),
        ("/changes", {"from": "2021-01-01", "to": "2020-01-01"}, "to"),
        ("/changes", {"from": "2021-01-01", "to": "2022-01-01", "after": "x.y"}, "after"),
    ],
)
async def test_bad_questions_are_refused(coverage: Coverage, path: str, query: dict[str, str], field: str) -> None:
    refused(await coverage.aeo.http.get(f"/v1/coverage{path}", params=query), 422, field)
