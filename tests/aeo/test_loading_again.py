"""The same files again leave alone what officers have entered since; a row that says something else is taken."""

import json
from pathlib import Path
from typing import Any

import pytest
from cabos.ids import stable_id
from cabos.testing.services import Running

from tests.aeo.desk import Desk, done
from tests.aeo.test_loading import DATA, load


@pytest.fixture
def desk(aeo: Running) -> Desk:
    return Desk(aeo)


async def talks(desk: Desk) -> tuple[dict[str, Any], dict[str, Any]]:
    """Two plans of the data between which nothing is signed, each with what is on record of it."""
    found = (await desk.get("/v1/work-plans", limit=500))["items"]
    one, other = [each for each in found if each["outcome"] == "under_negotiation" and not each["signed_on"]][:2]
    return await desk.get(f"/v1/work-plans/{one['id']}"), await desk.get(f"/v1/work-plans/{other['id']}")


async def test_what_officers_have_entered_since_stands(desk: Desk) -> None:
    first = await load(desk.aeo, DATA)
    one, other = await talks(desk)
    described = json.loads((DATA / "agreement_terms.json").read_text())[0]["agreement"]
    benefits = f"/v1/agreements/{stable_id('agreement', described)}/benefits"
    instrument = (await desk.get("/v1/other-instruments"))["items"][0]["id"]
    later = stable_id("work-plan", "later")
    between = {field: other["record"][field] for field in ("parties", "non_members")}
    await done(desk.ask("/v1/blocs/EU/members/UA", from_on="2026-01-01", source="an officer"))
    await done(desk.ask(f"/v1/work-plans/{one['id']}", **one["record"] | {"outcome": "superseded"}))
    await done(desk.ask(f"/v1/work-plans/{later}", name="Later", source="an officer", **between))
    await done(desk.ask(f"/v1/work-plans/{other['id']}", **other["record"] | {"leads_to_plan": str(later)}))
    await done(desk.ask(benefits, source="an officer", benefits=[{"kind": "faster_release"}]))
    record = (await desk.get(f"/v1/other-instruments/{instrument}"))["record"]
    await done(desk.ask(f"/v1/other-instruments/{instrument}", **record | {"name": "As an officer calls it"}))

    again = await load(desk.aeo, DATA)

    assert (again.refused, again.unchanged) == ([], first.taken)
    union = next(each for each in (await desk.get("/v1/blocs"))["items"] if each["code"] == "EU")
    assert "UA" in [each["economy"] for each in union["members"]]
    assert (await desk.get(f"/v1/work-plans/{one['id']}"))["outcome"] == "superseded"
    assert (await desk.get(f"/v1/work-plans/{other['id']}"))["leads_to_plan"] == str(later)
    assert (await desk.get(benefits))["terms"]["source"] == "an officer"
    assert (await desk.get(f"/v1/other-instruments/{instrument}"))["name"] == "As an officer calls it"


async def test_a_row_that_says_something_else_is_taken_and_keeps_what_no_file_tells(desk: Desk, tmp_path: Path) -> None:
    await load(desk.aeo, DATA)
    one, _ = await talks(desk)
    later = stable_id("work-plan", "later")
    between = {field: one["record"][field] for field in ("parties", "non_members")}
    await done(desk.ask(f"/v1/work-plans/{later}", name="Later", source="an officer", **between))
    await done(desk.ask(f"/v1/work-plans/{one['id']}", **one["record"] | {"leads_to_plan": str(later)}))
    rows = json.loads((DATA / "mras.json").read_text())
    row = next(each for each in rows if each["id"] == one["record"]["particulars"]["id"])
    for name in ("members.json", "aeo_programmes.json"):
        (tmp_path / name).write_bytes((DATA / name).read_bytes())

    taken = []
    for words in ("it is said", "it is said", row["status_basis"]):
        (tmp_path / "mras.json").write_text(json.dumps([row | {"status_basis": words}]))
        report = await load(desk.aeo, tmp_path)
        assert not report.refused
        taken.append(report.taken["mras.json"])

    assert taken == [1, 0, 1]
    shown = await desk.get(f"/v1/work-plans/{one['id']}")
    assert (shown["record"]["outcome_basis"], shown["leads_to_plan"]) == (row["status_basis"], str(later))


async def test_a_row_that_was_refused_is_tried_again(desk: Desk, tmp_path: Path) -> None:
    terms = json.loads((DATA / "agreement_terms.json").read_text())[:1]
    (tmp_path / "agreement_terms.json").write_text(json.dumps(terms))
    early = await load(desk.aeo, tmp_path)
    rows = json.loads((DATA / "mras.json").read_text())
    wanted = [row for row in rows if row["id"] == terms[0]["agreement"]]
    for name, kept in (("mras.json", wanted), ("blocs.json", json.loads((DATA / "blocs.json").read_text()))):
        (tmp_path / name).write_text(json.dumps(kept))
    for name in ("members.json", "aeo_programmes.json"):
        (tmp_path / name).write_bytes((DATA / name).read_bytes())

    late = await load(desk.aeo, tmp_path)

    assert [each.file for each in early.refused] == ["agreement_terms.json"]
    assert (late.refused, late.taken["agreement_terms.json"]) == ([], 1)
