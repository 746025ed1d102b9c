"""An agreement from its first record to its entry into force."""

import pytest
from aeo.model import Stage
from cabos.ids import stable_id

from tests.aeo.desk import AGREEMENT, Desk, done, refused


async def test_an_agreement_is_opened_signed_and_enters_into_force_once(desk: Desk) -> None:
    for _ in range(2):
        await done(desk.open())
        await done(desk.sign())
        await done(desk.bring_into_force("2022-01"))

    assert await desk.told(3) == [
        ("agreement.opened", 1), ("agreement.signed", 2), ("agreement.entered-into-force", 3)
    ]  # fmt: skip
    agreement = await desk.agreement()
    assert (agreement["parties"], agreement["stage"], agreement["plurilateral"]) == (["BR", "MX"], "in_force", False)
    assert (agreement["signed_on"], agreement["in_force_on"], agreement["version"]) == ("2021-05-05", "2022-01", 3)


async def test_an_event_tells_what_a_story_needs(desk: Desk) -> None:
    await done(desk.open(instrument="Decision"))
    await done(desk.sign(signed_at="by video conference"))
    await done(desk.bring_into_force())

    _, (_, signed), (_, entered) = await desk.announced(3)

    instrument = {"name": "Brazil - Mexico", "parties": ["BR", "MX"], "instrument": "Decision", "according_to": "test"}
    signature = {"signed_on": "2021-05-05", "signed_at": "by video conference", "conference_id": None,
                 "signatories": None}  # fmt: skip
    assert signed == {"agreement_id": str(AGREEMENT), "version": 2} | instrument | signature
    assert entered["in_force_on"] == "2022-01-01"
    assert {field: entered[field] for field in instrument} == instrument


async def test_more_than_two_parties_make_it_plurilateral(desk: Desk) -> None:
    await done(desk.open(parties=["MX", "BR", "CL"]))

    agreement = await desk.agreement()

    assert (agreement["parties"], agreement["plurilateral"]) == (["BR", "CL", "MX"], True)


async def test_a_pair_may_have_two_agreements_for_it_may_have_two_pairs_of_programmes(desk: Desk) -> None:
    other = {"name": "Second", "parties": ["BR", "MX"], "programmes": {"BR": "OEA-Conformidade"}, "source": "test"}

    await done(desk.open(stage="signed"))
    await done(desk.ask(f"/v1/agreements/{stable_id('agreement', 'second')}", **other))

    assert len((await desk.get("/v1/agreements", party="BR"))["items"]) == 2


async def test_a_party_that_is_no_member_is_declared_to_be_none(desk: Desk) -> None:
    await done(desk.open(parties=["BR", "TW"], non_members=["TW"]))

    assert (await desk.agreement())["record"]["non_members"] == ["TW"]


async def test_a_known_agreement_is_announced_as_far_as_it_has_come(desk: Desk) -> None:
    for _ in range(2):
        await done(desk.open(stage="in_force", signed_on="2012-05", in_force_on="2013-01-31"))

    assert await desk.told(3) == [
        ("agreement.opened", 1), ("agreement.signed", 2), ("agreement.entered-into-force", 3)
    ]  # fmt: skip


async def test_a_day_that_nobody_knew_is_told_when_it_becomes_known(desk: Desk) -> None:
    await done(desk.open(stage="in_force"))
    for _ in range(2):
        await done(desk.sign("2021-05"))
        await done(desk.bring_into_force("2022"))

    events = await desk.announced(5)

    days = [(type_.split(".")[1], data.get("signed_on"), data.get("in_force_on")) for type_, data in events]
    assert days[1:] == [
        ("signed", None, None),
        ("entered-into-force", None, None),
        ("signed", "2021-05", None),
        ("entered-into-force", "2021-05", "2022"),
    ]
    assert (await desk.agreement())["stage"] == "in_force"


async def test_an_agreement_is_not_signed_on_two_days(desk: Desk) -> None:
    await done(desk.open())
    await done(desk.sign("2021-05-05"))

    other, more_precise = await desk.sign("2021-05-06"), await desk.sign("2021-05")

    assert "signed_on 2021-05-05, not 2021-05-06" in refused(other, 409, "signed_on")
    assert "signed_on 2021-05-05, not 2021-05" in refused(more_precise, 409, "signed_on")
    assert (await desk.agreement())["version"] == 2


async def test_an_agreement_does_not_enter_into_force_on_two_days(desk: Desk) -> None:
    await done(desk.open(stage="signed"))
    await done(desk.bring_into_force("2022-01-01"))

    response = await desk.bring_into_force("2022-01-02")

    assert "in force since 2022-01-01" in refused(response, 409, "in_force_on")


async def test_the_entry_into_force_has_its_own_source(desk: Desk) -> None:
    gazette = {"source": "Official gazette, 3 Jan 2022", "confidence": "high", "note": "after an exchange of notes"}
    await done(desk.open(stage="signed"))
    for _ in range(2):
        await done(desk.bring_into_force("2022-01-01", **gazette))
    await done(desk.bring_into_force("2022-01-01"))

    (step,) = [each for each in (await desk.agreement())["steps"] if each["kind"] == "in_force"]
    assert {field: step[field] for field in gazette} == gazette
    assert (await desk.announced(3))[2][1]["according_to"] == "Official gazette, 3 Jan 2022"
    other = await desk.bring_into_force("2022-01-01", source="a circular")
    assert "with another source on record" in refused(other, 409, "source")
    assert (await desk.agreement())["version"] == 3


async def test_the_source_of_an_entry_into_force_may_be_learned_behind_that_of_the_record(desk: Desk) -> None:
    await done(desk.open(stage="in_force", in_force_on="2022-01-01"))
    before = await desk.agreement()
    for _ in range(2):
        await done(desk.bring_into_force("2022-01-01", source="Official gazette"))

    after = await desk.agreement()

    entries = [{each["kind"]: each["source"] for each in shown["steps"]}["in_force"] for shown in (before, after)]
    assert entries == ["test", "Official gazette"]
    assert (after["version"], len(after["steps"])) == (before["version"] + 1, len(before["steps"]))


async def test_nothing_is_in_force_before_it_was_signed(desk: Desk) -> None:
    await done(desk.open())
    unsigned = await desk.bring_into_force()
    await done(desk.sign("2021-05-05"))
    earlier = await desk.bring_into_force("2021-05-04")

    assert "has not been signed" in refused(unsigned, 409, "in_force_on")
    assert "before the signature on 2021-05-05" in refused(earlier, 422, "in_force_on")
    assert (await desk.agreement())["stage"] == "signed"


@pytest.mark.parametrize("day", ["2021-05", "2021"])
async def test_an_imprecise_day_in_force_may_be_the_day_of_the_signature_or_later(desk: Desk, day: str) -> None:
    await done(desk.open())
    await done(desk.sign("2021-05-05"))

    await done(desk.bring_into_force(day))

    assert (await desk.agreement())["in_force_on"] == day


async def test_a_signature_does_not_follow_the_entry_into_force(desk: Desk) -> None:
    await done(desk.open(stage="in_force", in_force_on="2020-01-01"))

    response = await desk.sign("2020-01-02")

    assert "after the entry into force on 2020-01-01" in refused(response, 422, "signed_on")


async def test_a_superseded_agreement_is_neither_signed_nor_brought_into_force(desk: Desk) -> None:
    await done(desk.open(stage="superseded"))

    signed, entered = await desk.sign(), await desk.bring_into_force()

    assert "has been superseded" in refused(signed, 409)
    assert "has been superseded" in refused(entered, 409)


async def test_an_agreement_on_record_is_not_told_with_other_facts(desk: Desk) -> None:
    await done(desk.open())
    await done(desk.sign())

    same, other = await desk.open(parties=["BR", "MX"]), await desk.open(parties=["CL", "MX"], name="Other")

    assert same.status_code == 204
    assert "on record with another name, parties" in refused(other, 409, "name")


async def test_agreements_are_listed_by_party_and_stage_page_by_page(desk: Desk) -> None:
    for number, (partner, stage) in enumerate([("BR", "signed"), ("CO", "pilot"), ("DO", "signed"), ("PE", "signed")]):
        facts = {"name": f"No. {number}", "parties": [partner, "MX"], "source": "test"}
        await done(desk.ask(f"/v1/agreements/{stable_id('agreement', number)}", **facts, stage=stage))

    first = await desk.get("/v1/agreements", party="MX", stage="signed", limit=2)
    second = await desk.get("/v1/agreements", party="MX", stage="signed", limit=2, after=first["next"])

    names = {item["name"] for page in (first, second) for item in page["items"]}
    assert (len(first["items"]), names, second["next"]) == (2, {"No. 0", "No. 2", "No. 3"}, None)
    assert (await desk.get("/v1/agreements", party="CL"))["items"] == []


@pytest.mark.parametrize("stage", [stage.value for stage in Stage if stage.may_be_in_force])
async def test_what_is_found_in_force_or_with_that_behind_it_waits_for_a_second_officer(desk: Desk, stage: str) -> None:
    path = f"/v1/agreements/{AGREEMENT}"
    facts = {"name": "Found", "source": "test", "parties": ["BR", "MX"], "stage": stage, "signed_on": "2018-07-21"}

    proposed = await desk.ask(path, **facts)
    before = (await desk.get("/v1/agreements"))["items"]
    own = await desk.http.put(f"{proposed.headers['Location']}/confirmation")
    await done(desk.both(path, **facts))

    assert (proposed.status_code, before) == (202, [])
    refused(own, 403)
    assert (await desk.agreement())["stage"] == stage
    assert (await desk.ask(path, **facts)).status_code == 204
