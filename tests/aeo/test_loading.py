"""The known agreements go in by one command, again changes nothing, and a bad row is named while the rest goes in."""

import asyncio
import json
import shutil
from pathlib import Path
from typing import Any

from aeo.loading import load_register
from cabos.database import Database
from cabos.ids import stable_id
from cabos.loading import Loading, Report
from cabos.testing.services import Running
from rich.console import Console

DATA = Path(__file__).parents[2] / "examples" / "data"


async def load(aeo: Running, folder: Path) -> Report:
    database = Database(aeo.settings.database_url.get_secret_value())
    loading = Loading(database, folder, Console(quiet=True))
    await load_register(loading)
    await database.close()
    return loading.report


async def get(aeo: Running, path: str, **query: Any) -> Any:
    response = await aeo.http.get(path, params=query)
    assert response.status_code == 200, response.text
    return response.json()


async def test_all_known_facts_go_in_and_again_nothing_changes(aeo: Running) -> None:
    first = await load(aeo, DATA)
    again = await load(aeo, DATA)

    assert first.refused == again.refused == []
    assert first.taken == again.unchanged
    assert not again.taken
    assert first.taken["mras.json"] == 109
    coverage = await get(aeo, "/v1/coverage", **{"from": "FR", "to": "US", "on": "2013-02-01"})
    assert coverage["recognised"] is True
    coverage = await get(aeo, "/v1/coverage", **{"from": "MY", "to": "SG", "on": "2024-09-01"})
    codes = [rule["code_format"] for by in coverage["by"] if by["brings"] for rule in by["brings"]["identification"]]
    assert "MY + 12" in codes


async def test_a_bad_row_is_named_and_the_rest_goes_in(aeo: Running, tmp_path: Path) -> None:
    folder = Path(await asyncio.to_thread(shutil.copytree, DATA, tmp_path / "data"))
    rows = json.loads((folder / "mras.json").read_text())
    rows[0]["signed"] = "2007-13"
    rows[1]["colour"] = "blue"
    rows[2]["parties"] = ["US"]
    (folder / "mras.json").write_text(json.dumps(rows))

    report = await load(aeo, folder)

    places = [(refused.file, refused.row, refused.field) for refused in report.refused]
    assert ("mras.json", 1, "signed") in places
    assert ("mras.json", 2, "colour") in places
    assert any(place[:2] == ("mras.json", 3) for place in places)
    assert report.taken["mras.json"] == 106


async def test_what_agreements_bring_is_shown_beside_them(aeo: Running) -> None:
    await load(aeo, DATA)
    described = json.loads((DATA / "agreement_terms.json").read_text())
    listed = await get(aeo, "/v1/agreements", limit=500)
    shown = [await get(aeo, f"/v1/agreements/{item['id']}/benefits") for item in listed["items"]]

    assert sum(each["described"] for each in shown) == len(described)
    assert await get(aeo, "/v1/other-instruments", party="MX", kind="customs_cooperation")
    assert len((await get(aeo, "/v1/other-instruments"))["items"]) == 9


async def test_a_plan_is_signed_where_a_source_gives_its_day(aeo: Running) -> None:
    await load(aeo, DATA)

    plans = (await get(aeo, "/v1/work-plans", limit=500))["items"]

    signed = {"-".join(plan["parties"]): (plan["signed_on"], plan["signed_at"]) for plan in plans if plan["signed_on"]}
    assert signed == {
        "CA-IL": ("2014-09-15", "Tel Aviv"),
        "HK-MX": ("2017-03", None),
        "AR-BR": ("2015-11-18", None),
        "HK-ZA": ("2024-05-08", "Shenzhen, 6th WCO Global AEO Conference"),
    }
    assert {plan["stage"] for plan in plans} == {"drafted", "signed"}
    assert {plan["leads_to"] for plan in plans} == {None}


async def test_programmes_keep_their_former_names_and_have_their_tiers(aeo: Running) -> None:
    await load(aeo, DATA)

    shown = {
        economy: await get(aeo, f"/v1/programmes/{stable_id('programme', economy)}", as_of="2015-06-01")
        for economy in ("AR", "MX", "SV", "SZ", "US", "BR", "SG", "IN")
    }

    # No source gives the day, so the later name may have been the one on any day.
    assert {
        economy: (each["name"], each["on_day"]["name"]) for economy, each in shown.items() if each["names"][1:]
    } == {
        "AR": ("Operador Económico Autorizado", "Sistema Aduanero de Operadores Confiables (SAOC)"),
        "MX": ("Operador Económico Autorizado (OEA)", "Nuevo Esquema de Empresas Certificadas (NEEC)"),
        "SV": ("Operador Económico Autorizado", "PAES"),
        "SZ": ("AEO", "Preferred Trader Programme"),
        "US": (
            "Customs Trade Partnership Against Terrorism (CTPAT)",
            "Customs Trade Partnership Against Terrorism (C-TPAT)",
        ),
    }
    assert shown["MX"]["on_day"]["or_named"] == ["Operador Económico Autorizado (OEA)"]
    assert {name["from_on"] for name in shown["MX"]["names"]} == {None}
    assert shown["BR"]["tiers"] == ["OEA-Segurança", "OEA-Conformidade"]
    assert (shown["SG"]["tiers"], shown["IN"]["tiers"]) == (["STP", "STP-Plus"], ["T1", "T2", "T3", "LO"])


async def test_a_former_name_without_a_name_is_named(aeo: Running, tmp_path: Path) -> None:
    rows = json.loads((DATA / "aeo_programmes.json").read_text())
    row = next(each for each in rows if each["iso2"] == "MX")
    bad = row | {"former_names": [{"from_on": "2011"}]}
    late = row | {"former_names": None, "renamed_on": "2018"}
    (tmp_path / "aeo_programmes.json").write_text(json.dumps([bad, late, row]))

    report = await load(aeo, tmp_path)

    assert [(each.row, each.field) for each in report.refused] == [(1, "former_names.0.name"), (2, "row")]
    assert report.taken["aeo_programmes.json"] == 1
