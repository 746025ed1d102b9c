"""Who exercises a seat within its term, and whether anybody does."""

from typing import Any

import pytest

from tests.governance.conftest import problem
from tests.governance.office import CHILE, DOMINICAN_REPUBLIC, Office

PATH = f"/v1/vice-chair-terms/{CHILE}"
ARAYA = {"name": "Juan Araya", "role": "Director General", "from_on": "2016-07-14", "until_on": "2017-03-01"}
NOBODY = {"from_on": "2017-03-01", "until_on": "2017-05", "source": "test"}
IBANEZ = {"name": "Pablo Ibáñez", "acting": True, "from_on": "2017-05", "seen": "2017-08", "source": "test"}


@pytest.fixture
async def chile(office: Office) -> Office:
    await office.put(PATH, region="AMS", administration="CL", started_on="2016-07-14", source="test")
    return office


async def exercising(office: Office, day: str) -> list[tuple[str | None, str]]:
    seat: dict[str, Any] = await office.get("/v1/regions/AMS/vice-chair", as_of=day)
    return [(holder["name"], holder["on_day"]) for holder in seat["office_holders"]]


async def test_one_after_another_exercises_the_seat_and_for_a_while_nobody(chile: Office) -> None:
    for _ in range(2):
        await chile.put(f"{PATH}/office-holders", office_holders=[IBANEZ, ARAYA, NOBODY])

    days = ("2016-07-14", "2017-02-28", "2017-03-01", "2017-05-15", "2017-08-01", "2018-06-30")
    assert [await exercising(chile, day) for day in days] == [
        [("Juan Araya", "surely")],
        [("Juan Araya", "surely")],
        [(None, "surely")],
        [("Pablo Ibáñez", "seen"), (None, "possibly")],
        [("Pablo Ibáñez", "surely")],
        [("Pablo Ibáñez", "surely")],
    ]
    [event] = await chile.announced(1, "governance.vice-chair-office.changed.v1")
    assert [(holder["name"], holder["acting"], holder["stated_by"]) for holder in event[1]["office_holders"]] == [
        ("Pablo Ibáñez", True, "test"),
        ("Juan Araya", False, None),
        (None, False, "test"),
    ]


async def test_who_was_only_seen_is_named_with_the_evidence(chile: Office) -> None:
    seen = [{"name": "Fabián Villarroel", "seen": "2017-05, 2018-04"}, {"name": "Juan Araya", "seen": "2016-07-14"}]
    await chile.put(f"{PATH}/office-holders", office_holders=seen)

    assert await exercising(chile, "2017-12-01") == [("Fabián Villarroel", "seen"), ("Juan Araya", "possibly")]


async def test_with_the_term_whoever_exercises_it_leaves(chile: Office) -> None:
    late = IBANEZ | {"until_on": "2019-01-01"}
    await chile.put(f"{PATH}/office-holders", office_holders=[ARAYA, late])

    await chile.put(f"{PATH}/end", ended_on="2018-07-01")

    holders = (await chile.get(PATH))["office_holders"]
    assert [holder["until_on"] for holder in holders] == ["2017-03-01", "2018-07-01"]
    assert len(await chile.announced(2, "governance.vice-chair-office.changed.v1")) == 2


@pytest.mark.parametrize(
    ("holders", "status"),
    [
        ([ARAYA | {"from_on": "2016-07-13"}], 422),
        ([ARAYA | {"until_on": "2016-07-14"}], 422),
        ([ARAYA, NOBODY | {"from_on": "2017-02-28"}], 422),
        ([ARAYA, NOBODY | {"from_on": "2017"}], 204),
        ([ARAYA | {"from_on": "2016"}], 204),
        ([{"role": "Director General"}], 422),
        ([{"name": ""}], 422),
        ([{"name": "A\u0000B"}], 422),
        ([{"name": "A"}] * 21, 422),
        ([{"name": "A", "office": "Director"}], 422),
    ],
)
async def test_intervals_are_inside_the_term_and_do_not_overlap(chile: Office, holders: Any, status: int) -> None:
    response = await chile.ask(f"{PATH}/office-holders", office_holders=holders)

    assert response.status_code == status, response.text


async def test_nobody_exercises_a_seat_before_the_term_starts(office: Office) -> None:
    await office.plan_session()
    await office.open()
    await office.select()
    path = f"/v1/vice-chair-terms/{DOMINICAN_REPUBLIC}/office-holders"

    response = await office.ask(path, office_holders=[{"name": "A", "from_on": "2018-07-01"}])
    unknown = await office.ask(f"{PATH}/office-holders", office_holders=[])

    assert problem(response)[0] == 409
    assert problem(unknown)[0] == 404


async def test_more_is_learned_of_a_term_and_its_offices_stay(chile: Office) -> None:
    await chile.put(f"{PATH}/office-holders", office_holders=[ARAYA])

    await chile.put(PATH, region="AMS", administration="CL", note="a note", source="test")

    details = await chile.get(PATH)
    assert ([holder["name"] for holder in details["office_holders"]], details["note"]) == (["Juan Araya"], "a note")
