"""The agreements, plans and programmes that the world has, as far as the shipped data know them, with every word."""

from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from typing import Any

import pytest
import redis
from cabos.testing.services import running
from cabos.testing.stack import Stack
from cabos.testing.tokens import TestIssuer
from cabos_contracts.types import PartialDate
from governance.app import service as governance_service
from main_job import facts

from tests.aeo.conftest import aeo_at_work, informed
from tests.aeo.desk import Desk, done
from tests.governance.office import Office

PLANS = {"Letter of intent", "Joint Work Plan", "Joint Action Plan", "Action Plan"}


@pytest.fixture(scope="module")
async def desk(stack: Stack, issuer: TestIssuer) -> AsyncIterator[Desk]:
    """AEO with the whole of the data, loaded twice."""
    with redis.Redis.from_url(stack.redis_url) as client:
        client.flushall()
    async with running(governance_service, stack, issuer) as governance, aeo_at_work(stack, issuer) as aeo:
        governance.http.headers.update(governance.bearer("governance-officer"))
        office = Office(governance)
        for put in facts.regions() + facts.members():
            await office.put(put.path, **put.body)
        desk = await informed(Desk(aeo), members=len(facts.members()))
        plans = facts.work_plans() + facts.work_plan_signatures()
        for put in (facts.programmes() + facts.agreements() + plans) * 2:
            await done(desk.both(put.path, **put.body))
        yield desk


async def details(desk: Desk, puts: list[facts.Put]) -> list[dict[str, Any]]:
    return [await desk.get(put.path) for put in puts]


async def test_every_row_is_on_record_and_a_plan_is_no_agreement(desk: Desk) -> None:
    rows = facts.rows("mras")

    agreements = await details(desk, facts.agreements())
    plans = await details(desk, facts.work_plans())

    instruments = {row["id"]: row["instrument"] for row in rows}
    recorded = [{shown["record"]["particulars"]["id"] for shown in kind} for kind in (agreements, plans)]
    assert recorded[1] == {id_ for id_, instrument in instruments.items() if instrument in PLANS}
    assert recorded[0] == set(instruments) - recorded[1]
    assert (len(recorded[0]), len(recorded[1])) == (102, 7)
    assert Counter(plan["outcome"] for plan in plans) == {"under_negotiation": 6, "superseded": 1}
    assert {agreement["plurilateral"] for agreement in agreements if len(agreement["parties"]) == 2} == {False}


async def test_every_row_comes_back_whole(desk: Desk) -> None:
    shown = await details(desk, facts.agreements()) + await details(desk, facts.work_plans())

    rows = {row["id"]: row for row in facts.rows("mras")}
    again = {row["id"]: row for row in map(row_again, shown)}
    for id_, row in rows.items():
        assert again[id_] | _name(row) == _said(_without_order(row)) | _name(row)


async def test_every_programme_comes_back_whole(desk: Desk) -> None:
    shown = await details(desk, facts.programmes())

    rows = {row["iso2"]: row for row in facts.rows("aeo_programmes")}
    again = {row["iso2"]: row for row in map(programme_again, shown)}
    assert again == {economy: _said(row) for economy, row in rows.items()}


async def test_only_parties_that_are_no_members_are_declared_to_be_none(desk: Desk) -> None:
    shown = await details(desk, facts.agreements()) + await details(desk, facts.work_plans())

    for agreement in shown:
        assert agreement["record"]["non_members"] == [party for party in agreement["parties"] if party == "TW"]


async def test_each_is_announced_once_as_far_as_it_has_come(desk: Desk) -> None:
    rows = [row for row in facts.rows("mras") if row["instrument"] not in PLANS]
    stages = Counter(row["status"] for row in rows)
    signed = [row for row in rows if row["signed"] or row["status"] in ("signed", "partially_in_force", "in_force")]

    events = await desk.announced(1)

    assert Counter(type_ for type_, _ in events) == {
        "programme.registered": 69,
        "agreement.opened": len(rows),
        "agreement.signed": len(signed),
        "agreement.entered-into-force": stages["in_force"],
        "work-plan.drafted": 7,
        "work-plan.signed": 4,
    }
    versions = defaultdict(list)
    for type_, data in events:
        versions[data[f"{type_.split('.')[0].replace('-', '_')}_id"]].append(data["version"])
    assert all(counted == list(range(1, len(counted) + 1)) for counted in versions.values())


async def test_a_day_is_asked_for_across_all_of_them(desk: Desk) -> None:
    page = await desk.get("/v1/agreements", stage="in_force", as_of="2016-01-01", limit=500)

    assert {tuple(item["parties"]) for item in page["items"]} == {("EU", "US"), ("KR", "MX"), ("EU", "JP")}


def row_again(shown: dict[str, Any]) -> dict[str, Any]:
    """The row of mras.json that a record came from."""
    record = dict(shown["record"])
    for field in ("non_members", "conference_id", "leads_to", "in_force_clause", "open_to_accession"):
        record.pop(field, None)
    signed, in_force = shown["signed_on"], record.pop("in_force_on", None)
    record["signed_at"] = shown["signed_at"]
    record.pop("signed_on", None)
    notes = record.pop("notes")
    assert len(notes) <= 1
    row = record.pop("particulars") | {
        "type": "bilateral" if len(record["parties"]) == 2 else "plurilateral",
        "signed": signed,
        "signed_precision": signed and PartialDate(signed).precision,
        "in_force": in_force,
        "in_force_precision": in_force and PartialDate(in_force).precision,
        "status": record.pop("stage", None) or record.pop("outcome"),
        "status_basis": record.pop("stage_basis", None) or record.pop("outcome_basis"),
        "notes": notes[0] if notes else None,
    }
    return _said(record | row)


def programme_again(shown: dict[str, Any]) -> dict[str, Any]:
    """The row of aeo_programmes.json that a record came from."""
    record = dict(shown["record"])
    economy = record.pop("economy")
    particulars = record.pop("particulars")
    row = {
        "iso2": economy,
        "economy": facts.member_names().get(economy),
        "programme": record.pop("name"),
        "status": record.pop("state"),
        "wco_member": False if record.pop("non_member") else None,
        "scope_note": record.pop("scope"),
        "aeo_code_format": record.pop("code_format"),
    }
    return _said(record | row | particulars)


def _without_order(row: dict[str, Any]) -> dict[str, Any]:
    """Parties have no order, so their programmes go by their names."""
    programmes = dict(zip(row["parties"], row["programmes"], strict=True))
    return row | {"parties": sorted(row["parties"]), "programmes": programmes}


def _name(row: dict[str, Any]) -> dict[str, Any]:
    """Where the source gives no name, any will do."""
    return {} if "name" in row else {"name": "given by the main job"}


def _said(value: Any) -> Any:
    """Without what nobody said: nulls, empty lists, and that an agreement is not likely in force."""
    if isinstance(value, list):
        return [_said(part) for part in value]
    if isinstance(value, dict):
        unsaid = {field for field, part in value.items() if part in (None, [], {})}
        if value.get("likely_in_force") is False:
            unsaid.add("likely_in_force")
        return {field: _said(part) for field, part in value.items() if field not in unsaid}
    return value
