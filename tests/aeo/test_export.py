"""What leaves the register as a whole: as data, and as tables."""

import csv
from typing import Any, get_args

import pytest
from aeo.queries.sheets import Of, _line
from cabos.ids import stable_id
from cabos.testing.services import Running

from tests.aeo.desk import AGREEMENT, PLAN, PROGRAMME, Desk, done, refused
from tests.aeo.test_loading import DATA, get, load

FACTS: dict[str, Any] = {
    "parties": ["KP", "LI", "TW"],
    "non_members": ["KP", "LI", "TW"],
    "stage": "in_force",
    "signed_on": "2018-07",
    "signed_at": "Puerto Vallarta",
    "in_force_on": "2019-01-01",
    "review_every_months": 12,
    "confidence": "high",
}


async def table(aeo: Running, of: str) -> list[dict[str, str]]:
    response = await aeo.http.get("/v1/export.csv", params={"of": of})
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("text/csv")
    return list(csv.DictReader(response.text.splitlines()))


async def claimed(desk: Desk) -> None:
    """A better source says another day of the signature."""
    claim = f"/v1/claims/{stable_id('claim', 'signed_on')}"
    said = {"kind": "agreement", "record": str(AGREEMENT), "field": "signed_on", "value": "2018-06"}
    await done(desk.ask(claim, **said, source="the text itself"))
    await done(desk.ask(f"{claim}/preference", reason="nearer to the fact"))


async def test_claims_leave_with_what_is_preferred_and_why(aeo: Running) -> None:
    desk = Desk(aeo)
    await done(desk.open(**FACTS))
    await claimed(desk)

    exported = (await aeo.http.get("/v1/export.json")).json()["claims"]
    rows = await table(aeo, "claims")

    told = [(each["value"], each["source"], each["preferred"], each["reason"]) for each in exported]
    assert sorted(told) == [
        ("2018-06", "the text itself", True, "nearer to the fact"), ("2018-07", "test", False, None)
    ]  # fmt: skip
    assert [(row["value"], row["preferred"], row["reason"]) for row in rows] == [
        ("2018-06", "true", "nearer to the fact"), ("2018-07", "false", "")
    ]  # fmt: skip
    assert {row["record"] for row in rows} == {str(AGREEMENT)}


async def test_an_agreement_leaves_with_its_days_and_its_source(aeo: Running) -> None:
    desk = Desk(aeo)
    await done(desk.open(**FACTS))
    await done(desk.terminate("2999-01-01", notice_on="2020-06"))

    [row] = await table(aeo, "agreements")

    wanted = {
        "name": "Brazil - Mexico", "parties": "KP; LI; TW", "kind": "arrangement", "plurilateral": "true",
        "stage": "in_force", "signed_on": "2018-07", "place": "Puerto Vallarta", "conference": "",
        "in_force_on": "2019-01-01", "ends_on": "2999-01-01", "review_due_on": "2020-01-01", "source": "test",
        "confidence": "high",
    }  # fmt: skip
    assert {name: row[name] for name in wanted} == wanted


async def test_steps_leave_one_by_one_with_the_part_that_they_are_of(aeo: Running) -> None:
    desk = Desk(aeo)
    await done(desk.open(**FACTS))
    direction = {"certified_in": "KP", "recognised_by": "TW"}
    await done(desk.suspend("2020-03-01", direction=direction, operator_types=["exporter", "broker"], reason="visits"))
    await done(desk.ask(f"/v1/agreements/{AGREEMENT}/accessions/AD", on="2022", non_member=True))

    rows = await table(aeo, "steps")

    assert [(row["kind"], row["on"], row["party"]) for row in rows] == [
        ("signed", "2018-07", ""), ("in_force", "2019-01-01", ""), ("suspended", "2020-03-01", ""),
        ("acceded", "2022", "AD"),
    ]  # fmt: skip
    suspended, acceded = rows[2], rows[3]
    assert (suspended["certified_in"], suspended["recognised_by"]) == ("KP", "TW")
    assert (suspended["operator_types"], suspended["note"]) == ("exporter; broker", "visits")
    assert (acceded["operator_types"], acceded["non_member"], acceded["agreement"]) == ("", "true", "Brazil - Mexico")


async def test_programmes_leave_with_their_numbers_and_plans_with_their_outcome(aeo: Running) -> None:
    desk = Desk(aeo)
    law = [{"title": "Customs Code, article 100-A"}, {"title": "Rule 7.1"}]
    await done(desk.programme(tiers=["A", "AA"], legal_basis=law, operators=12, operators_as_of="Dec 2018"))
    await done(desk.ask(f"/v1/programmes/{PROGRAMME}/names/2019", name="OEA", source="test"))
    await done(desk.draft(outcome="under_negotiation"))

    [programme], [plan] = await table(aeo, "programmes"), await table(aeo, "work-plans")

    assert (programme["name"], programme["former_names"], programme["tiers"]) == ("OEA", "NEEC", "A; AA")
    assert (programme["operators"], programme["operators_counted_on"]) == ("12", "2018-12")
    assert programme["legal_basis"] == "Customs Code, article 100-A; Rule 7.1"
    assert (plan["id"], plan["stage"], plan["outcome"]) == (str(PLAN), "drafted", "under_negotiation")


async def test_every_table_is_flat(aeo: Running) -> None:
    await load(aeo, DATA)
    await done(Desk(aeo).open(name="=1+1", **FACTS))
    await claimed(Desk(aeo))

    tables = [await table(aeo, of) for of in get_args(Of)]

    assert all(tables)
    cells = [cell for rows in tables for row in rows for cell in row.values()]
    assert not [cell for cell in cells if cell.startswith(("{", "[", "=", "None", "0001-01-01", "9999-12-31"))]


async def test_a_table_of_something_else_is_refused(aeo: Running) -> None:
    other = await aeo.http.get("/v1/export.csv", params={"of": "benefits"})

    assert "recognition" in refused(other, 422, "of")


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
