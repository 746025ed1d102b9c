"""Economies and conferences that records name before governance has announced them."""

from typing import Any

import pytest
from aeo.model import ConferenceProjection
from aeo.subscribers import know_conference
from cabos.ids import stable_id
from cabos.testing import eventually
from cabos.testing.services import Running
from cabos_contracts.governance import ConferencePostponed

from tests.aeo.desk import AGREEMENT, PLAN, PROGRAMME, Desk, done, refused
from tests.aeo.test_learning import envelope
from tests.governance.office import CONFERENCE, Office

ASSISTANCE = f"/v1/other-instruments/{stable_id('other-instrument', 'cl-pe')}"
CMAA = {"name": "Chile - Peru", "kind": "mutual_assistance", "instrument": "CMAA", "parties": ["CL", "PE"],
        "source": "test"}  # fmt: skip
ANDES = {
    "name": "Andes",
    "members": [{"economy": "PE", "until_on": "1999"}, {"economy": "PE", "from_on": "2001"}, {"economy": "CL"}],
    "source": "test",
}
THREE = {"parties": ["BR", "CL", "MX"], "stage": "signed", "signed_on": "2018-07-21"}
AT_CONFERENCE = {"conference_id": str(CONFERENCE)}


async def waited_for(desk: Desk, **query: Any) -> dict[str, int]:
    items = (await desk.get("/v1/pending-economies", **query))["items"]
    return {item["economy"]: item["waiting"] for item in items}


async def test_an_economy_that_nobody_has_announced_is_waited_for_until_somebody_does(
    desk: Desk, governance: Office
) -> None:
    await done(desk.programme(economy="PE"))
    await done(desk.open(parties=["BR", "PE"]))
    await done(desk.draft(parties=["PE", "UY"]))
    await done(desk.ask(ASSISTANCE, **CMAA))
    await done(desk.ask("/v1/blocs/QM", **ANDES))

    pending = (await desk.get("/v1/pending-economies"))["items"]
    assert [(item["economy"], item["waiting"]) for item in pending] == [("PE", 5), ("UY", 1)]
    assert {(record["kind"], record["id"]) for record in pending[0]["records"]} == {
        ("programme", str(PROGRAMME)), ("agreement", str(AGREEMENT)), ("work_plan", str(PLAN)),
        ("other_instrument", ASSISTANCE.rsplit("/", 1)[1]), ("bloc", "QM"),
    }  # fmt: skip
    assert (await desk.get(ASSISTANCE))["pending_economies"] == ["PE"]
    assert (await desk.get("/v1/blocs/QM"))["pending_economies"] == ["PE"]
    assert (await desk.get(f"/v1/programmes/{PROGRAMME}"))["pending_economies"] == ["PE"]
    assert (await desk.agreement())["pending_economies"] == ["PE"]
    assert (await desk.plan())["pending_economies"] == ["PE", "UY"]

    for name in ("Peru", "Republic of Peru"):
        await governance.put("/v1/members/PE", name=name, region="AMS", source="test")

    async def known() -> bool:
        return await waited_for(desk) == {"UY": 1}

    await eventually(known)
    assert (await desk.agreement())["pending_economies"] == []
    assert (await desk.get("/v1/work-plans"))["items"][0]["pending_economies"] == ["UY"]
    for path in ("/v1/other-instruments", "/v1/blocs"):
        assert (await desk.get(path))["items"][0]["pending_economies"] == []
    [(_, resolved)] = [event for event in await desk.announced(9) if event[0] == "economy.resolved"]
    assert (resolved["economy"], resolved["name"], resolved["waiting"]) == ("PE", "Peru", 5)
    assert [record["kind"] for record in resolved["records"]] == [
        "agreement", "other_instrument", "programme", "work_plan"
    ]  # fmt: skip
    assert resolved["blocs"] == ["QM"]


async def test_who_is_declared_to_be_no_member_is_not_waited_for(desk: Desk) -> None:
    await done(desk.programme(economy="TW", non_member=True))
    await done(desk.open(parties=["BR", "TW"], non_members=["TW"]))
    await done(desk.ask(ASSISTANCE, **CMAA | {"parties": ["CL", "TW"], "non_members": ["TW"]}))
    await done(desk.ask("/v1/blocs/QM", **ANDES | {"members": [{"economy": "TW", "non_member": True}]}))
    await done(desk.ask("/v1/blocs/QM/members/TW", until_on="2020", source="test"))

    assert await waited_for(desk) == {}
    assert (await desk.get("/v1/blocs/QM"))["pending_economies"] == []


async def test_who_accedes_and_is_declared_to_be_no_member_is_not_waited_for(desk: Desk) -> None:
    accession = f"/v1/agreements/{AGREEMENT}/accessions/TW"
    await done(desk.open(**THREE))

    await done(desk.ask(accession, on="2020-01-01"))
    undeclared = await waited_for(desk)
    for _ in range(2):
        await done(desk.ask(accession, on="2020-01-01", non_member=True))

    assert (undeclared, await waited_for(desk)) == ({"TW": 1}, {})
    shown = await desk.agreement()
    assert (shown["parties"], shown["pending_economies"]) == (["BR", "CL", "MX", "TW"], [])
    assert [step["non_member"] for step in shown["steps"] if step["kind"] == "acceded"] == [True]
    assert [type_ for type_, _ in await desk.announced(4)][2:] == ["party.acceded", "party.acceded"]
    refused(await desk.ask(accession, on="2021-01-01", non_member=True), 409)


async def test_a_member_is_not_declared_to_be_none_by_its_accession_or_in_a_bloc(desk: Desk) -> None:
    await done(desk.open(**THREE | {"parties": ["CL", "CO", "PE"]}))
    members = [{"economy": "MX", "non_member": True}]

    acceded = await desk.ask(f"/v1/agreements/{AGREEMENT}/accessions/MX", on="2020-01-01", non_member=True)
    described = await desk.ask("/v1/blocs/QM", **ANDES | {"members": members})

    assert "said to be none" in refused(acceded, 422, "economy")
    assert "said to be none" in refused(described, 422, "members")
    assert (await desk.get("/v1/blocs"))["items"] == []


async def test_the_union_and_kosovo_have_codes_and_others_beyond_iso_3166_do_not(desk: Desk) -> None:
    await done(desk.open(parties=["EU", "XK"]))

    for economy in ("ZZ", "XX", "UK", "AN"):
        assert "ISO 3166-1" in refused(await desk.programme(economy=economy), 422, "economy")
    declared = await desk.draft(parties=["BR", "ZZ"], non_members=["ZZ"])
    assert "ZZ: no code" in refused(declared, 422, "parties")
    assert await waited_for(desk) == {"EU": 1, "XK": 1}


async def test_a_bloc_on_record_is_not_waited_for(desk: Desk) -> None:
    await done(desk.open(parties=["EU", "MX"]))
    await done(desk.programme(economy="EU"))

    await done(desk.ask("/v1/blocs/EU", name="European Union", members=[], source="test"))

    assert await waited_for(desk) == {}
    assert (await desk.agreement())["pending_economies"] == []
    assert (await desk.get(f"/v1/programmes/{PROGRAMME}"))["pending_economies"] == []


async def test_economies_are_listed_page_by_page(desk: Desk) -> None:
    await done(desk.open(parties=["AR", "BO", "PY"]))

    first = await desk.http.get("/v1/pending-economies", params={"limit": 2})
    page = first.json()

    assert [item["economy"] for item in page["items"]] == ["AR", "BO"]
    assert 'rel="next"' in first.headers["Link"]
    assert await waited_for(desk, after=page["next"]) == {"PY": 1}


async def outside(desk: Desk) -> tuple[bool, str | None]:
    plan = await desk.plan()
    return plan["pending_conference"], plan["outside_conference"]


@pytest.fixture
async def signed(desk: Desk) -> Desk:
    """A plan that was signed at a conference of which nobody has told yet."""
    await done(desk.draft())
    for _ in range(2):
        await done(desk.sign_plan(**AT_CONFERENCE))
    return desk


async def seen(desk: Desk, pending: bool, word: str | None) -> None:
    async def look() -> bool:
        waiting, why = await outside(desk)
        assert (waiting, why is None) == (pending, word is None)
        assert word is None or word in (why or "")
        return True

    await eventually(look)


async def test_a_conference_that_nobody_has_announced_is_waited_for(signed: Desk, governance: Office) -> None:
    assert await outside(signed) == (True, None)

    await governance.convene()

    await seen(signed, False, None)


async def test_a_day_that_turns_out_to_be_none_of_the_conference_is_flagged_and_the_signature_stands(
    signed: Desk, governance: Office
) -> None:
    await governance.convene(starts_on="2018-05-16", ends_on="2018-05-17")

    await seen(signed, False, "2018-04-17 is outside Conference (2018-05-16 to 2018-05-17)")
    assert (await signed.plan())["signed_on"] == "2018-04-17"


async def test_a_conference_that_is_put_off_or_called_off_flags_what_was_signed_there(
    signed: Desk, governance: Office
) -> None:
    path = f"/v1/conferences/{CONFERENCE}"
    await governance.convene()
    await seen(signed, False, None)

    await governance.put(f"{path}/postponement", reason="weather", starts_on="2018-09", source="test")
    await seen(signed, False, "outside")
    await governance.put(f"{path}/postponement", reason="weather", source="test")
    await seen(signed, False, None)
    await governance.put(f"{path}/cancellation", reason="weather", uses_number=False, source="test")
    await seen(signed, False, "was cancelled")


async def test_days_of_a_conference_that_a_better_source_corrects_are_taken_over(
    signed: Desk, governance: Office
) -> None:
    await governance.convene()
    claim = f"/v1/claims/{stable_id('claim', 'days')}"
    said = {"kind": "conference", "record": str(CONFERENCE), "field": "ends_on", "value": "2018-04-16"}

    await governance.put(claim, **said, source="the programme")
    await governance.put(f"{claim}/preference", reason="printed there")

    await seen(signed, False, "(2018-04-16 to 2018-04-16)")


async def test_an_event_that_comes_late_does_not_undo_a_later_one(aeo: Running) -> None:
    facts = {"conference_id": CONFERENCE, "region": "AMS", "series": "regional_conference", "reason": "weather"}
    for version, day in ((3, "2018-09-01"), (2, "2018-06-01")):
        event = ConferencePostponed(
            name="Conference", postponed_from="2018-04-16", starts_on=day, version=version, **facts
        )
        async with aeo.database.transaction() as session:
            await know_conference(event, session, envelope(event, position=version))

    async with aeo.database.transaction() as session:
        known = await session.get_one(ConferenceProjection, CONFERENCE)
    assert (known.starts_on, known.version) == ("2018-09-01", 3)
