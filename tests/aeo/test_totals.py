"""How many agreements there are on a day, and what leaves the register as a whole."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from aeo.queries.export import _line
from cabos.testing.services import Running

from tests.aeo.desk import AGREEMENT
from tests.aeo.test_loading import DATA, get, load

MRAS: list[dict[str, Any]] = json.loads((Path(DATA) / "mras.json").read_text())


async def put(aeo: Running, path: str, **body: Any) -> None:
    response = await aeo.http.put(path, json=body)
    assert response.status_code == 204, response.text


async def test_a_plan_is_never_counted_as_an_agreement(aeo: Running) -> None:
    await load(aeo, DATA)

    totals = await get(aeo, "/v1/totals", on="2025-12-31")

    plans = [row for row in MRAS if "Plan" in row["instrument"] or row["instrument"] == "Letter of intent"]
    assert totals["plans"]["at_most"] == len(plans)
    assert totals["bilateral"]["at_most"] + totals["plurilateral"]["at_most"] <= len(MRAS) - len(plans)
    assert totals["plurilateral"] == {"at_least": 6, "at_most": 6}
    numbers = {name for name, number in totals.items() if isinstance(number, dict)} - {"rules"}
    assert numbers <= set(totals["rules"])


async def test_an_agreement_counts_from_its_signature_to_its_end(aeo: Running) -> None:
    await put(aeo, f"/v1/agreements/{AGREEMENT}", name="Peru - Uruguay", parties=["PE", "UY"], stage="signed",
              signed_on="2018-03-14", source="test")  # fmt: skip

    days = ("2018-03-13", "2018-03-14")
    counted = [await get(aeo, "/v1/totals", on=day) for day in days]

    assert [each["bilateral"]["at_least"] for each in counted] == [0, 1]
    assert [each["pairs"]["at_most"] for each in counted] == [0, 1]
    assert [each["in_force_bilateral"]["at_most"] for each in counted] == [0, 0]


async def test_an_imprecise_day_counts_at_most_and_is_named(aeo: Running) -> None:
    await put(aeo, f"/v1/agreements/{AGREEMENT}", name="Peru - Uruguay", parties=["PE", "UY"], stage="signed",
              signed_on="2018", source="test")  # fmt: skip

    totals = await get(aeo, "/v1/totals", on="2018-06-01")

    assert totals["bilateral"] == {"at_least": 0, "at_most": 1}
    assert totals["uncertain"] == ["Peru - Uruguay"]


async def test_editions_of_the_compendium_are_compared_in_words(aeo: Running) -> None:
    await load(aeo, DATA)

    editions = {each["edition"]: each for each in await get(aeo, "/v1/totals/compendium")}

    assert len(editions) == 5
    [bilateral] = [each for each in editions["2020"]["compared"] if each["what"] == "bilateral"]
    assert bilateral["edition"] == 87
    missing = 87 - bilateral["here"]["at_most"]
    assert f"at least {missing} of the edition's 87" in bilateral["in_words"]


async def test_everything_on_record_leaves_as_json(aeo: Running) -> None:
    await load(aeo, DATA)

    response = await aeo.http.get("/v1/export.json")

    exported = response.json()
    assert response.headers["content-type"] == "application/json"
    assert {name: len(exported[name]) for name in ("programmes", "blocs", "agreements", "work_plans")} == {
        "programmes": 69,
        "blocs": 1,
        "agreements": 102,
        "work_plans": 7,
    }
    by_id = {row["id"]: row for row in exported["agreements"]}
    for item in (await get(aeo, "/v1/agreements", limit=500))["items"]:
        details = await get(aeo, f"/v1/agreements/{item['id']}")
        row = by_id[item["id"]]
        assert len(row["steps"]) == len(details["steps"])
        assert row["record"]["source"] == details["record"]["source"]


async def test_the_agreements_leave_as_a_table(aeo: Running) -> None:
    await load(aeo, DATA)

    response = await aeo.http.get("/v1/export.csv")

    rows = list(csv.DictReader(response.text.splitlines()))
    assert response.headers["content-type"].startswith("text/csv")
    assert len(rows) == 102
    assert {row["plurilateral"] for row in rows} == {"true", "false"}
    assert all(row["parties"] and row["name"] and row["stage"] for row in rows)


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_a_cell_is_never_a_formula(cell: str) -> None:
    [[written, other]] = csv.reader([_line([cell, 'a "b", c'])])

    assert written == f"'{cell}"
    assert other == 'a "b", c'


async def test_the_compendium_is_a_page_that_escapes_what_it_says(aeo: Running) -> None:
    await load(aeo, DATA)
    await put(aeo, f"/v1/agreements/{AGREEMENT}", name="<script>alert(1)</script>", parties=["HT", "UY"],
              stage="signed", signed_on="2018-03-14", source="test")  # fmt: skip

    response = await aeo.http.get("/v1/compendium.html", params={"on": "2024-12-31"})

    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/html")
    assert "<script>" not in response.text
    assert "As they stood on 2024-12-31" in response.text
    for row in MRAS[:5]:
        assert row["source"].split(";")[0].replace("&", "&amp;") in response.text
