"""The life of an agreement over HTTP: who may ask for what, what is announced, and what is refused."""

import asyncio
from typing import Any

import pytest
from aeo import api
from aeo.commands import agreement, steps
from cabos.ids import stable_id
from cabos.testing.services import Running
from pydantic import BaseModel

from tests.aeo.desk import AGREEMENT, PROGRAMME, Desk, done, refused
from tests.documented import example

PATH = f"/v1/agreements/{AGREEMENT}"
OTHER = f"/v1/agreements/{stable_id('agreement', 'other')}"
IN_FORCE: dict[str, Any] = {
    "parties": ["KP", "TW"],
    "non_members": ["KP", "TW"],
    "stage": "in_force",
    "signed_on": "2018-07-21",
    "in_force_on": "2019-01-01",
}
THREE = IN_FORCE | {"parties": ["KP", "LI", "TW"], "non_members": ["KP", "LI", "TW"]}
FOUND = ["agreement.opened", "agreement.signed", "agreement.entered-into-force"]


@pytest.fixture
def desk(aeo: Running) -> Desk:
    """Economies that are no Members need no governance."""
    return Desk(aeo)


async def test_two_officers_suspend_and_one_reinstates_each_once(desk: Desk) -> None:
    await done(desk.open(**IN_FORCE))
    for _ in range(2):
        await done(desk.suspend("2020-03-01", notice_on="2020-01", reason="A joint validation failed."))
    suspended = await desk.agreement()
    for _ in range(2):
        await done(desk.reinstate("2020-09"))

    events = await desk.announced(5)

    assert [type_ for type_, _ in events] == [*FOUND, "agreement.suspended", "agreement.reinstated"]
    told = events[3][1]
    assert (told["suspended_on"], told["notice_on"], told["part"]) == ("2020-03-01", "2020-01", None)
    assert (told["reason"], told["parties"], told["version"]) == ("A joint validation failed.", ["KP", "TW"], 4)
    assert (suspended["stage"], (await desk.agreement())["stage"]) == ("suspended", "in_force")


@pytest.mark.parametrize("what", ["entry-into-force", "suspension", "termination"])
async def test_what_counts_waits_for_a_second_officer(desk: Desk, what: str) -> None:
    facts = IN_FORCE | ({"stage": "signed", "in_force_on": None} if what == "entry-into-force" else {})
    await done(desk.open(**{field: value for field, value in facts.items() if value}))
    body = {"in_force_on" if what == "entry-into-force" else "on": "2020-03-01"}

    proposed = [await desk.ask(f"{PATH}/{what}", **body) for _ in range(2)]
    stage = (await desk.agreement())["stage"]
    own = await desk.http.put(f"{proposed[0].headers['Location']}/confirmation")

    assert [answer.status_code for answer in proposed] == [202, 202]
    assert proposed[0].json()["id"] == proposed[1].json()["id"]
    assert stage == facts["stage"]
    refused(own, 403)
    await done(desk.both(f"{PATH}/{what}", **body))
    assert (await desk.ask(f"{PATH}/{what}", **body)).status_code == 204
    assert (await desk.agreement())["stage"] != stage


async def test_nobody_takes_the_place_of_an_agreement_or_leaves_it_by_the_word_of_one_officer(desk: Desk) -> None:
    await done(desk.open(**THREE))
    await done(desk.ask(OTHER, name="Other", parties=["CL", "KP"], non_members=["KP"], source="test"))

    replaced = await desk.ask(f"{PATH}/replacement", replaced_by=OTHER.rsplit("/", 1)[1], on="2021")
    left = await desk.ask(f"{PATH}/withdrawals/LI", on="2021")

    assert [answer.status_code for answer in (replaced, left)] == [202, 202]
    found = await desk.agreement()
    assert (found["stage"], found["parties"]) == ("in_force", ["KP", "LI", "TW"])


async def test_an_agreement_gives_place_to_another_one(desk: Desk) -> None:
    successor = IN_FORCE | {"name": "Second", "source": "test"}
    await done(desk.open(**IN_FORCE))
    taken = await desk.ask(OTHER, **successor)
    await done(desk.ask(OTHER, name="Second", parties=successor["parties"], non_members=["KP", "TW"], source="test"))

    for _ in range(2):
        await done(desk.both(f"{PATH}/replacement", replaced_by=OTHER.rsplit("/", 1)[1], on="2021"))
    await done(desk.ask(f"{OTHER}/signature", signed_on="2020"))
    await done(desk.both(f"{OTHER}/entry-into-force", in_force_on="2021-07-01"))

    assert "Brazil - Mexico is the live agreement between these programmes" in refused(taken, 409)
    back = await desk.both(f"{OTHER}/replacement", replaced_by=str(AGREEMENT), on="2022")
    assert "has taken the place of" in refused(back, 422, "replaced_by")
    own = await desk.both(f"{OTHER}/replacement", replaced_by=OTHER.rsplit("/", 1)[1])
    assert "its own place" in refused(own, 422, "replaced_by")
    unknown = await desk.both(f"{OTHER}/replacement", replaced_by=str(stable_id("agreement", "nobody")))
    assert "No agreement" in refused(unknown, 422, "replaced_by")
    (event,) = [data for type_, data in await desk.announced(7) if type_ == "agreement.replaced"]
    assert (event["replaced_by"], event["replaced_on"]) == (OTHER.rsplit("/", 1)[1], "2021")


async def test_a_renewal_is_signed_when_the_end_of_the_former_agreement_is_on_record(desk: Desk) -> None:
    renewal = IN_FORCE | {"name": "Renewal", "stage": "signed", "source": "test", "in_force_on": None}
    renewal = {field: value for field, value in renewal.items() if value}
    await done(desk.open(**IN_FORCE))
    early = await desk.ask(OTHER, **renewal)

    await done(desk.terminate("2999-01-01", notice_on="2020"))
    await done(desk.ask(OTHER, **renewal))

    refused(early, 409)
    assert [(await desk.get(path))["stage"] for path in (PATH, OTHER)] == ["in_force", "signed"]


async def test_economies_accede_and_withdraw_each_once(desk: Desk) -> None:
    await done(desk.open(**THREE))
    for _ in range(2):
        await done(desk.ask(f"{PATH}/accessions/AD", on="2022-02-01", non_member=True))
        await done(desk.both(f"{PATH}/withdrawals/LI", on="2023-01-01", notice_on="2022-06"))
    stranger = await desk.ask(f"{PATH}/accessions/SM", on="2022-02-01", non_member=True, notice_on="2020")

    events = await desk.announced(5)

    assert [(type_, data["economy"], data["parties"]) for type_, data in events[3:]] == [
        ("party.acceded", "AD", ["AD", "KP", "LI", "TW"]),
        ("party.withdrew", "LI", ["AD", "KP", "TW"]),
    ]
    then = await desk.agreement(as_of="2022-12-31")
    assert (then["on_day"]["parties"], then["parties"]) == (["AD", "KP", "LI", "TW"], ["AD", "KP", "TW"])
    assert "not permitted" in refused(stranger, 422, "notice_on")


async def test_steps_of_the_way_are_noted_under_ids_of_their_own(desk: Desk) -> None:
    await done(desk.open(parties=["KP", "TW"], non_members=["KP", "TW"]))
    for _ in range(2):
        await done(desk.step("intent", "contact", "2015-11-06", place="Canberra"))
        await done(desk.step("visit-kp", "validated", "2016-02", party="KP", note="in Pyongyang"))

    other = await desk.step("intent", "contact", "2015-11-07")
    shown = await desk.agreement()

    assert "on record with other facts" in refused(other, 409, "kind")
    assert [(step["id"], step["kind"], step["on"]) for step in shown["steps"]] == [
        ("intent", "contact", "2015-11-06"), ("visit-kp", "validated", "2016-02"), ("negotiated", "negotiated", None)
    ]  # fmt: skip
    assert [kind for kind, _ in await desk.told(3)] == ["agreement.opened", "step.recorded", "step.recorded"]


async def test_procedures_and_a_pilot_may_come_before_the_signature_and_a_review_may_be_in_its_month(
    desk: Desk,
) -> None:
    await done(desk.open(**IN_FORCE))

    await done(desk.step("codes", "procedures_settled", "2018-05"))
    await done(desk.step("trial", "piloted", "2018-06"))
    await done(desk.step("review", "reviewed", "2018-07"))

    assert (await desk.agreement())["version"] == 6


async def test_a_signature_does_not_follow_a_review(desk: Desk) -> None:
    await done(desk.open(**{field: IN_FORCE[field] for field in ("parties", "non_members", "stage")}))
    await done(desk.step("review", "reviewed", "2019-05"))

    late = await desk.sign("2019-06-01")

    assert "after the review on 2019-05" in refused(late, 422, "signed_on")


@pytest.mark.parametrize(
    ("what", "body", "status", "field", "word"),
    [
        ("suspension", {"on": "2020", "notice_on": "2021"}, 422, "notice_on", "2021 is after 2020"),
        ("suspension", {"on": "2020", "until_on": "2019"}, 422, "until_on", "2019 is before 2020"),
        ("suspension", {"on": "2018-01"}, 409, "on", "not in force on 2018-01"),
        ("suspension", {"on": "2020", "party": "CL"}, 422, "party", "CL is no party"),
        ("suspension", {"on": "2020", "party": "TW", "direction": {"certified_in": "TW", "recognised_by": "KP"}}, 422,
         "direction", "not of both"),
        ("suspension", {"on": "2020", "operator_types": []}, 422, "operator_types", "at least 1"),
        ("reinstatement", {"on": "2020"}, 409, "on", "not suspended"),
        ("termination", {"on": "2018-01"}, 422, "on", "has happened"),
        ("accessions/CL", {"on": "2020"}, 409, None, "between KP and TW only"),
        ("accessions/Chile", {"on": "2020"}, 422, "economy", "pattern"),
        ("withdrawals/TW", {"on": "2020"}, 409, None, "is terminated"),
        ("steps/signed", {"kind": "reviewed"}, 409, "kind", "other facts"),
        ("steps/Two Words", {"kind": "reviewed"}, 422, "step_id", "pattern"),
        ("steps/one", {"kind": "signed"}, 422, "kind", "'contact'"),
        ("steps/one", {"kind": "reviewed", "on": "2018-06"}, 422, "on", "before the signature on 2018-07-21"),
        ("steps/one", {"kind": "amended", "on": "2018-07-20"}, 422, "on", "before the signature on 2018-07-21"),
        ("steps/one", {"kind": "piloted", "on": "2020", "until_on": "2019"}, 422, "until_on", "before 2020"),
        ("review-plan", {"every_months": 0}, 422, "every_months", "greater than or equal to 1"),
        ("entry-into-force", {"in_force_on": "2018-01"}, 409, "in_force_on", "in force since 2019-01-01"),
    ],
)  # fmt: skip
async def test_what_cannot_be_is_refused(
    desk: Desk, what: str, body: dict[str, Any], status: int, field: str | None, word: str
) -> None:
    await done(desk.open(**IN_FORCE))

    response = await desk.ask(f"{PATH}/{what}", **body)

    assert word in refused(response, status, field)
    assert (await desk.agreement())["version"] == 3


async def test_a_write_may_ask_for_the_version_that_it_was_made_for(desk: Desk) -> None:
    await done(desk.open(**IN_FORCE))
    etag = (await desk.http.get(PATH)).headers["ETag"]
    await done(desk.suspend("2020"))

    late = await desk.http.put(f"{PATH}/reinstatement", json={"on": "2021"}, headers={"If-Match": etag})
    ahead = await desk.http.put(f"{PATH}/reinstatement", json={"on": "2021"}, headers={"If-Match": '"4"'})

    refused(late, 412)
    assert (etag.split("-")[0], ahead.status_code) == ('"3', 204)


@pytest.mark.parametrize("instrument", ["Letter of intent", "Joint Work Plan", "Plan de acción"])
async def test_a_paper_on_the_way_is_no_agreement(desk: Desk, instrument: str) -> None:
    facts = {"parties": ["KP", "TW"], "non_members": ["KP", "TW"]}

    opened, drafted = await desk.open(**facts, instrument=instrument), await desk.draft(**facts, instrument=instrument)
    more = await desk.draft(**facts, instrument="MRA")

    assert "put on record as a work plan" in refused(opened, 422, "instrument")
    assert drafted.status_code == 204
    assert "put on record as an agreement" in refused(more, 422, "instrument")


@pytest.mark.parametrize(
    "command",
    [agreement.BringIntoForce, steps.RecordStep, steps.SuspendAgreement, steps.ReinstateAgreement,
     steps.TerminateAgreement, steps.ReplaceAgreement, steps.AccedeToAgreement, steps.WithdrawFromAgreement,
     steps.PlanReviews],
)  # fmt: skip
def test_the_documentation_shows_an_example_that_is_taken(command: type[BaseModel]) -> None:
    shown = example(api, command)

    assert command.model_validate(shown).model_dump(mode="json", exclude_unset=True) == shown


async def test_of_two_agreements_at_the_same_moment_one_takes_the_place_of_the_pair(desk: Desk) -> None:
    facts = {"name": "Same", "source": "test", **IN_FORCE}
    paths = [f"/v1/agreements/{stable_id('agreement', 'race', number)}" for number in range(5)]

    answers = await asyncio.gather(*(desk.both(path, **facts) for path in paths))

    assert sorted(answer.status_code for answer in answers) == [204, 409, 409, 409, 409]
    for answer in answers:
        if answer.status_code == 409:
            refused(answer, 409)
    assert len((await desk.get("/v1/agreements"))["items"]) == 1


MINE: dict[str, Any] = {"economy": "KP", "non_member": True}
SIGNED = {field: IN_FORCE[field] for field in ("parties", "non_members", "signed_on")} | {"stage": "signed"}


async def test_it_enters_into_force_between_programmes_that_are_operational(desk: Desk) -> None:
    await done(desk.open(**SIGNED))
    await done(desk.programme(**MINE, state="pilot"))
    await done(desk.ask(f"/v1/programmes/{PROGRAMME}/state", state="pilot", on="2018-01-01", source="test"))

    early = refused(await desk.bring_into_force("2019-01-01"), 409, "in_force_on")
    before = (await desk.agreement())["stage"]
    await done(desk.ask(f"/v1/programmes/{PROGRAMME}/state", state="operational", on="2019-06-01", source="test"))
    await done(desk.bring_into_force("2019-06"))

    assert "that of KP is pilot since 2018-01-01" in early
    assert (before, (await desk.agreement())["stage"]) == ("signed", "in_force")


async def test_only_the_programmes_of_the_part_are_asked_for_and_none_for_a_day_ahead(desk: Desk) -> None:
    await done(desk.open(**SIGNED))
    await done(desk.programme(**MINE, launched_on="2020-01-01"))

    refused(await desk.bring_into_force("2019-01-01", party="KP"), 409, "in_force_on")
    refused(
        await desk.bring_into_force("2019-01-01", direction={"certified_in": "TW", "recognised_by": "KP"}),
        409,
        "in_force_on",
    )
    await done(desk.bring_into_force("2019-01-01", party="TW"))
    await done(desk.bring_into_force("2090-01-01", party="KP"))
