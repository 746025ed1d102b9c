"""What an agreement brings to those who use it."""

from typing import Any

import httpx2
import pytest
from aeo.commands.benefits import DescribeBenefits
from cabos.testing.services import Running

from tests.aeo.desk import AGREEMENT, Desk, done

PATH = f"/v1/agreements/{AGREEMENT}/benefits"
EXAMPLE: dict[str, Any] = DescribeBenefits.model_config["json_schema_extra"]["examples"][0]  # type: ignore[index,call-overload]
MEASURED = {field: value for field, value in EXAMPLE["impact"][0].items() if field != "period_until"}


@pytest.fixture
async def http(aeo: Running) -> httpx2.AsyncClient:
    facts = {"name": "Peru - Uruguay", "parties": ["PE", "UY"], "stage": "in_force", "source": "test"}
    await done(Desk(aeo).both(f"/v1/agreements/{AGREEMENT}", **facts))
    return aeo.http


async def test_benefits_are_described_once_and_come_back(http: httpx2.AsyncClient, aeo: Running) -> None:
    before = (await http.get(PATH)).json()
    for _ in range(2):
        response = await http.put(PATH, json=EXAMPLE)
        assert response.status_code == 204, response.text

    after = (await http.get(PATH)).json()
    assert (before["described"], after["described"], after["version"]) == (False, True, 1)
    assert after["terms"]["identification"][0]["code_format"] == "UY + 12 digits"
    described = [event for event in await aeo.announced() if event["type"] == "aeo.agreement.benefits-described.v1"]
    assert len(described) <= 1


async def test_the_address_of_an_office_is_for_officers(http: httpx2.AsyncClient) -> None:
    await http.put(PATH, json=EXAMPLE)

    officer = (await http.get(PATH)).json()
    reader = await http.get(PATH, headers={"Authorization": ""})

    assert officer["contact_points"][0]["email"] == "oea@customs.example"
    assert reader.status_code == 200
    assert reader.json()["contact_points"][0]["email"] is None


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"benefits": [{"kind": "free_lunch"}]}, "benefits.0.kind"),
        ({"contact_points": [{"party": "PE", "office": "A", "email": "nobody"}]}, "contact_points.0.email"),
        ({"contact_points": [{"party": "PE", "office": "A"}] * 2}, "contact_points"),
        ({"suspension_rules": [{"grounds": ["x"], "notice_days": -1}]}, "notice_days"),
        ({"impact": [{"measure": "time"}]}, "impact.0"),
        ({"colour": "blue"}, "colour"),
        ({"benefits": [{"kind": "fewer_checks", "from_on": "2021", "until_on": "2020"}]}, "benefits.0.until_on"),
        ({"identification": [{"certified_in": "UY", "from_on": "2021", "until_on": "2020"}]}, "until_on"),
        ({"conditions": [{"text": "x", "from_on": "2021-02", "until_on": "2021-01"}]}, "conditions.0.until_on"),
        ({"suspension_rules": [{"grounds": ["x"], "from_on": "soon"}]}, "suspension_rules.0.from_on"),
        ({"impact": [MEASURED | {"period_until": "2999"}]}, "impact.0.period_until"),
        ({"impact": [MEASURED | {"period_from": "2999-01-01"}]}, "impact.0.period_from"),
    ],
)
async def test_terms_that_cannot_be_are_refused(http: httpx2.AsyncClient, changed: dict[str, Any], field: str) -> None:
    response = await http.put(PATH, json=EXAMPLE | changed)

    assert response.status_code == 422, response.text
    assert field in str(response.json()["errors"])
    assert (await http.get(PATH)).json()["described"] is False


@pytest.mark.parametrize(
    ("on", "shown"),
    [
        ("2018-12-31", {"fewer_checks"}),
        ("2019-01-01", {"fewer_checks", "contact_point"}),
        ("2020-06-29", {"fewer_checks", "contact_point"}),
        ("2020-06-30", {"contact_point"}),
        ("2021-01-01", {"contact_point", "faster_release"}),
    ],
)
async def test_coverage_shows_what_may_hold_on_the_day(http: httpx2.AsyncClient, on: str, shown: set[str]) -> None:
    benefits = [
        {"kind": "fewer_checks", "until_on": "2020-06"},
        {"kind": "contact_point", "from_on": "2019"},
        {"kind": "faster_release", "from_on": "2021-01-01", "tiers": ["AEOS"]},
    ]
    codes = [{"certified_in": "UY", "code_format": kind, **days} for kind, days in (
        ("old", {"until_on": "2021-01-01"}), ("new", {"from_on": "2021-01-01"}))]  # fmt: skip
    response = await http.put(PATH, json={"benefits": benefits, "identification": codes, "source": "test"})
    assert response.status_code == 204, response.text

    asked = {"from": "UY", "to": "PE", "on": on, "tier": " aeos "}
    found = (await http.get("/v1/coverage", params=asked)).json()

    [covering] = found["possible"] or found["by"]
    assert {each["kind"] for each in covering["brings"]["benefits"]} == shown
    code = "old" if on < "2021" else "new"
    assert [each["code_format"] for each in covering["brings"]["identification"]] == [code]
