"""Conferences in the calendars of those who travel to them."""

from datetime import date
from typing import Any

import icalendar
from cabos.ids import stable_id

from tests.governance.conftest import problem
from tests.governance.office import CONFERENCE, Office

PATH = f"/v1/conferences/{CONFERENCE}"
ITEM = {"n": 1, "kind": "report", "title": "Opening", "day": "2018-04-16", "starts_at": "09:00", "ends_at": "09:30"}


async def events(office: Office, path: str, **query: Any) -> list[icalendar.Component]:
    response = await office.http.get(path, params=query)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("text/calendar")
    calendar = icalendar.Calendar.from_ical(response.content)
    assert (calendar["VERSION"], calendar["METHOD"]) == ("2.0", "PUBLISH")
    return calendar.walk("VEVENT")


async def test_a_conference_is_a_whole_day_event_until_its_last_day(office: Office) -> None:
    await office.convene(place={"city": "Los Cabos", "economy": "MX"})

    [event] = await events(office, f"{PATH}/calendar.ics")

    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (str(CONFERENCE), 1, "CONFIRMED")
    assert (event["SUMMARY"], event["LOCATION"]) == ("XXI Conference", "Los Cabos, MX")
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2018, 4, 16), date(2018, 4, 18))


async def test_a_conference_that_moves_keeps_its_uid_with_a_higher_sequence(office: Office) -> None:
    await office.convene()
    before = (await events(office, f"{PATH}/calendar.ics"))[0]
    await office.convene(ends_on="2018-04-18")

    [after] = await events(office, f"{PATH}/calendar.ics")

    assert (after["UID"], after["SEQUENCE"]) == (before["UID"], before["SEQUENCE"] + 1)


async def test_items_with_hours_are_events_in_the_time_zone_of_the_place(office: Office) -> None:
    items = [ITEM, {"n": 2, "kind": "topic", "title": "Some time"}]
    await office.convene(time_zone="America/Mazatlan", record={"agenda": items})

    [_, item] = await events(office, f"{PATH}/calendar.ics")

    assert item["SUMMARY"] == "1. Opening"
    assert item["DTSTART"].dt.isoformat() == "2018-04-16T09:00:00-06:00"
    assert item["DTSTART"].params["TZID"] == "America/Mazatlan"
    assert item["RELATED-TO"] == str(CONFERENCE)


async def test_a_month_is_shown_as_its_span_and_never_as_a_day(office: Office) -> None:
    await office.convene(starts_on="2025-05", ends_on=None)

    [event] = await events(office, f"{PATH}/calendar.ics")

    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2025, 5, 1), date(2025, 6, 1))
    assert (event["STATUS"], event["TRANSP"]) == ("TENTATIVE", "TRANSPARENT")
    assert "2025-05" in event["DESCRIPTION"]


async def test_a_year_alone_has_no_place_in_a_calendar(office: Office) -> None:
    await office.convene(starts_on="2022", ends_on=None)

    one = await office.http.get(f"{PATH}/calendar.ics")
    none = await office.http.get(f"/v1/conferences/{stable_id('conference', 1)}/calendar.ics")

    assert problem(one) == (409, "A calendar has no place for a conference of 2022")
    assert problem(none)[0] == 404
    assert await events(office, "/v1/conferences.ics") == []


async def test_what_a_calendar_cannot_hold_is_left_out_of_its_lines(office: Office) -> None:
    await office.convene(name="A\r\nBEGIN:VEVENT\x0b; \x85B", number=None)

    [event] = await events(office, f"{PATH}/calendar.ics")

    assert event["SUMMARY"] == "A\nBEGIN:VEVENT\n; \nB"


async def test_what_does_not_take_place_is_cancelled(office: Office) -> None:
    await office.convene()
    stages = []
    for part, more in (
        ("/postponement", {}),
        ("/postponement", {"starts_on": "2018-10-01"}),
        ("/cancellation", {"uses_number": True}),
    ):
        await office.put(f"{PATH}{part}", reason="a storm", source="test", **more)
        [event] = await events(office, f"{PATH}/calendar.ics")
        stages.append((event["STATUS"], event["DTSTART"].dt, event["COMMENT"]))

    assert stages == [
        ("CANCELLED", date(2018, 4, 16), "a storm"),
        ("TENTATIVE", date(2018, 10, 1), "a storm"),
        ("CANCELLED", date(2018, 10, 1), "a storm"),
    ]


async def test_a_calendar_of_a_region_has_its_conferences_only(office: Office) -> None:
    await office.convene()
    await office.put(f"/v1/conferences/{stable_id('conference', 'AP')}", region="AP", name="Other", format="virtual",
                     starts_on="2018-05-02", source="test")  # fmt: skip

    everywhere = await events(office, "/v1/conferences.ics")
    [there] = await events(office, "/v1/conferences.ics", region="AP")

    assert [event["SUMMARY"] for event in everywhere] == ["XXI Conference", "Other"]
    assert there["LOCATION"] == "virtual"
