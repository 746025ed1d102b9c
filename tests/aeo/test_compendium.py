"""The register as a page to print: what the record says of one day, and nothing that came later."""

import json
import os
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from cabos.testing.services import Running
from playwright.async_api import async_playwright

from tests.aeo.desk import AGREEMENT, PROGRAMME, Desk, done
from tests.aeo.test_loading import DATA, load
from tests.news.test_browser import ARGUMENTS, executable

MRAS: list[dict[str, Any]] = json.loads((Path(DATA) / "mras.json").read_text())
SIGNED = {"stage": "signed", "signed_on": "2018-03-14"}
THREE = {"parties": ["BR", "CL", "MX"], "stage": "in_force", "signed_on": "2016-05", "in_force_on": "2017-01-01"}


@pytest.fixture
def desk(aeo: Running) -> Desk:
    return Desk(aeo)


async def printed(desk: Desk, on: str | None = None) -> str:
    """The page without its markup, one space between words."""
    response = await desk.http.get("/v1/compendium.html", params={"on": on} if on else {})
    assert response.status_code == 200, response.text
    body = response.text.partition('<h2 id="programmes">')[2]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


async def test_a_programme_has_the_name_the_state_and_the_number_of_the_day(desk: Desk) -> None:
    law = [{"title": "Rule 3.8", "adopted_on": "2011"}, {"title": "Rule 7.1", "adopted_on": "2016-06-20"}]
    facts = {"launched_on": "2012-01-01", "tiers": ["A", "AA"], "operator_types": ["importer"], "legal_basis": law}
    await done(desk.programme(**facts))
    path = f"/v1/programmes/{PROGRAMME}"
    await done(desk.ask(f"{path}/names/2016-06", name="OEA", source="test"))
    await done(desk.ask(f"{path}/state", state="suspended", on="2020-01-01", source="test"))
    for day, operators in (("2014-12", 100), ("2019-12", 1838)):
        await done(desk.ask(f"{path}/counts/{day}", operators=operators, source="test"))

    before, then, imprecise, now = [await printed(desk, on) for on in ("2011-12-31", "2015-01-01", "2016-06-15", None)]

    assert "Mexico NEEC operational since 2012-01-01 2012-01-01 100 2014-12 importer Tiers: A, AA" in (
        then.replace(" Rule 3.8", "")
    )
    assert "Rule 3.8" in then
    assert not [later for later in ("OEA", "Rule 7.1", "1,838", "suspended") if later in then]
    assert "NEEC or already OEA" in imprecise
    assert "OEA Rule 3.8 Rule 7.1 suspended" in now
    assert "1,838 2019-12" in now
    assert "Mexico" not in before


async def test_an_agreement_has_the_stage_and_the_days_that_had_come(desk: Desk) -> None:
    await done(desk.open(**THREE | {"parties": ["BR", "MX"], "signed_on": "2016-05-01"}))
    await done(desk.terminate("2020-01-01"))

    before, signed, in_force, ended = [
        await printed(desk, on) for on in ("2016-04-30", "2016-12-31", "2019-12-31", "2020-01-01")
    ]

    assert "Brazil - Mexico" not in before
    assert "Brazil, Mexico signed since 2016-05-01 2016-05-01 test" in signed
    assert "in force since 2017-01-01 2016-05-01 2017-01-01" in in_force
    assert "2020" not in in_force
    assert "terminated since 2020-01-01" in ended


async def test_an_imprecise_day_leaves_the_stage_open(desk: Desk) -> None:
    await done(desk.open(**THREE | {"stage": "signed", "in_force_on": None}))

    assert "open signed since an unknown day of 2016-05" in await printed(desk, "2016-05-15")


async def test_what_came_on_record_without_a_day_is_of_no_earlier_one(desk: Desk) -> None:
    await done(desk.open(stage="contact"))
    await done(desk.draft(parties=["BR", "CL"]))

    then, now = await printed(desk, "2018-01-01"), await printed(desk)

    assert "Brazil - Mexico" not in then
    assert "Joint work plan" not in then
    assert "contact since" in now
    assert "Joint work plan Brazil, Chile drafted" in now


async def test_parties_are_those_of_the_day_with_what_they_give_each_other(desk: Desk) -> None:
    await done(desk.ask("/v1/blocs/QM", name="A bloc of two", members=[{"economy": "UY"}], source="test"))
    await done(desk.open(**THREE | {"parties": ["BR", "CL", "QM"]}))
    await done(desk.ask(f"/v1/agreements/{AGREEMENT}/accessions/PE", on="2019-01-01"))
    codes = [
        {"certified_in": "BR", "code_format": "BR + 14 digits", "passed_by": "importer_declares"},
        {"certified_in": "PE", "code_format": "PE + 11 digits"},
    ]
    benefits = [{"kind": "fewer_checks"}, {"kind": "faster_release"}, {"kind": "fewer_checks", "tiers": ["A"]}]
    said = {"benefits": benefits, "identification": codes, "source": "test"}
    await done(desk.ask(f"/v1/agreements/{AGREEMENT}/benefits", **said))

    then, now = await printed(desk, "2018-12-31"), await printed(desk, "2019-01-01")

    assert "Brazil, Chile, A bloc of two in force" in then
    assert "fewer checks; faster release BR: BR + 14 digits; importer declares" in then
    assert "Peru" not in then
    assert "PE + 11" not in then
    assert "Brazil, Chile, Peru, A bloc of two in force" in now
    assert "PE: PE + 11 digits" in now


async def test_a_plan_is_there_since_it_was_signed(desk: Desk) -> None:
    await done(desk.draft())
    await done(desk.sign_plan("2018-04"))

    before, within, after = [await printed(desk, on) for on in ("2018-03-31", "2018-04-10", "2018-05-01")]

    assert "Joint work plan" not in before
    assert "open signed on an unknown day of 2018-04" in within
    assert "signed on 2018-04" in after


async def test_the_compendium_is_a_page_that_escapes_what_it_says(aeo: Running) -> None:
    await load(aeo, DATA)
    await done(Desk(aeo).open(name="<script>alert(1)</script>", **SIGNED | {"parties": ["HT", "UY"]}))

    response = await aeo.http.get("/v1/compendium.html", params={"on": "2024-12-31"})

    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/html")
    assert "<script>" not in response.text
    assert "As they stood on 2024-12-31" in response.text
    for row in MRAS[:5]:
        assert row["source"].split(";")[0].replace("&", "&amp;") in response.text


async def test_the_page_is_in_the_way_of_nobody(aeo: Running) -> None:
    await load(aeo, DATA)
    response = await aeo.http.get("/v1/compendium.html", params={"on": date.today().isoformat()})

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        page = await browser.new_page(viewport={"width": 380, "height": 800})
        await page.set_content(response.text)
        faults = (await Axe().run(page)).response["violations"]
        fits = await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        bare = await page.locator("th:not([scope])").count()
        if folder := os.environ.get("CABOS_PICTURES"):
            await page.set_viewport_size({"width": 1280, "height": 900})
            await page.screenshot(path=f"{folder}/compendium.png", full_page=True)
            await page.pdf(path=f"{folder}/compendium.pdf", prefer_css_page_size=True)
        await browser.close()

    assert [(each["id"], each["nodes"][0]["html"]) for each in faults] == []
    assert (fits, bare) == (True, 0)
