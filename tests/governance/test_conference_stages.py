"""Whether a conference meets: planned, called, put off, called off, and which number it has in its series."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from cabos.ids import stable_id

from tests.governance.conftest import problem
from tests.governance.office import CONFERENCE, Office

PATH = f"/v1/conferences/{CONFERENCE}"
FACTS: dict[str, Any] = {"region": "AMS", "series": "RCCDG", "number": 24, "name": "Conference", "starts_on": "2022",
                         "host": "MX", "source": "test"}  # fmt: skip
PUT_OFF = {"reason": "The host is not ready.", "source": "test"}
CALLED_OFF = {"reason": "Nobody can travel.", "uses_number": False, "source": "test"}


def other(number: int | None) -> UUID:
    return stable_id("conference", "AMS", "RCCDG", number)


async def known(office: Office, number: int | None, starts_on: str, **changed: Any) -> Any:
    facts = FACTS | {"number": number, "starts_on": starts_on} | changed
    return await office.ask(f"/v1/conferences/{other(number)}", **facts)


async def stages(office: Office, **query: Any) -> dict[int | None, str]:
    page = await office.get("/v1/conferences", **query)
    return {conference["number"]: conference["stage"] for conference in page["items"]}


async def test_a_conference_is_planned_called_put_off_and_called_again_each_announced_once(office: Office) -> None:
    for _ in range(2):
        await office.put(f"{PATH}/plan", **FACTS)
    for _ in range(2):
        await office.put(PATH, **FACTS | {"starts_on": "2022-04"})
    for _ in range(2):
        await office.put(f"{PATH}/postponement", **PUT_OFF)
    for _ in range(2):
        await office.put(f"{PATH}/postponement", **PUT_OFF, starts_on="2022-10", ends_on="2022-10")
    for _ in range(2):
        await office.put(PATH, **FACTS | {"starts_on": "2022-10-04"})
    for _ in range(2):
        await office.put(f"{PATH}/opening", opened_on="2022-10-04")

    words = ("planned", "convened", "postponed", "opened")
    events = await office.announced(6, *(f"governance.conference.{word}.v1" for word in words))
    assert [(type_.split(".")[2], data["version"]) for type_, data in events] == [
        ("planned", 1), ("convened", 2), ("postponed", 3), ("postponed", 4), ("convened", 5), ("opened", 6)
    ]  # fmt: skip
    assert [(data["postponed_from"], data.get("starts_on")) for _, data in events[2:4]] == [
        ("2022-04", None), ("2022-04", "2022-10")
    ]  # fmt: skip
    assert (events[0][1]["series"], events[-1][1]["opened_on"]) == ("RCCDG", "2022-10-04")


async def test_a_plan_that_is_sent_again_changes_nothing_whatever_became_of_it(office: Office) -> None:
    await office.put(f"{PATH}/plan", **FACTS)
    await office.put(f"{PATH}/cancellation", **CALLED_OFF)

    await office.put(f"{PATH}/plan", **FACTS)
    changed = await office.ask(f"{PATH}/plan", **FACTS | {"name": "Another"})

    assert problem(changed) == (409, "The conference was cancelled: Nobody can travel.")


async def test_a_conference_that_was_called_is_not_planned_any_more(office: Office) -> None:
    await office.put(PATH, **FACTS)

    response = await office.ask(f"{PATH}/plan", **FACTS | {"name": "Another"})

    assert problem(response)[0] == 409


async def test_cancelling_is_final(office: Office) -> None:
    await office.put(PATH, **FACTS)
    for _ in range(2):
        await office.put(f"{PATH}/cancellation", **CALLED_OFF)

    asked = [
        await office.ask(PATH, **FACTS),
        await office.ask(f"{PATH}/postponement", **PUT_OFF),
        await office.ask(f"{PATH}/cancellation", **CALLED_OFF | {"uses_number": True}),
        await office.ask(f"{PATH}/opening", opened_on="2022-04-18"),
        await office.ask(f"{PATH}/record", record={"theme": "None"}, source="test"),
    ]

    assert [problem(answer) for answer in asked] == [(409, "The conference was cancelled: Nobody can travel.")] * 5
    [(_, cancelled)] = await office.announced(1, "governance.conference.cancelled.v1")
    assert (cancelled["uses_number"], cancelled["reason"]) == (False, "Nobody can travel.")


async def test_what_has_met_is_neither_put_off_nor_called_off(office: Office) -> None:
    await office.open()
    in_session = [
        await office.ask(f"{PATH}/postponement", **PUT_OFF),
        await office.ask(f"{PATH}/cancellation", **CALLED_OFF),
    ]
    await office.put(f"{PATH}/holding", held_on="2018-04-17")
    held = [
        await office.ask(f"{PATH}/postponement", **PUT_OFF),
        await office.ask(f"{PATH}/cancellation", **CALLED_OFF),
    ]

    assert [problem(answer) for answer in in_session] == [(409, "The conference was opened on 2018-04-16")] * 2
    assert [problem(answer) for answer in held] == [(409, "The conference was held until 2018-04-17")] * 2


async def test_only_what_is_called_opens(office: Office) -> None:
    await office.put(f"{PATH}/plan", **FACTS)
    planned = await office.ask(f"{PATH}/opening", opened_on="2022-04-18")
    await office.put(f"{PATH}/postponement", **PUT_OFF)
    postponed = await office.ask(f"{PATH}/opening", opened_on="2022-04-18")

    assert problem(planned) == (409, "The conference is planned: it is opened once it is convened")
    assert problem(postponed) == (409, "The conference is postponed: it is opened once it is convened")


async def test_a_conference_of_which_the_month_is_known_may_have_been_held(office: Office) -> None:
    await office.put(PATH, **FACTS | {"starts_on": "2022-05"})
    await office.put(f"{PATH}/opening", opened_on="2022-05")
    await office.put(f"{PATH}/holding", held_on="2022-05")

    details = await office.get(PATH)

    assert (details["stage"], details["opened_on"], details["held_on"]) == ("held", "2022-05", "2022-05")


@pytest.mark.parametrize(
    ("part", "body", "field"),
    [
        ("/postponement", PUT_OFF | {"starts_on": "2022"}, "starts_on"),
        ("/postponement", PUT_OFF | {"ends_on": "2022-05-02"}, "starts_on"),
        ("/postponement", PUT_OFF | {"starts_on": "2022-05-03", "ends_on": "2022-05-02"}, "ends_on"),
        ("/postponement", {"reason": "", "source": "test"}, "reason"),
        ("/cancellation", {"reason": "x", "source": "test"}, "uses_number"),
        ("", FACTS | {"time_zone": "America/Los_Cabos"}, "time_zone"),
        ("", FACTS | {"format": "remote"}, "format"),
        ("", FACTS | {"series": "two words"}, "series"),
        ("", FACTS | {"number": 4000}, "number"),
        ("", FACTS | {"place": {"city": "x" * 2001}}, "place"),
        ("", FACTS | {"confidence": "sure"}, "confidence"),
    ],
)
async def test_what_cannot_be_is_refused(office: Office, part: str, body: dict[str, Any], field: str) -> None:
    await office.put(f"{PATH}/plan", **FACTS)

    response = await office.ask(f"{PATH}{part}", **body)

    assert problem(response)[0] == 422
    assert field in str(response.json()["errors"])


async def test_numbers_of_a_series_increase_with_their_days(office: Office) -> None:
    assert (await known(office, 21, "2018-04-16")).status_code == 204
    assert (await known(office, 23, "2021-04")).status_code == 204

    taken = await office.ask(PATH, **FACTS | {"number": 21, "starts_on": "2022"})
    later = await known(office, 20, "2019")
    earlier = await known(office, 22, "2017-05-15")
    within = [await known(office, 22, day) for day in ("2018", "2019-04-29", "2021-04-22")]
    unnumbered = await known(office, None, "2020-11-16", format="virtual")
    elsewhere = await known(office, 19, "2024", series="governing_council")

    assert problem(taken) == (409, "Number 21 is that of the conference of 2018-04-16")
    assert problem(later) == (409, "Number 20 on 2019 does not go with number 21 on 2018-04-16")
    assert problem(earlier) == (409, "Number 22 on 2017-05-15 does not go with number 21 on 2018-04-16")
    assert [answer.status_code for answer in [*within, unnumbered, elsewhere]] == [204] * 5


async def test_of_two_that_give_numbers_at_once_one_sees_the_other(office: Office) -> None:
    answers = await asyncio.gather(*(known(office, 30 - year, f"{2000 + year}") for year in range(5)))

    assert sorted(answer.status_code for answer in answers) == [204, 409, 409, 409, 409]


async def test_a_conference_is_not_put_off_beyond_one_with_a_higher_number(office: Office) -> None:
    await known(office, 24, "2022")
    await known(office, 25, "2023-05-18")

    response = await office.ask(f"/v1/conferences/{other(24)}/postponement", **PUT_OFF, starts_on="2024")

    assert problem(response)[0] == 409


async def test_a_number_that_a_cancelled_conference_gives_back_is_given_again(office: Office) -> None:
    await known(office, 24, "2022")
    await office.put(PATH, **FACTS | {"number": 25, "starts_on": "2023"})
    for id_, uses_number in ((other(24), False), (CONFERENCE, True)):
        await office.put(f"/v1/conferences/{id_}/cancellation", **CALLED_OFF | {"uses_number": uses_number})

    again = await office.ask(f"/v1/conferences/{other(1)}", **FACTS | {"starts_on": "2021"})
    spent = await office.ask(f"/v1/conferences/{other(2)}", **FACTS | {"number": 25, "starts_on": "2023"})

    assert (again.status_code, spent.status_code) == (204, 409)


async def test_conferences_are_found_by_what_they_are_and_when(office: Office) -> None:
    await known(office, 21, "2018-04-16", ends_on="2018-04-17")
    await known(office, 22, "2019-04", host="GT")
    await known(office, 30, "2018-05", series="governing_council", region="AP", host="JP")
    await office.put(f"{PATH}/plan", **FACTS)
    await office.put(f"/v1/conferences/{other(22)}/postponement", **PUT_OFF)

    found = {
        name: list(await stages(office, **query))
        for name, query in {
            "region": {"region": "AP"},
            "series": {"series": "RCCDG"},
            "stage": {"stage": "postponed"},
            "year": {"year": 2018},
            "host": {"host": "GT"},
            "backwards": {"sort": "-starts_on"},
            "on a day": {"as_of": "2018-04-17"},
            "the day after": {"as_of": "2018-04-18"},
            "in the month": {"as_of": "2018-05-31"},
            "put off": {"as_of": "2019-04-01"},
            "in the year": {"as_of": "2022-12-31"},
        }.items()
    }

    assert found == {
        "region": [30], "series": [21, 22, 24], "stage": [22], "year": [21, 30], "host": [22],
        "backwards": [24, 22, 30, 21], "on a day": [21], "the day after": [], "in the month": [30], "put off": [],
        "in the year": [24],
    }  # fmt: skip


async def test_conferences_are_listed_page_by_page_with_a_link(office: Office) -> None:
    for number, day in ((1, "2018"), (2, "2019"), (3, "2020")):
        await known(office, number, day)

    first = await office.http.get("/v1/conferences", params={"sort": "-starts_on", "limit": 2})
    rest = await office.http.get(first.links["next"]["url"])

    assert [item["number"] for page in (first, rest) for item in page.json()["items"]] == [3, 2, 1]


async def test_what_was_known_earlier_is_still_told(office: Office) -> None:
    await office.put(f"{PATH}/plan", **FACTS)
    before = datetime.now(UTC).isoformat()
    await office.put(PATH, **FACTS | {"starts_on": "2022-04"})

    then, now = await office.get(PATH, known_at=before), await office.get(PATH)
    listed = await stages(office, known_at=before)
    never = await office.http.get(PATH, params={"known_at": "2018-04-16T00:00:00Z"})

    assert [(then["stage"], then["starts_on"]), (now["stage"], now["starts_on"])] == [
        ("planned", "2022"), ("convened", "2022-04")
    ]  # fmt: skip
    assert listed == {24: "planned"}
    assert problem(never)[0] == 404


async def test_a_write_for_another_version_is_refused(office: Office) -> None:
    await office.put(f"{PATH}/plan", **FACTS)
    tag = (await office.http.get(PATH)).headers["ETag"]
    await office.put(PATH, **FACTS)

    response = await office.http.put(f"{PATH}/cancellation", json=CALLED_OFF, headers={"If-Match": tag})

    assert tag.startswith('"1-')
    assert problem(response)[0] == 412


async def test_a_number_is_shown_as_languages_write_it(office: Office) -> None:
    shown = {}
    for number in (1, 2, 11, 19, 21, 24, 133):
        await known(office, number, f"{1900 + number}")
        shown[number] = (await office.get(f"/v1/conferences/{other(number)}"))["number_shown"]
    await known(office, None, "2020")

    assert [shown[number]["roman"] for number in shown] == ["I", "II", "XI", "XIX", "XXI", "XXIV", "CXXXIII"]
    assert [shown[number]["ordinal"]["en"] for number in shown] == [
        "1st",
        "2nd",
        "11th",
        "19th",
        "21st",
        "24th",
        "133rd",
    ]
    assert shown[21]["ordinal"] == {"en": "21st", "es": "21.ª", "fr": "21e"}
    assert shown[1]["ordinal"]["fr"] == "1re"
    assert (await office.get(f"/v1/conferences/{other(None)}"))["number_shown"] is None
