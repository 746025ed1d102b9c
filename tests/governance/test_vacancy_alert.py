"""The secretariat is warned once when a session is near and nobody is there to take the seat."""

import asyncio
from datetime import date, datetime, timedelta

from cabos.ids import stable_id
from governance.clock import warn_of_vacancies
from governance.commands.vacancy_alert import foresee_vacancies
from governance.model.vacancy_alert import AHEAD

from tests.governance.office import CHILE, SESSION, Office

TYPE = "governance.vice-chair-vacancy.foreseen.v1"
OPENS = date(2018, 6, 28)
NEAR = OPENS - AHEAD


async def chile_in_office(office: Office, **more: str) -> None:
    facts = {"region": "AMS", "administration": "CL", "started_on": "2016-07-14", "source": "test"}
    await office.put(f"/v1/vice-chair-terms/{CHILE}", **facts | more)


async def look_ahead(office: Office, *days: date) -> None:
    for day in days:
        async with office.governance.database.transaction() as session:
            await foresee_vacancies(session, day)


async def alerts(office: Office, **query: object) -> list[tuple[str, str, bool]]:
    found = await office.get("/v1/alerts", **query)
    return [(alert["region"], alert["foreseen_on"], alert["open"]) for alert in found["items"]]


async def test_a_region_without_designate_is_announced_once_for_a_session(office: Office) -> None:
    await chile_in_office(office)
    await office.plan_session()

    await look_ahead(office, NEAR - timedelta(days=1))
    nothing = await alerts(office)
    await look_ahead(office, NEAR, NEAR, NEAR + timedelta(days=7))
    await asyncio.gather(*(look_ahead(office, NEAR + timedelta(days=8)) for _ in range(3)))

    assert (nothing, await alerts(office)) == ([], [("AMS", str(NEAR), True)])
    [(_, event)] = await office.announced(1, TYPE)
    assert (event["administration"], event["session_numbers"], event["opens_on"]) == ("CL", [132], "2018-06-28")
    assert event["why"] == (
        "the term of CL will have lasted 714 days when Council session 132 opens on 2018-06-28, and nobody is designate"
    )


async def test_an_alert_is_open_until_somebody_is_designate(office: Office) -> None:
    await chile_in_office(office)
    await office.plan_session()
    await look_ahead(office, NEAR)
    await office.open()

    await office.select()
    answered = await alerts(office, region="AMS")
    await office.put(f"/v1/vice-chair-terms/{stable_id('vice-chair-term', 'AMS', 'DO')}/withdrawal",
                     withdrawn_on="2018-05-15", reason="It gives up.")  # fmt: skip
    await look_ahead(office, NEAR + timedelta(days=30))
    again = await alerts(office, open=True)
    await office.put(f"/v1/council-sessions/{SESSION}/closing", closed_on="2018-06-30")

    assert (answered, again) == ([("AMS", str(NEAR), False)], [("AMS", str(NEAR), True)])
    assert (await alerts(office, open=True), len(await alerts(office, open=False))) == ([], 1)
    assert len(await office.announced(1, TYPE)) == 1


async def test_a_term_of_one_year_a_designate_and_a_successor_on_record_are_no_reason(office: Office) -> None:
    await chile_in_office(office, started_on="2017-07-01")
    await office.plan_session()
    await look_ahead(office, NEAR)
    young = await alerts(office)
    await office.open()
    await office.select()
    await look_ahead(office, NEAR)

    assert (young, await alerts(office)) == ([], [])


async def test_a_term_that_ends_with_the_session_is_a_reason_whatever_its_age(office: Office) -> None:
    await chile_in_office(office, started_on="2017-07-01", ended_on="2018-07-01")
    await office.plan_session()

    await look_ahead(office, NEAR)

    [(_, event)] = await office.announced(1, TYPE)
    assert event["why"].startswith("the term of CL ends on 2018-07-01; Council session 132 opens on 2018-06-28")


async def test_a_session_that_was_cancelled_or_is_one_of_the_policy_commission_is_no_reason(office: Office) -> None:
    await chile_in_office(office)
    await office.plan_session()
    await office.plan_session(stable_id("commission", 79), numbers=[79], body="policy_commission")
    await office.put(f"/v1/council-sessions/{SESSION}/cancellation", reason="In writing this year.")

    await look_ahead(office, NEAR)

    assert await alerts(office) == []


async def test_the_clock_looks_ahead(office: Office) -> None:
    await chile_in_office(office)
    await office.plan_session()

    async with office.governance.database.transaction() as session:
        await warn_of_vacancies(session, datetime(2018, 6, 1))

    assert await alerts(office, sort="-opens_on", limit=1) == [("AMS", "2018-06-01", True)]
