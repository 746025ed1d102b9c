"""What a conference was about, what is learned of it later, and a year of a region in one request."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from cabos.ids import stable_id
from sqlalchemy import event

from tests.governance.conftest import problem
from tests.governance.office import CONFERENCE, DECISION, SESSION, Office

PATH = f"/v1/conferences/{CONFERENCE}"
PANEL = {
    "n": 1, "kind": "panel", "title": "Small island economies", "day": "2018-04-16",
    "starts_at": "09:30:00", "ends_at": "11:00:00",
    "moderator": {"name": "A. Moderator", "role": "Deputy Director", "administration": "CL"},
    "panellists": [{"name": "A. Panellist", "organization": "Inter-American Development Bank"}],
    "documents": [{"url": "https://example.org/panel.pdf", "title": "Slides", "language": "es"}],
}  # fmt: skip
RECORD: dict[str, Any] = {
    "theme": "Customs Innovation",
    "attendance": {"members": 19, "of": 33, "non_members": 1, "organizations": ["CCLEC"], "private_sector": True},
    "agenda": [PANEL, {"n": 2, "kind": "report", "title": "Report of the Vice-Chair", "presenters": [{"name": "B"}]}],
    "documents": [{"url": "https://example.org/programme.pdf", "title": "Programme"}],
    "outcomes": ["The network of contact points is formal."],
    "signings": [{"what": "a memorandum", "parties": ["MX", "CL"], "signed_on": "2018-04"}],
    "co_located": [{"name": "COMALEP", "starts_on": "2018-04-18", "ends_on": "2018-04-20",
                    "place": {"city": "Los Cabos", "economy": "MX"}, "signed": [{"what": "Mexico - Cuba"}]}],
    "next_hosts": [{"year": 2022, "economy": "GT"}, {"year": 2023, "economy": "DO"}],
}  # fmt: skip


async def held(office: Office, **changed: Any) -> None:
    assert (await office.convene(**changed)).status_code == 204
    await office.put(f"{PATH}/opening", opened_on="2018-04-16")
    await office.put(f"{PATH}/holding", held_on="2018-04-17")


async def complete(office: Office, record: dict[str, Any], **frame: Any) -> Any:
    return await office.ask(f"{PATH}/record", record=record, source="a later report", **frame)


async def test_everything_that_is_told_of_a_conference_comes_back(office: Office) -> None:
    await office.convene(record=RECORD, time_zone="America/Mazatlan", format="hybrid")

    details = await office.get(PATH)

    assert (details["time_zone"], details["format"], details["stage"]) == ("America/Mazatlan", "hybrid", "convened")
    assert {part: details["record"][part] for part in ("theme", "attendance", "outcomes")} == {
        "theme": "Customs Innovation",
        "attendance": {"economies": None} | RECORD["attendance"],
        "outcomes": RECORD["outcomes"],
    }
    [panel, report] = details["record"]["agenda"]
    assert (panel["starts_at"], panel["moderator"]["role"]) == ("09:30:00", "Deputy Director")
    assert (panel["panellists"][0]["organization"], panel["documents"][0]["language"]) == (
        "Inter-American Development Bank",
        "es",
    )
    assert report["presenters"][0]["name"] == "B"
    assert [host["year"] for host in details["record"]["next_hosts"]] == [2022, 2023]
    assert details["record"]["co_located"][0]["signed"][0]["what"] == "Mexico - Cuba"


@pytest.mark.parametrize(
    ("record", "field"),
    [
        ({"agenda": [{"n": 1, "kind": "speech", "title": "x"}]}, "kind"),
        ({"agenda": [{"n": 1, "kind": "topic", "title": "x"}] * 2}, "agenda"),
        ({"agenda": [{"n": 1, "kind": "topic", "title": "x", "ends_at": "09:00"}]}, "ends_at"),
        ({"agenda": [{"n": 1, "kind": "topic", "title": "x", "starts_at": "10:00", "ends_at": "09:00"}]}, "ends_at"),
        ({"agenda": [{"n": 1, "kind": "topic", "title": "x", "starts_at": "10:00Z"}]}, "starts_at"),
        ({"agenda": [{"n": 1, "kind": "report", "title": "x", "moderator": {"name": "A"}}]}, "moderator"),
        (
            {
                "agenda": [
                    {"n": 1, "kind": "report", "title": "x", "presenters": [{"name": "A", "administration": "ZZ"}]}
                ]
            },
            "record.agenda.0.presenters.0.administration",
        ),
        ({"documents": [{"url": "http://example.org/a.pdf", "title": "x"}]}, "url"),
        ({"documents": [{"url": "https://example.org/", "title": "x", "language": "Spanish"}]}, "language"),
        ({"attendance": {"members": 34, "of": 33}}, "members"),
        ({"attendance": {"members": -1}}, "members"),
        ({"next_hosts": [{"year": 2022, "economy": "HN"}]}, "record.next_hosts.0.economy"),
        ({"co_located": [{"name": "x", "starts_on": "2018-04-20", "ends_on": "2018-04-18"}]}, "ends_on"),
    ],
)
async def test_what_no_conference_can_have_is_refused(office: Office, record: dict[str, Any], field: str) -> None:
    response = await office.convene(record=record)

    assert problem(response)[0] == 422
    assert field in str(response.json()["errors"])


async def test_a_record_is_completed_after_the_conference_and_announced_in_numbers(office: Office) -> None:
    await held(office, record={"theme": "Customs Innovation"})

    for _ in range(2):
        assert (await complete(office, RECORD, time_zone="America/Mazatlan")).status_code == 204

    [(_, data)] = await office.announced(1, "governance.conference.recorded.v1")
    counted = ("agenda_items", "documents", "people", "outcomes", "signings", "version")
    assert {count: data[count] for count in counted} == dict(zip(counted, (2, 2, 0, 1, 1, 4), strict=True))
    details = await office.get(PATH)
    assert (details["time_zone"], details["source"], details["stage"]) == (
        "America/Mazatlan",
        "test; a later report",
        "held",
    )


async def test_items_are_added_and_filled_in_but_none_is_changed_or_lost(office: Office) -> None:
    await held(office, record=RECORD)
    fuller = PANEL | {"outcome": "to be continued"}

    added = await complete(
        office, RECORD | {"agenda": [{"n": 3, "kind": "topic", "title": "New"}, fuller, RECORD["agenda"][1]]}
    )
    lost = await complete(office, RECORD | {"agenda": [fuller, RECORD["agenda"][1]]})
    changed = await complete(office, RECORD | {"theme": "Another"})
    other_host = await complete(office, RECORD | {"agenda": (await office.get(PATH))["record"]["agenda"]}, host="CL")

    assert added.status_code == 204
    assert [problem(answer) for answer in (lost, changed, other_host)] == [
        (409, f"The conference was held until 2018-04-17: {place} stands, unless a claim corrects it")
        for place in ("record.agenda.0", "record.theme", "host")
    ]


async def test_a_day_may_become_more_precise(office: Office) -> None:
    await held(office, record=RECORD)
    [signing] = RECORD["signings"]

    precise = await complete(office, RECORD | {"signings": [signing | {"signed_on": "2018-04-17"}]})
    other = await complete(office, RECORD | {"signings": [signing | {"signed_on": "2018-05"}]})

    assert (precise.status_code, problem(other)[0]) == (204, 409)


async def claim(office: Office, field: str, value: Any) -> Any:
    id_ = stable_id("claim", field, str(value))
    await office.put(f"/v1/claims/{id_}", kind="conference", record=str(CONFERENCE), field=field, value=value,
                     source="another paper", confidence="medium")  # fmt: skip
    return await office.ask(f"/v1/claims/{id_}/preference", reason="it prints the programme")


async def test_a_fact_of_a_held_conference_is_changed_by_a_claim_that_is_preferred(office: Office) -> None:
    await held(office, record=RECORD)

    answers = [
        await claim(office, field, value)
        for field, value in {"starts_on": "2018-04-17", "ends_on": "2018-04-18", "theme": "Another",
                             "attendance": {"members": 20, "of": 33}, "format": "hybrid"}.items()
    ]  # fmt: skip
    backwards = await claim(office, "ends_on", "2018-04-16")
    unknown = await claim(office, "host", "BR")

    details = await office.get(PATH)
    assert [answer.status_code for answer in answers] == [204] * 5
    assert (details["starts_on"], details["opened_on"], details["ends_on"]) == (
        "2018-04-17",
        "2018-04-17",
        "2018-04-18",
    )
    assert (details["record"]["theme"], details["record"]["attendance"]["members"]) == ("Another", 20)
    assert details["version"] == 8
    assert {(each["field"], each["preferred"]) for each in details["claims"] if each["field"] == "theme"} == {
        ("theme", True), ("theme", False)
    }  # fmt: skip
    assert (problem(backwards)[0], problem(unknown)[0]) == (422, 409)


async def test_a_claim_keeps_the_numbers_of_a_series_in_order(office: Office) -> None:
    await office.convene()
    await office.put(f"/v1/conferences/{stable_id('conference', 22)}", region="AMS", number=22, name="Next",
                     starts_on="2019", source="test")  # fmt: skip

    answers = [await claim(office, field, value) for field, value in (("number", 22), ("starts_on", "2020-01-01"))]
    await claim(office, "ends_on", "2020-01-02")
    later = await claim(office, "starts_on", "2020-01-02")

    assert [problem(answer)[0] for answer in answers] == [409, 422]
    assert problem(later)[0] == 409
    assert later.json()["constraint"] == "conference_numbers_increase"


async def test_who_holds_the_seat_is_neither_the_chair_nor_the_host(office: Office) -> None:
    await office.put(f"/v1/vice-chair-terms/{stable_id('term', 'CL')}", region="AMS", administration="CL",
                     started_on="2016-07-14", source="test")  # fmt: skip
    chair = {"name": "A. Chair", "administration": "GT", "capacity": "acting"}
    await office.convene(chair=chair)

    details = await office.get(PATH)

    assert (details["seat_holder"], details["chair"], details["host"]) == ("CL", chair, "MX")


@contextmanager
def statements(office: Office) -> Iterator[list[str]]:
    """What is sent to the database in the meantime."""
    engine, sent = office.governance.database.engine.sync_engine, []

    def note(*arguments: Any) -> None:
        sent.append(arguments[2])

    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


async def test_a_year_of_a_region_comes_in_one_request_and_six_statements(office: Office) -> None:
    agenda = [{"n": n, "kind": "topic", "title": f"Item {n}"} for n in range(1, 61)]
    await office.plan_session()
    await office.open()
    await office.select()
    await office.put(PATH, **(await frame(office)), record={"agenda": agenda})
    await office.put(f"/v1/conferences/{stable_id('conference', 'virtual')}", region="AMS", name="Virtual meeting",
                     series="heads_of_customs", format="virtual", starts_on="2018-11", source="test")  # fmt: skip
    await office.put(f"/v1/conferences/{stable_id('conference', 'AP')}", region="AP", name="Elsewhere",
                     starts_on="2018-05", source="test")  # fmt: skip

    with statements(office) as sent:
        year = await office.get("/v1/regions/AMS/years/2018")

    assert [meeting["id"] for meeting in year["council_sessions"]] == [str(SESSION)]
    assert [conference["format"] for conference in year["conferences"]] == ["in_person", "virtual"]
    [xxi, _] = year["conferences"]
    assert (len(xxi["record"]["agenda"]), [made["id"] for made in xxi["decisions"]]) == (60, [str(DECISION)])
    assert len([each for each in sent if "pg_catalog" not in each]) == 6, sent


async def test_a_year_without_conferences_is_empty_and_a_region_without_a_name_is_unknown(office: Office) -> None:
    empty = await office.get("/v1/regions/AMS/years/1999", known_at="2018-04-16T00:00:00Z")
    unknown = await office.http.get("/v1/regions/ESA/years/2018")
    never = await office.http.get("/v1/regions/AMS/years/0")

    assert (empty["council_sessions"], empty["conferences"]) == ([], [])
    assert (problem(unknown)[0], problem(never)[0]) == (404, 422)


async def frame(office: Office) -> dict[str, Any]:
    details = await office.get(PATH)
    return {field: details[field] for field in ("region", "number", "name", "starts_on", "ends_on", "host", "source")}
