"""The seat of a region: chosen by a conference, taken after a Council session, held by one on any day."""

from typing import Any

from cabos.ids import stable_id

from tests.governance.conftest import problem
from tests.governance.office import CHILE, DECISION, DOMINICAN_REPUBLIC, SESSION, Office


async def chile_in_office(office: Office, **more: Any) -> None:
    await office.put(
        f"/v1/vice-chair-terms/{CHILE}",
        region="AMS",
        administration="CL",
        selected_on="2016-04-19",
        started_on="2016-07-14",
        source="test",
        **more,
    )


async def on(office: Office, day: str) -> tuple[str | None, str | None]:
    """Who holds the seat of the Americas on a day, and who is designate."""
    seat: dict[str, Any] = await office.get("/v1/regions/AMS/vice-chair", as_of=day)
    return seat["administration"], seat["designate"] and seat["designate"]["administration"]


async def test_a_term_starts_when_its_council_session_closes(office: Office) -> None:
    await chile_in_office(office)
    await office.plan_session()
    await office.open()
    assert (await office.select()).status_code == 204
    before = [await on(office, day) for day in ("2016-05-01", "2018-04-16", "2018-04-17", "2018-07-01")]

    await office.put(f"/v1/council-sessions/{SESSION}/closing", closed_on="2018-06-30")

    after = [await on(office, day) for day in ("2018-04-16", "2018-04-17", "2018-06-30", "2018-07-01", "2019-01-01")]
    assert before == [(None, "CL"), ("CL", None), ("CL", "DO"), ("CL", "DO")]
    assert after == [("CL", None), ("CL", "DO"), ("CL", "DO"), ("DO", None), ("DO", None)]


async def test_closing_announces_the_end_and_the_start_on_one_day(office: Office) -> None:
    await chile_in_office(office)
    await office.plan_session()
    await office.open()
    await office.select()

    for _ in range(2):
        await office.put(f"/v1/council-sessions/{SESSION}/closing", closed_on="2018-06-30")

    types = [f"governance.{name}.v1" for name in ("council-session.closed", "vice-chair-term.ended")]
    events = await office.announced(4, *types, "governance.vice-chair-term.started.v1")
    assert [(type_, data.get("administration")) for type_, data in events[1:]] == [
        (types[0], None),
        (types[1], "CL"),
        ("governance.vice-chair-term.started.v1", "DO"),
    ]
    assert events[2][1]["ended_on"] == events[3][1]["started_on"] == "2018-07-01"


async def test_a_term_may_be_recorded_again_after_it_has_ended_and_more_of_it_be_learned(office: Office) -> None:
    await chile_in_office(office)
    await office.plan_session()
    await office.open()
    await office.select()
    await office.put(f"/v1/council-sessions/{SESSION}/closing", closed_on="2018-06-30")
    seen = [{"name": "Enrique Ramírez Paniagua", "seen": "2018-10"}]

    await chile_in_office(office, confidence="high")
    await office.put(f"/v1/vice-chair-terms/{DOMINICAN_REPUBLIC}", region="AMS", administration="DO",
                     office_holders=seen, source="test")  # fmt: skip
    other = await office.ask(f"/v1/vice-chair-terms/{CHILE}", region="AMS", administration="CL",
                             started_on="2016-07-15", source="test")  # fmt: skip

    seat = await office.get("/v1/regions/AMS/vice-chair", as_of="2018-07-01")
    assert [(holder["name"], holder["seen"]) for holder in seat["office_holders"]] == [tuple(seen[0].values())]
    chile = await office.get(f"/v1/vice-chair-terms/{CHILE}")
    assert (chile["confidence"], chile["ended_on"]) == ("high", "2018-07-01")
    assert problem(other) == (409, f"Term {CHILE} is on record with another started_on")


async def test_a_seat_tells_since_when_until_when_and_why(office: Office) -> None:
    await chile_in_office(office)
    await office.plan_session()
    await office.open()
    await office.select()

    seat = await office.get("/v1/regions/AMS/vice-chair", as_of="2018-06-30")
    early = await office.get("/v1/regions/AMS/vice-chair", as_of="2010-01-01")

    assert (seat["term_id"], seat["since"], seat["until"]) == (str(CHILE), "2016-07-14", None)
    assert seat["designate"]["why"] == "after the June 2018 Council sessions"
    assert seat["designate"]["after_session"]["numbers"] == [132]
    assert (early["administration"], early["why"]) == (None, "no term on record covers the day")


async def test_a_seat_that_is_taken_later_keeps_the_session_from_closing(office: Office) -> None:
    await chile_in_office(office)
    await office.plan_session()
    await office.open()
    await office.select()
    await office.put(f"/v1/vice-chair-terms/{CHILE}/end", ended_on="2018-07-01")
    await office.put(
        f"/v1/vice-chair-terms/{stable_id('term', 'GT')}",
        region="AMS",
        administration="GT",
        started_on="2020-06",
        source="test",
    )

    response = await office.ask(f"/v1/council-sessions/{SESSION}/closing", closed_on="2018-06-30")

    assert problem(response) == (409, "GT holds the seat of AMS from 2020-06 to an open end")
    assert (await office.get(f"/v1/council-sessions/{SESSION}"))["closed_on"] is None


async def test_a_designate_that_waits_for_no_session_starts_when_its_day_is_learned(office: Office) -> None:
    await chile_in_office(office)
    await office.open()
    chosen = {"term_id": str(DOMINICAN_REPUBLIC), "administration": "DO"}
    await office.take(kind="vice_chair_selection", text="DO is next.", selects=chosen)

    for _ in range(2):
        await office.put(f"/v1/vice-chair-terms/{DOMINICAN_REPUBLIC}", region="AMS", administration="DO",
                         started_on="2018-07-01", source="test")  # fmt: skip

    assert [await on(office, day) for day in ("2018-06-30", "2018-07-01")] == [("CL", "DO"), ("DO", None)]


async def test_terms_are_listed_by_start_page_by_page(office: Office) -> None:
    await chile_in_office(office)
    for name, started_on in (("GT", "2010"), ("MX", None)):
        body = {"region": "AMS", "administration": name, "started_on": started_on, "ended_on": "2012", "source": "test"}
        await office.put(f"/v1/vice-chair-terms/{stable_id('term', name)}", **body)

    first = await office.get("/v1/vice-chair-terms", region="AMS", limit=1)
    rest = await office.get("/v1/vice-chair-terms", region="AMS", after=first["next"])

    assert [term["administration"] for term in first["items"] + rest["items"]] == ["MX", "GT", "CL"]


async def test_a_session_that_closed_on_another_day_is_refused(office: Office) -> None:
    await office.plan_session()
    await office.put(f"/v1/council-sessions/{SESSION}/closing", closed_on="2018-06-30")

    response = await office.ask(f"/v1/council-sessions/{SESSION}/closing", closed_on="2018-07-01")

    assert problem(response)[0] == 409


async def test_a_region_has_one_designate(office: Office) -> None:
    await office.plan_session()
    await office.open()
    await office.select()

    response = await office.select("GT", stable_id("decision", 2), stable_id("term", "GT"))

    assert problem(response) == (409, "DO is designate of AMS already")
    assert [decision["id"] for decision in (await office.get("/v1/decisions"))["items"]] == [str(DECISION)]


async def test_a_designate_that_is_chosen_after_the_sessions_starts_at_once(office: Office) -> None:
    await chile_in_office(office)
    await office.plan_session()
    await office.put(f"/v1/council-sessions/{SESSION}/closing", closed_on="2018-06-30")
    await office.open()

    await office.select()

    assert await on(office, "2018-07-01") == ("DO", None)


async def test_an_administration_of_another_region_cannot_be_chosen(office: Office) -> None:
    await office.plan_session()
    await office.open()

    response = await office.select("JP")

    assert problem(response) == (422, "JP belongs to the region AP, not to AMS")
    assert response.json()["errors"][0]["field"] == "selects.administration"


async def test_no_two_hold_the_seat_on_one_day(office: Office) -> None:
    await chile_in_office(office)

    response = await office.ask(
        f"/v1/vice-chair-terms/{stable_id('term', 'GT')}",
        region="AMS",
        administration="GT",
        started_on="2017-01-01",
        ended_on="2018-01-01",
        source="test",
    )

    assert problem(response)[0] == 409
    assert "CL holds the seat" in response.json()["detail"]


async def test_a_known_term_with_imprecise_dates_is_possible_and_not_sure(office: Office) -> None:
    term = {"region": "AMS", "administration": "GT", "started_on": "2010", "ended_on": "2012", "source": "test"}
    for _ in range(2):
        await office.put(f"/v1/vice-chair-terms/{stable_id('term', 'GT')}", **term)

    sure, open_ = [await office.get("/v1/regions/AMS/vice-chair", as_of=day) for day in ("2011-06-01", "2012-03-01")]

    assert sure["administration"] == "GT"
    assert (open_["administration"], [term["administration"] for term in open_["possible"]]) == (None, ["GT"])


async def test_a_term_can_be_ended_once(office: Office) -> None:
    await chile_in_office(office)
    end = f"/v1/vice-chair-terms/{CHILE}/end"

    answers = [await office.ask(end, ended_on=day) for day in ("2018-07-01", "2018-07-01", "2018-08-01")]
    early = await office.ask(f"/v1/vice-chair-terms/{DOMINICAN_REPUBLIC}/end", ended_on="2018-07-01")

    assert [answer.status_code for answer in answers] == [204, 204, 409]
    assert early.status_code == 404
