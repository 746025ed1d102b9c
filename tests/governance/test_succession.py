"""Who follows whom in a seat: early ends, takeovers, withdrawals, and sessions that move."""

import pytest
from cabos.ids import stable_id

from tests.governance.conftest import problem
from tests.governance.office import CHILE, DOMINICAN_REPUBLIC, SESSION, Office
from tests.governance.seats import GUATEMALA, LATER, PATH, chile_in_office, chosen, seat, told


async def test_an_early_end_leaves_the_seat_vacant_until_the_next_term(office: Office) -> None:
    await chosen(office)
    for _ in range(2):
        await office.put(f"{PATH}/{CHILE}/end", ended_on="2018-05-01", reason="It gives up the seat.")

    await office.put(f"/v1/council-sessions/{SESSION}/closing", closed_on="2018-06-30")

    days = ("2018-04-30", "2018-05-01", "2018-06-30", "2018-07-01")
    assert [(await seat(office, day))[:2] for day in days] == [
        ("held", "CL"),
        ("vacant", None),
        ("vacant", None),
        ("held", "DO"),
    ]
    vacant = await office.get("/v1/regions/AMS/vice-chair", as_of="2018-06-01")
    assert vacant["why"] == (
        "the seat is vacant: the term of CL ended on 2018-05-01 (It gives up the seat.);"
        " the next term on record is that of DO"
    )
    assert (vacant["predecessor"]["administration"], vacant["successor"]["administration"]) == ("CL", "DO")


async def test_a_seat_is_taken_over_in_mid_year(office: Office) -> None:
    await chosen(office)
    body = {"term_id": str(GUATEMALA), "administration": "GT", "taken_over_on": "2017-11-01",
            "reason": "Elected when Chile left.", "source": "test"}  # fmt: skip

    answers = [await office.ask(f"{PATH}/{CHILE}/takeover", **body | more) for more in ({}, {}, {"reason": "Other."})]

    assert [answer.status_code for answer in answers] == [204, 204, 409]
    days = ("2017-10-31", "2017-11-01", "2018-05-01")
    assert [await seat(office, day) for day in days] == [
        ("held", "CL", None),
        ("held", "GT", None),
        ("held", "GT", "DO"),
    ]
    await office.put(f"/v1/council-sessions/{SESSION}/closing", closed_on="2018-06-30")
    events = [(name, data["administration"], data.get("reason")) for name, data in await told(office, 6)]
    assert events == [
        ("vice-chair-term.started", "CL", None),
        ("vice-chair.selected", "DO", None),
        ("vice-chair-term.ended", "CL", body["reason"]),
        ("vice-chair-term.started", "GT", body["reason"]),
        ("vice-chair-term.ended", "GT", None),
        ("vice-chair-term.started", "DO", None),
    ]


async def test_only_a_term_in_office_is_taken_over(office: Office) -> None:
    await chosen(office)
    body = {"term_id": str(GUATEMALA), "administration": "GT", "taken_over_on": "2018-05-01", "reason": "r",
            "source": "s"}  # fmt: skip

    designate = await office.ask(f"{PATH}/{DOMINICAN_REPUBLIC}/takeover", **body)
    early = await office.ask(f"{PATH}/{CHILE}/takeover", **body | {"taken_over_on": "2016-07-14"})
    late = await office.ask(f"{PATH}/{CHILE}/takeover", **body | {"taken_over_on": "2999"})
    stranger = await office.ask(f"{PATH}/{CHILE}/takeover", **body | {"administration": "JP"})
    nobody = await office.ask(f"{PATH}/{GUATEMALA}/takeover", **body)

    answers = (designate, early, late, stranger, nobody)
    assert [answer.status_code for answer in answers] == [409, 422, 422, 422, 404]


async def test_a_designate_withdraws_and_another_one_is_selected(office: Office) -> None:
    await chosen(office)
    early = await office.ask(f"{PATH}/{DOMINICAN_REPUBLIC}/withdrawal", withdrawn_on="2018-04-01", reason="r")
    for _ in range(2):
        await office.put(f"{PATH}/{DOMINICAN_REPUBLIC}/withdrawal", withdrawn_on="2018-05-15", reason="It gives up.")

    assert (await office.select("GT", stable_id("decision", 2), GUATEMALA)).status_code == 204
    await office.put(f"/v1/council-sessions/{SESSION}/closing", closed_on="2018-06-30")

    assert problem(early)[0] == 422
    days = ("2018-05-14", "2018-05-15", "2018-07-01")
    assert [await seat(office, day) for day in days] == [
        ("held", "CL", "DO"),
        ("held", "CL", "GT"),
        ("held", "GT", None),
    ]
    withdrawn = await office.get(f"{PATH}/{DOMINICAN_REPUBLIC}")
    assert (withdrawn["stage"], withdrawn["withdrawal_reason"]) == ("withdrawn", "It gives up.")
    assert [(name, data["administration"]) for name, data in await told(office, 6)][1:4] == [
        ("vice-chair.selected", "DO"),
        ("vice-chair.withdrawn", "DO"),
        ("vice-chair.selected", "GT"),
    ]


@pytest.mark.parametrize("what", ["start", "end", "withdrawal", "session"])
async def test_who_has_withdrawn_does_nothing_any_more(office: Office, what: str) -> None:
    await chosen(office)
    await office.put(f"{PATH}/{DOMINICAN_REPUBLIC}/withdrawal", withdrawn_on="2018-05-15", reason="It gives up.")
    await office.plan_session(LATER, numbers=[133], opens_on="2019-06-27", closes_on=None)
    bodies = {
        "start": {"started_on": "2018-06-01", "reason": "r"},
        "end": {"ended_on": "2019"},
        "withdrawal": {"withdrawn_on": "2018-05-16", "reason": "It gives up."},
        "session": {"after_session_id": str(LATER), "reason": "r"},
    }

    response = await office.ask(f"{PATH}/{DOMINICAN_REPUBLIC}/{what}", **bodies[what])

    assert problem(response)[0] == 409


async def test_a_designate_starts_apart_from_the_sessions_for_a_reason(office: Office) -> None:
    await chosen(office)
    start = f"{PATH}/{DOMINICAN_REPUBLIC}/start"

    answers = [await office.ask(start, started_on=day, reason="Virtual conference.")
               for day in ("2018-05-02", "2018-05-02", "2018-05-03")]  # fmt: skip
    await office.put(f"/v1/council-sessions/{SESSION}/closing", closed_on="2018-06-30")

    assert [answer.status_code for answer in answers] == [204, 204, 409]
    assert [await seat(office, day) for day in ("2018-05-01", "2018-05-02")] == [
        ("held", "CL", "DO"),
        ("held", "DO", None),
    ]
    assert (await office.get(f"{PATH}/{DOMINICAN_REPUBLIC}"))["start_reason"] == "Virtual conference."


async def test_a_designate_moves_with_its_session(office: Office) -> None:
    await chosen(office)
    expected = [(await office.get(f"{PATH}/{DOMINICAN_REPUBLIC}"))["expected_on"]]

    for plan in ({"opens_on": "2018-07-05", "closes_on": "2018-07-07"}, {"opens_on": "2018-09", "closes_on": None}):
        for _ in range(2):
            await office.plan_session(**plan)
        expected.append((await office.get(f"{PATH}/{DOMINICAN_REPUBLIC}"))["expected_on"])

    assert expected == ["2018-07-01", "2018-07-08", "2018-09"]
    moved = [data for name, data in await told(office, 4) if name == "vice-chair-term.moved"]
    assert [(data["former_expected_on"], data["expected_on"]) for data in moved] == [
        ("2018-07-01", "2018-07-08"),
        ("2018-07-08", "2018-09"),
    ]
    found = await office.get("/v1/regions/AMS/vice-chair", as_of="2018-06-01")
    assert found["designate"]["expected_on"] == "2018-09"


async def test_who_waits_for_a_session_that_is_cancelled_waits_for_another_one(office: Office) -> None:
    await chosen(office)
    await office.put(f"/v1/council-sessions/{SESSION}/cancellation", reason="In writing this year.")
    nothing = (await office.get(f"{PATH}/{DOMINICAN_REPUBLIC}"))["expected_on"]
    await office.plan_session(LATER, numbers=[133], opens_on="2019-06-27", closes_on="2019-06-29")

    for _ in range(2):
        await office.put(f"{PATH}/{DOMINICAN_REPUBLIC}/session", after_session_id=str(LATER), reason="Cancelled.")
    unknown = await office.ask(f"{PATH}/{DOMINICAN_REPUBLIC}/session", after_session_id=str(CHILE), reason="r")
    back = await office.ask(f"{PATH}/{DOMINICAN_REPUBLIC}/session", after_session_id=str(SESSION), reason="r")
    later = (await office.get(f"{PATH}/{DOMINICAN_REPUBLIC}"))["expected_on"]
    await office.put(f"/v1/council-sessions/{LATER}/closing", closed_on="2019-06-29")

    assert (nothing, later) == (None, "2019-06-30")
    assert (problem(unknown)[0], problem(back)[0]) == (422, 409)
    assert [(await seat(office, day))[1] for day in ("2019-06-29", "2019-06-30")] == ["CL", "DO"]


async def test_an_administration_is_its_own_successor(office: Office) -> None:
    await chile_in_office(office)
    await office.plan_session()
    await office.open()

    await office.select("CL", term=GUATEMALA)
    await office.put(f"/v1/council-sessions/{SESSION}/closing", closed_on="2018-06-30")

    terms = [(await office.get("/v1/regions/AMS/vice-chair", as_of=day))["term_id"]
             for day in ("2018-06-30", "2018-07-01")]  # fmt: skip
    assert terms == [str(CHILE), str(GUATEMALA)]


async def test_a_change_counts_for_the_version_it_was_made_for(office: Office) -> None:
    await chile_in_office(office)
    tag = {"If-Match": (await office.http.get(f"{PATH}/{CHILE}")).headers["etag"]}

    taken = await office.http.put(f"{PATH}/{CHILE}/end", json={"ended_on": "2018"}, headers=tag)
    late = await office.http.put(f"{PATH}/{CHILE}/office-holders", json={"office_holders": []}, headers=tag)

    assert (taken.status_code, problem(late)[0]) == (204, 412)
