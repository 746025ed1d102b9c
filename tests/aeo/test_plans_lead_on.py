"""A letter leads to a plan and a plan to an agreement, one after the other and never round."""

import asyncio
from typing import Any

from cabos.database import execute
from cabos.ids import stable_id
from sqlalchemy import text

from tests.aeo.desk import AGREEMENT, PLAN, Desk, done, refused

LETTER_ID = stable_id("work-plan", "letter")
LETTER = f"/v1/work-plans/{LETTER_ID}"
FACTS: dict[str, Any] = {
    "name": "Letter",
    "parties": ["BR", "MX"],
    "instrument": "Letter of intent",
    "source": "test",
}
THREE = {"parties": ["BR", "CL", "MX"]}


async def letter(desk: Desk, to: object = PLAN, **changed: Any) -> Any:
    return await desk.ask(LETTER, **FACTS | changed, leads_to_plan=str(to))


async def test_a_letter_leads_to_a_plan_and_the_plan_to_an_agreement(desk: Desk) -> None:
    early = await letter(desk)
    await done(desk.open())
    await done(desk.draft(leads_to=str(AGREEMENT)))
    for _ in range(2):
        await done(letter(desk))

    of_more = await letter(desk, **THREE)
    round_again = await desk.draft(leads_to=str(AGREEMENT), leads_to_plan=str(LETTER_ID))
    taken_back = await desk.ask(LETTER, **FACTS)

    plan = await desk.plan()
    assert [each["name"] for each in plan["came_of"]] == ["Letter"]
    assert [each["name"] for each in (await desk.agreement())["work_plans"]] == ["Joint work plan"]
    assert [each["name"] for each in (await desk.get("/v1/work-plans", leads_to_plan=str(PLAN)))["items"]] == ["Letter"]
    assert refused(early, 422, "leads_to_plan") == f"No work plan {PLAN}"
    assert refused(of_more, 422, "leads_to_plan") == "CL: no party of Joint work plan"
    assert "nor to one that has led to it" in refused(round_again, 422, "leads_to_plan")
    assert "has led to the plan" in refused(taken_back, 409, "leads_to_plan")
    drafted = [data for type_, data in await desk.announced(3) if type_ == "work-plan.drafted"]
    assert [each["leads_to_plan"] for each in drafted] == [None, str(PLAN)]


async def test_two_plans_do_not_lead_to_each_other_however_they_come(desk: Desk) -> None:
    for number in range(5):
        pair = [stable_id("work-plan", number, name) for name in ("one", "other")]
        for id_ in pair:
            await done(desk.ask(f"/v1/work-plans/{id_}", **FACTS))

        there, back = (
            desk.ask(f"/v1/work-plans/{id_}", **FACTS, leads_to_plan=str(to)) for id_, to in (pair, reversed(pair))
        )
        answers = await asyncio.gather(there, back)

        assert sorted(each.status_code for each in answers) == [204, 422]


async def test_plans_that_lead_to_each_other_since_long_keep_nobody_busy(desk: Desk) -> None:
    await done(desk.draft())
    await done(letter(desk))
    async with desk.aeo.database.transaction() as session:
        both = {"plan": PLAN, "letter": LETTER_ID}
        await execute(session, text("UPDATE work_plan SET leads_to_plan = :letter WHERE id = :plan"), both)

    third = await desk.ask(f"/v1/work-plans/{stable_id('work-plan', 'third')}", **FACTS, leads_to_plan=str(PLAN))

    assert third.status_code == 204


async def test_a_link_stands_when_a_party_has_left_the_agreement(desk: Desk) -> None:
    await done(desk.open(**THREE, stage="signed", signed_on="2018"))
    await done(desk.draft(**THREE, leads_to=str(AGREEMENT)))
    await done(desk.both(f"/v1/agreements/{AGREEMENT}/withdrawals/CL", on="2021-01-01"))

    again = await desk.draft(**THREE, leads_to=str(AGREEMENT))
    learned = await desk.draft(**THREE, leads_to=str(AGREEMENT), outcome="superseded")
    late = await letter(desk, **THREE)
    later = await desk.ask(LETTER, **FACTS | THREE, leads_to_plan=str(PLAN), leads_to=str(AGREEMENT))

    assert {each.status_code for each in (again, learned, late, later)} == {204}


async def test_a_plan_keeps_the_parties_of_the_letter_that_led_to_it(desk: Desk) -> None:
    await done(desk.draft(**THREE))
    await done(letter(desk))

    lost = await desk.draft(parties=["CL", "MX"])
    await done(desk.draft())

    assert refused(lost, 422, "parties") == "BR: a party of Letter, which led to it"
    assert (await desk.plan())["parties"] == ["BR", "MX"]
    await done(letter(desk))
