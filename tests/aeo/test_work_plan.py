"""A joint work plan, signed at a conference that governance holds."""

from aeo.model import ConferenceProjection
from cabos.ids import stable_id
from cabos.testing import eventually

from tests.aeo.desk import AGREEMENT, Desk, done, refused
from tests.governance.office import CONFERENCE, Office

AT_CONFERENCE = {"conference_id": str(CONFERENCE)}


async def convened(desk: Desk, governance: Office) -> None:
    """The conference of 16 and 17 April 2018 is called, and aeo has heard of it."""
    await done(governance.convene())

    async def heard() -> bool:
        async with desk.aeo.database.transaction() as session:
            return await session.get(ConferenceProjection, CONFERENCE) is not None

    await eventually(heard)


async def test_a_work_plan_is_signed_at_a_conference_once_and_is_no_agreement(desk: Desk, governance: Office) -> None:
    await done(desk.draft())
    await convened(desk, governance)
    for _ in range(2):
        await done(desk.draft())
        await done(desk.sign_plan(**AT_CONFERENCE, signed_at="Los Cabos"))

    assert await desk.told(2) == [("work-plan.drafted", 1), ("work-plan.signed", 2)]
    _, (_, signed) = await desk.announced(2)
    assert (signed["signed_on"], signed["signed_at"]) == ("2018-04-17", "Los Cabos")
    assert (signed["conference_id"], signed["parties"]) == (str(CONFERENCE), ["BR", "MX"])
    assert (await desk.get("/v1/agreements"))["items"] == []


async def test_nothing_is_signed_at_a_conference_outside_of_its_days(desk: Desk, governance: Office) -> None:
    await done(desk.draft())
    await done(desk.open())
    await convened(desk, governance)

    plan, agreement = await desk.sign_plan("2018-04-18", **AT_CONFERENCE), await desk.sign("2018-05", **AT_CONFERENCE)
    late = {"name": "Late", "parties": ["BR", "CL"], "source": "test", "stage": "signed", "signed_on": "2018-04-15"}
    opened = await desk.ask(f"/v1/agreements/{stable_id('agreement', 'late')}", **late | AT_CONFERENCE)

    assert "2018-04-18 is outside Conference (2018-04-16 to 2018-04-17)" in refused(plan, 422, "signed_on")
    assert "2018-05 is outside" in refused(agreement, 422, "signed_on")
    assert "2018-04-15 is outside" in refused(opened, 422, "signed_on")
    assert ((await desk.plan())["stage"], (await desk.agreement())["stage"]) == ("drafted", "under_negotiation")


async def test_an_imprecise_day_may_be_one_of_the_conference(desk: Desk, governance: Office) -> None:
    await done(desk.draft())
    await convened(desk, governance)

    await done(desk.sign_plan("2018-04", **AT_CONFERENCE))

    assert (await desk.plan())["signed_on"] == "2018-04"


async def test_a_work_plan_is_not_signed_on_two_days(desk: Desk) -> None:
    await done(desk.draft())
    for _ in range(2):
        await done(desk.sign_plan("2018-04-17"))

    response = await desk.sign_plan("2018-04-18")

    assert "signed_on 2018-04-17, not 2018-04-18" in refused(response, 409, "signed_on")


async def test_a_work_plan_stands_once_it_is_signed(desk: Desk) -> None:
    await done(desk.draft(name="Draft"))
    await done(desk.draft())
    await done(desk.sign_plan())

    same, other = await desk.draft(), await desk.draft(name="Another")

    assert same.status_code == 204
    assert "signed on 2018-04-17; name cannot be changed" in refused(other, 409, "name")


async def test_what_became_of_a_plan_is_learned_after_its_signature(desk: Desk) -> None:
    await done(desk.draft(outcome="under_negotiation"))
    await done(desk.sign_plan())
    await done(desk.open())
    for _ in range(2):
        await done(desk.draft(leads_to=str(AGREEMENT)))

    taken_back = await desk.draft()

    assert "has led to the agreement" in refused(taken_back, 409, "leads_to")
    events = [event for event in await desk.announced(4) if event[0].startswith("work-plan")]
    assert [(data["outcome"], data["version"]) for type_, data in events if type_ == "work-plan.drafted"] == [
        ("under_negotiation", 1), (None, 3)
    ]  # fmt: skip
    assert events[-1][1]["leads_to"] == str(AGREEMENT)


async def test_a_work_plan_leads_to_an_agreement_that_is_on_record(desk: Desk) -> None:
    await done(desk.draft())

    unknown = await desk.draft(leads_to=str(AGREEMENT))
    await done(desk.open(parties=["BR", "CL"]))
    of_others = await desk.draft(leads_to=str(AGREEMENT))

    assert refused(unknown, 422, "leads_to") == f"No agreement {AGREEMENT}"
    assert refused(of_others, 422, "leads_to") == "MX: no party of Brazil - Mexico"
    assert (await desk.plan())["leads_to"] is None


async def test_a_plan_may_lead_to_an_agreement_with_more_parties(desk: Desk) -> None:
    await done(desk.open(parties=["BR", "CL", "MX"]))

    await done(desk.draft(leads_to=str(AGREEMENT)))

    assert (await desk.plan())["leads_to"] == str(AGREEMENT)


async def test_work_plans_are_listed_by_party_with_their_stage_on_a_day(desk: Desk) -> None:
    await done(desk.draft())
    await done(desk.sign_plan("2018-04"))

    stages = {}
    for day in ("2018-03-31", "2018-04-17", "2018-04-30"):
        (item,) = (await desk.get("/v1/work-plans", party="BR", as_of=day))["items"]
        stages[day] = item["on_day"]["stage"]

    assert stages == {"2018-03-31": None, "2018-04-17": None, "2018-04-30": "signed"}
    assert (await desk.get("/v1/work-plans", party="CL"))["items"] == []


async def test_the_signature_is_corrected_by_a_better_source(desk: Desk) -> None:
    await done(desk.draft())
    unsigned = await desk.prefer("signed_on", "2018-04-15", plan=True)
    await done(desk.sign_plan())
    for _ in range(2):
        await done(desk.prefer("signed_on", "2018-04-16", "the plan itself", plan=True))
    await done(desk.prefer("name", "Plan of work", plan=True))
    ahead = await desk.prefer("signed_on", "2999", plan=True)

    shown = await desk.plan(as_of="2018-04-16")

    assert "no signature on record" in refused(unsigned, 422, "value")
    assert "in the future" in refused(ahead, 422, "value")
    assert (shown["name"], shown["signed_on"], shown["signature_source"]) == (
        "Plan of work",
        "2018-04-16",
        "the plan itself",
    )
    assert shown["on_day"]["stage"] == "signed"
    assert {(each["value"], each["source"]) for each in shown["claims"] if not each["preferred"]} == {
        ("2018-04-17", "test"),
        ("Joint work plan", "test"),
        ("2018-04-15", "another source"),
        ("2999", "another source"),
    }
    corrected = [data for type_, data in await desk.announced(4) if type_ == "record.corrected"]
    assert [(each["kind"], each["field"], each["version"]) for each in corrected] == [
        ("work_plan", "signed_on", 3),
        ("work_plan", "name", 4),
    ]


async def test_what_became_of_a_plan_leaves_its_corrected_name_alone(desk: Desk) -> None:
    await done(desk.draft())
    await done(desk.sign_plan())
    await done(desk.prefer("name", "Plan of work", plan=True))

    await done(desk.draft(outcome="superseded"))

    shown = await desk.plan()
    assert (shown["name"], shown["outcome"]) == ("Plan of work", "superseded")


async def test_a_claim_on_the_day_of_a_plan_tells_nothing_of_its_place(desk: Desk) -> None:
    await done(desk.draft())
    await done(desk.sign_plan(signed_at="Los Cabos"))
    await done(desk.prefer("signed_on", "2018-04-16", "the plan itself", plan=True))
    await done(desk.prefer("signed_at", "San José del Cabo", "a letter", plan=True))

    claims = (await desk.plan())["claims"]

    assert {(each["value"], each["source"]) for each in claims if not each["preferred"]} == {
        ("2018-04-17", "test"),
        ("Los Cabos", "test"),
    }
