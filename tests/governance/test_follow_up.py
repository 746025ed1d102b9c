"""What became of a decision, as each later conference was told."""

from typing import Any

from cabos.ids import stable_id

from tests.governance.conftest import problem
from tests.governance.office import CONFERENCE, DECISION, Office

LATER = stable_id("conference", "AMS", 22)
FOLLOWED_UP = "governance.decision.followed-up.v1"


async def owed(office: Office, **query: Any) -> list[str]:
    return [item["id"] for item in (await office.get("/v1/decisions", **query))["items"]]


async def decided(office: Office) -> None:
    await office.open()
    assert (await office.take(owner={"administration": "MX"}, due_on="2019-03-31")).status_code == 204
    await office.put(f"/v1/conferences/{CONFERENCE}/holding", held_on="2018-04-17")


async def hold_later(office: Office) -> None:
    path = f"/v1/conferences/{LATER}"
    await office.put(path, region="AMS", number=22, name="Later", starts_on="2019-04-29", ends_on="2019-04-30",
                     source="test")  # fmt: skip
    await office.put(f"{path}/opening", opened_on="2019-04-29")
    await office.put(f"{path}/holding", held_on="2019-04-30")


async def follow_up(office: Office, state: str = "done", conference: Any = LATER) -> Any:
    return await office.ask(f"/v1/decisions/{DECISION}/follow-ups/{conference}", state=state, source="test")


async def test_a_decision_is_owed_until_a_later_conference_hears_that_it_is_done(office: Office) -> None:
    await decided(office)
    open_before = await owed(office, follow_up="open"), await owed(office, follow_up="overdue", as_of="2019-04-01")
    await hold_later(office)

    for _ in range(2):
        assert (await follow_up(office)).status_code == 204

    assert open_before == ([str(DECISION)], [str(DECISION)])
    assert await owed(office, follow_up="open") == []
    assert await owed(office, follow_up="done") == [str(DECISION)]
    assert await owed(office, follow_up="open", as_of="2019-04-01") == [str(DECISION)]
    [(_, event)] = await office.announced(1, FOLLOWED_UP)
    assert (event["state"], event["conference_id"]) == ("done", str(LATER))


async def test_it_is_overdue_only_after_its_day(office: Office) -> None:
    await decided(office)

    assert await owed(office, follow_up="overdue", as_of="2019-03-31") == []
    assert await owed(office, follow_up="overdue", as_of="2019-04-01") == [str(DECISION)]


async def test_only_a_later_conference_of_the_region_follows_up(office: Office) -> None:
    await decided(office)

    same = await follow_up(office, conference=CONFERENCE)
    unknown = await follow_up(office)

    assert problem(same)[0] == 422
    assert problem(unknown)[0] == 404


async def test_somebody_else_may_have_to_see_to_it(office: Office) -> None:
    await decided(office)
    body = {"owner": {"body": "Vice-Chair's Office"}, "due_on": "2020", "source": "test"}

    for _ in range(2):
        await office.put(f"/v1/decisions/{DECISION}/owner", **body)

    details = await office.get(f"/v1/decisions/{DECISION}")
    assert (details["owner"]["body"], details["due_on"]) == ("Vice-Chair's Office", "2020")
    assert len(await office.announced(1, "governance.decision.assigned.v1")) == 1
