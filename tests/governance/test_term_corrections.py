"""Days of terms that are learned late, known imprecisely, or put right by better sources."""

from datetime import UTC, datetime
from uuid import UUID

from cabos.ids import stable_id

from tests.governance.conftest import problem
from tests.governance.office import CHILE, DOMINICAN_REPUBLIC, SESSION, Office
from tests.governance.seats import GUATEMALA, PATH, chile_in_office, chosen, seat, told


async def claim(office: Office, term: UUID, field: str, value: str) -> int:
    id_ = stable_id("claim", field, value)
    body = {"kind": "vice_chair_term", "record": str(term), "field": field, "value": value, "source": "a paper"}
    await office.put(f"/v1/claims/{id_}", **body)
    return (await office.ask(f"/v1/claims/{id_}/preference", reason="It was there.")).status_code


async def test_the_closing_of_a_session_is_put_right_with_the_terms_that_hang_on_it(office: Office) -> None:
    await chosen(office)
    await office.put(f"/v1/council-sessions/{SESSION}/closing", closed_on="2018-06-30")
    then = datetime.now(UTC).isoformat()
    id_ = stable_id("claim", "closed_on")
    await office.put(f"/v1/claims/{id_}", kind="council_session", record=str(SESSION), field="closed_on",
                     value="2018-07-02", source="the minutes")  # fmt: skip

    await office.put(f"/v1/claims/{id_}/preference", reason="The minutes say so.")

    assert [(await seat(office, day))[1] for day in ("2018-07-01", "2018-07-02", "2018-07-03")] == ["CL", "CL", "DO"]
    known = [(await seat(office, "2018-07-01", known_at=at))[1] for at in (then, datetime.now(UTC).isoformat())]
    assert known == ["DO", "CL"]
    sessions = [await office.get(f"/v1/council-sessions/{SESSION}", **asked) for asked in ({}, {"known_at": then})]
    assert [bool(each["claims"]) for each in sessions] == [True, False]
    corrected = [data for name, data in await told(office, 7) if name == "record.corrected"]
    hanging = [data for data in corrected if data["kind"] in ("council_session", "vice_chair_term")]
    assert [(data["kind"], data["field"], data["after"]) for data in hanging] == [
        ("council_session", "closed_on", "2018-07-02"),
        ("vice_chair_term", "started_on", "2018-07-03"),
        ("vice_chair_term", "ended_on", "2018-07-03"),
    ]


async def test_a_start_that_is_corrected_moves_the_end_before_it(office: Office) -> None:
    await chosen(office)
    await office.put(f"/v1/council-sessions/{SESSION}/closing", closed_on="2018-06-30")
    then = datetime.now(UTC).isoformat()

    early = await claim(office, DOMINICAN_REPUBLIC, "started_on", "2016-01-01")
    taken = await claim(office, DOMINICAN_REPUBLIC, "started_on", "2018-06-15")

    assert (early, taken) == (422, 204)
    assert [(await seat(office, day))[1] for day in ("2018-06-14", "2018-06-15")] == ["CL", "DO"]
    assert (await seat(office, "2018-06-20", known_at=then))[1] == "CL"
    details = await office.get(f"{PATH}/{DOMINICAN_REPUBLIC}")
    assert (await office.get(f"{PATH}/{DOMINICAN_REPUBLIC}", known_at=then))["claims"] == []
    assert {(each["field"], each["value"], each["preferred"]) for each in details["claims"]} == {
        ("started_on", "2018-06-15", True),
        ("started_on", "2018-07-01", False),
        ("started_on", "2016-01-01", False),
    }
    assert (await office.get(f"{PATH}/{CHILE}"))["ended_on"] == "2018-06-15"


async def test_a_day_that_is_not_on_record_is_recorded_and_not_corrected(office: Office) -> None:
    await chile_in_office(office)

    refused = [await claim(office, CHILE, field, "2016-04-19") for field in ("ended_on", "selected_on")]
    await office.put(f"{PATH}/{CHILE}", region="AMS", administration="CL", selected_on="2016-04-19", source="test")

    assert refused == [422, 422]
    assert (await office.get(f"{PATH}/{CHILE}"))["selected_on"] == "2016-04-19"


async def test_days_of_a_term_are_learned_late(office: Office) -> None:
    body = {"region": "AMS", "administration": "GT", "source": "test"}
    await office.put(f"{PATH}/{GUATEMALA}", **body)
    undated = (await office.get(f"{PATH}/{GUATEMALA}"))["stage"]

    for days in ({"ended_on": "2012"}, {"started_on": "2010"}, {"started_on": "2010", "ended_on": "2012"}):
        await office.put(f"{PATH}/{GUATEMALA}", **body | days)
    other = await office.ask(f"{PATH}/{GUATEMALA}", **body | {"started_on": "2011"})
    backwards = await office.ask(f"{PATH}/{CHILE}", region="AMS", administration="CL", started_on="2012-07-01",
                                 ended_on="2012-07-01", source="test")  # fmt: skip

    assert undated == "undated"
    assert await seat(office, "2011-06-01") == ("held", "GT", None)
    assert (problem(other)[0], problem(backwards)[0]) == (409, 422)


async def test_imprecise_days_that_meet_are_one_day(office: Office) -> None:
    body = {"region": "AMS", "source": "test"}
    await office.put(f"{PATH}/{CHILE}", **body, administration="CL", started_on="2018-07-01", ended_on="2020")

    before = await seat(office, "2020-03-01")
    await office.put(f"{PATH}/{GUATEMALA}", **body, administration="GT", started_on="2020-06")

    days = ("2020-03-01", "2020-06-15", "2020-07-01")
    assert before[0] == "possible"
    assert [(await seat(office, day))[:2] for day in days] == [("held", "CL"), ("possible", None), ("held", "GT")]


async def test_a_term_that_could_only_lie_within_another_one_is_refused(office: Office) -> None:
    await chile_in_office(office)

    response = await office.ask(f"{PATH}/{GUATEMALA}", region="AMS", administration="GT", started_on="2017",
                                ended_on="2017", source="test")  # fmt: skip

    assert problem(response) == (409, "CL holds the seat of AMS all through 2017 to 2017")
