"""How many agreements there are on a day."""

import json
from pathlib import Path
from typing import Any

from cabos.testing.services import Running

from tests.aeo.desk import AGREEMENT, Desk, done
from tests.aeo.test_loading import DATA, get, load

MRAS: list[dict[str, Any]] = json.loads((Path(DATA) / "mras.json").read_text())


async def put(aeo: Running, path: str, **body: Any) -> None:
    await done(Desk(aeo).both(path, **body))


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
