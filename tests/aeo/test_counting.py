"""What is counted on a day: by the parties of the day, by the members of a bloc, and never before it could be."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aeo.app import service
from aeo.commands.compendium import RecordEdition, record_edition
from cabos.testing.services import running
from cabos.testing.stack import Stack
from cabos.testing.tokens import TestIssuer

from tests.aeo.agreements_at_hand import Coverage, step
from tests.aeo.desk import PROGRAMME, Desk, done
from tests.aeo.test_loading import DATA, load

EDITION = json.loads((Path(DATA) / "compendium_totals.json").read_text())[-1]


@pytest.fixture
async def coverage(stack: Stack, issuer: TestIssuer) -> AsyncIterator[Coverage]:
    async with running(service, stack, issuer, worker=False) as aeo:
        aeo.http.headers.update(aeo.bearer("aeo-officer"))
        yield Coverage(aeo)


async def totals(coverage: Coverage, on: str) -> Any:
    return await Desk(coverage.aeo).get("/v1/totals", on=on)


def exactly(number: int) -> dict[str, int]:
    return {"at_least": number, "at_most": number}


async def test_a_bloc_counts_as_its_members_of_the_day(coverage: Coverage) -> None:
    members = [{"economy": "FR", "from_on": "1958-01-01"},
               {"economy": "GB", "from_on": "1973-01-01", "until_on": "2020-12-31"}]  # fmt: skip
    await done(Desk(coverage.aeo).ask("/v1/blocs/EU", name="European Union", members=members, source="test"))
    await coverage.put("EU - US", "EU US", step("signed", "2012-05-04"), step("in_force", "2013-01-31"))

    counted = [await totals(coverage, on) for on in ("2013-06-01", "2021-06-01")]

    assert [each["economies"] for each in counted] == [exactly(3), exactly(2)]
    assert [each["pairs_in_force"] for each in counted] == [exactly(2), exactly(1)]
    assert [each["in_force_bilateral"] for each in counted] == [exactly(1), exactly(1)]
    assert [each["pairs"] for each in counted] == [exactly(1), exactly(1)]


async def test_parties_are_counted_as_of_the_day(coverage: Coverage) -> None:
    await coverage.put("Three", "BR CL PE", step("in_force", "2020-01-01"), step("withdrawn", "2022", party="CL"))

    counted = [await totals(coverage, on) for on in ("2021-01-01", "2022-06-01", "2023-01-01")]

    assert [each["plurilateral"]["at_least"] for each in counted] == [1, 0, 0]
    assert [each["plurilateral"]["at_most"] for each in counted] == [1, 1, 0]
    assert [each["bilateral"]["at_least"] for each in counted] == [0, 0, 1]
    assert [each["bilateral"]["at_most"] for each in counted] == [0, 1, 1]
    assert [each["in_force_plurilateral"]["at_most"] for each in counted] == [1, 1, 0]
    assert [each["pairs"]["at_least"] for each in counted] == [3, 1, 1]


async def test_two_parties_are_bilateral_although_others_may_accede(coverage: Coverage) -> None:
    desk, path = Desk(coverage.aeo), f"/v1/agreements/{PROGRAMME}"
    await done(desk.ask(path, name="Two", parties=["BR", "PE"], non_members=["BR", "PE"], stage="signed",
                        signed_on="2020-01-01", open_to_accession=True, source="test"))  # fmt: skip

    counted = await totals(coverage, "2021-01-01")

    assert (counted["bilateral"], counted["plurilateral"]) == (exactly(1), exactly(0))


async def test_what_has_no_end_is_in_force_on_the_last_day_of_the_calendar(coverage: Coverage) -> None:
    await coverage.put("Brazil - Peru", "BR PE", step("in_force", "2021-01-01"))

    assert (await totals(coverage, "9999-12-31"))["in_force_bilateral"] == exactly(1)


async def test_nothing_is_possible_before_the_first_day_on_record(coverage: Coverage) -> None:
    await coverage.put("Brazil - Peru", "BR PE", step("signed", "2007-06"))
    await coverage.put("Chile - Peru", "CL PE", step("contact", "2018-03"))
    await coverage.put("Chile - Mexico", "CL MX", step("in_force"))

    counted = [await totals(coverage, on) for on in ("1900-01-01", "2007-06-01", "2018-03-01")]

    assert [each["negotiating"]["at_most"] for each in counted] == [0, 2, 2]
    assert [each["in_force_bilateral"]["at_most"] for each in counted] == [0, 1, 1]
    assert [each["uncertain"] for each in counted] == [
        [], ["Brazil - Peru", "Chile - Mexico"], ["Chile - Mexico"]
    ]  # fmt: skip


async def test_every_figure_of_an_edition_is_compared_with_the_records_that_count(coverage: Coverage) -> None:
    await load(coverage.aeo, DATA)

    [edition] = [e for e in await Desk(coverage.aeo).get("/v1/totals/compendium") if e["edition"] == "2020"]

    compared = {each["what"]: each for each in edition["compared"]}
    assert {what: each["edition"] for what, each in compared.items()} == {
        name: number for name, number in EDITION.items() if isinstance(number, int)
    }
    there = await totals(coverage, edition["on"])
    for what, each in compared.items():
        least, most = each["here"]["at_least"], each["here"]["at_most"]
        assert (len(each["counted"]), len(each["counted"]) + len(each["open"])) == (least, most)
        assert each["lacking"] == max(0, each["edition"] - most)
        assert each["more"] == max(0, least - each["edition"])
        assert each["rule"]
        assert each["here"] == there.get(what, exactly(0))
    for record in compared["bilateral"]["counted"] + compared["bilateral"]["open"]:
        found = await Desk(coverage.aeo).get(f"/v1/agreements/{record['id']}")
        assert (found["name"], len(record["economies"])) == (record["name"], 2)


async def test_an_imprecise_day_leaves_a_record_open_by_its_name(coverage: Coverage) -> None:
    desk = Desk(coverage.aeo)
    await done(desk.ask(f"/v1/programmes/{PROGRAMME}", economy="MX", non_member=True, name="NEEC", state="operational",
                        launch_year=2019, source="test"))  # fmt: skip
    figures = {"operational": 2, "under_development": 0}
    said = RecordEdition.model_validate({"title": "2019", "counted_on": "2019-06-01", "source": "test", **figures})
    async with coverage.aeo.database.transaction() as session:
        await record_edition(session, "2019", said)

    [edition] = await desk.get("/v1/totals/compendium")

    operational, coming = edition["compared"]
    assert operational["open"] == [{"id": str(PROGRAMME), "name": "NEEC", "economies": ["MX"]}]
    assert (operational["counted"], operational["lacking"], operational["more"]) == ([], 1, 0)
    assert (coming["counted"], coming["open"], coming["in_words"]) == ([], [], "the same number")
