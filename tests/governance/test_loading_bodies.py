"""Every known body and every printed priority goes in, as far as its sources tell, and again changes nothing."""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from cabos.ids import stable_id
from cabos.journal import announced
from cabos.refusal import Invalid
from cabos.testing.services import Running
from cabos_contracts.types import PartialDate
from governance.loading.conferences import load_conference
from governance.loading.council_sessions import load_council_session
from governance.loading.instruments import load_instrument
from governance.loading.meetings import latest_day
from governance.loading.members import load_member
from governance.loading.priorities import load_priority, load_priority_outcome, priorities_of, priority_id
from governance.loading.regional_bodies import load_regional_body
from sqlmodel.ext.asyncio.session import AsyncSession

DATA = Path(__file__).parents[2] / "examples" / "data"
BODIES: list[dict[str, Any]] = json.loads((DATA / "regional_bodies.json").read_text())

Load = Callable[[AsyncSession, dict[str, Any]], Awaitable[None]]


def rows(name: str) -> Any:
    return json.loads((DATA / name).read_text())


async def load(governance: Running, load: Load, found: list[dict[str, Any]]) -> int:
    """How many rows have changed something."""
    changed = 0
    for row in found:
        async with governance.database.transaction() as session:
            await load(session, row)
            await session.flush()
            changed += announced(session) > 0
    return changed


@pytest.fixture
async def register(governance: Running) -> Running:
    await load(governance, load_member, rows("members.json"))
    return governance


async def meetings(governance: Running) -> None:
    await load(governance, load_council_session, rows("council_sessions.json"))
    await load(governance, load_conference, rows("conferences.json"))


async def shown(governance: Running, path: str, **asked: Any) -> Any:
    answer = await governance.http.get(path, params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def body(governance: Running, *key: str) -> dict[str, Any]:
    found: dict[str, Any] = await shown(governance, f"/v1/regional-bodies/{stable_id('regional-body', *key)}")
    return found


def steps(body: dict[str, Any]) -> dict[str, str | None]:
    return {each["step"]: each["on"] for each in body["steps"]}


async def test_every_body_goes_in_and_again_nothing_changes(register: Running) -> None:
    await meetings(register)

    assert await load(register, load_regional_body, BODIES) == len(BODIES) == 31
    assert await load(register, load_regional_body, BODIES) == 0

    found = (await shown(register, "/v1/regional-bodies"))["items"]
    assert len(found) == 31
    kinds = {kind: sum(each["kind"] == kind for each in found) for kind in ("ROCB", "RTC", "RILO", "RCL", "RDTC")}
    assert kinds == {"ROCB": 6, "RTC": 9, "RILO": 5, "RCL": 10, "RDTC": 1}
    assert {each["stage"] for each in found} == {"proposed", "endorsed", "operational"}


async def test_what_a_history_says_becomes_steps_and_the_rest_notes(register: Running) -> None:
    await load(register, load_regional_body, BODIES)

    baku = await body(register, "ROCB", "EUR", "AZ")
    assert steps(baku) == {
        "proposed": "2009-05",
        "council_endorsed": "2009-06",
        "memorandum": "2009-11-11",
        "operational": "2011-10-17",
    }
    assert (baku["unexplained"], baku["steps"][0]["by"]["words"]) == ([], "the Bergen conference")
    assert [(each["day"], each["text"]) for each in baku["notes"]] == [
        ("2011-04", "concept and strategy adopted by the regional conference")
    ]
    abu_dhabi = await body(register, "ROCB", "MENA", "AE")
    assert (steps(abu_dhabi)["council_endorsed"], abu_dhabi["unexplained"]) == ("2006-06", ["memorandum"])
    clen = await body(register, "RCL", "EUR", "EU")
    assert (steps(clen)["memorandum"], clen["unexplained"]) == ("2020-12-14", ["endorsement"])
    peru = await body(register, "RCL", "AMS", "PE")
    assert (steps(peru)["operational"], peru["steps"][-1]["seen_on"]) == (None, "2021-04-22")
    uzbekistan = await body(register, "RCL", "EUR", "UZ")
    assert (uzbekistan["stage"], uzbekistan["steps"][0]["seen_on"]) == ("proposed", "2021-06-08")


async def test_the_mexican_laboratory_was_endorsed_in_2017_and_in_progress_in_2018(register: Running) -> None:
    await load(register, load_regional_body, BODIES)
    without = await body(register, "RCL", "AMS", "MX")
    await meetings(register)
    assert await load(register, load_regional_body, BODIES) > 0
    laboratory = await body(register, "RCL", "AMS", "MX")

    [endorsed], [note] = laboratory["steps"], laboratory["notes"]
    assert (laboratory["stage"], endorsed["on"], endorsed["text"]) == (
        "endorsed",
        "2017-05",
        "endorsed by the XX RCCDG (31 members)",
    )
    assert without["steps"][0]["by"] == {"conference_id": None, "council_session_id": None, "words": "the XX RCCDG"}
    assert endorsed["by"]["conference_id"] == str(stable_id("conference", "AMS", 20))
    assert (note["day"], note["conference_id"]) == ("2018-04", str(stable_id("conference", "AMS", 21)))


@pytest.mark.parametrize(
    ("source", "day"),
    [
        ("WCO newsroom, 25 Feb 2016", "2016-02-25"),
        ("aduana.cl 2016; WCO newsroom, 4 Dec 2023", "2023-12-04"),
        ("aduana.cl / wcoamericaribe.org Jul 2016", "2016-07"),
        ("WCO ESA ROCB reports 2015/16", "2016"),
        ("gob.mx SAT com2017_062", None),
        ("scribd 477964686 (WCO item 2020)", "2020"),
        ("riloap.org", None),
        ("31 Feb 2020", None),
    ],
)
def test_a_source_names_a_day(source: str, day: str | None) -> None:
    assert latest_day(source) == (day and PartialDate(day))


async def test_a_row_that_says_something_else_is_refused(register: Running) -> None:
    with pytest.raises(Invalid, match="does not begin with a day"):
        await load(register, load_regional_body, [BODIES[1] | {"history": ["some day"]}])
    with pytest.raises(ValueError, match="status"):
        await load(register, load_regional_body, [BODIES[1] | {"status": "closing"}])
    with pytest.raises(ValueError, match="colour"):
        await load(register, load_regional_body, [BODIES[1] | {"colour": "blue"}])


async def test_every_priority_of_the_page_goes_in_with_what_became_of_it(register: Running) -> None:
    printed = priorities_of(rows("los_cabos_2018.json"))
    instruments, outcomes = rows("instruments.json"), rows("priority_outcomes.json")
    await meetings(register)
    loads: list[tuple[Load, list[dict[str, Any]]]] = [
        (load_instrument, instruments),
        (load_priority, printed),
        (load_priority_outcome, outcomes),
    ]

    assert [await load(register, *each) for each in loads] == [8, 8, 1]
    assert [await load(register, *each) for each in loads] == [0, 0, 0]

    presented = await shown(register, "/v1/priorities", conference_id=str(stable_id("conference", "AMS", 21)))
    assert sorted(item["stage"] for item in presented["items"]) == [*2 * ["candidate"], *6 * ["current"]]
    earlier = await shown(register, "/v1/priorities", as_of="2018-04-16")
    on_the_day = await shown(register, "/v1/priorities", as_of="2018-04-17", stage="current")
    assert (earlier["items"], len(on_the_day["items"])) == ([], 6)
    assert len((await shown(register, "/v1/instruments"))["items"]) == 8


async def priority(governance: Running, name: str) -> dict[str, Any]:
    found: dict[str, Any] = await shown(governance, f"/v1/priorities/{priority_id('WCO', name)}")
    return found


async def test_a_priority_keeps_all_that_the_page_says_of_it(register: Running) -> None:
    await load(register, load_instrument, rows("instruments.json"))
    await load(register, load_priority, priorities_of(rows("los_cabos_2018.json")))
    await load(register, load_priority_outcome, rows("priority_outcomes.json"))

    facilitation, commerce = await priority(register, "Trade facilitation"), await priority(register, "E-commerce")
    flows = await priority(register, "Illicit financial flows")
    performance = await priority(register, "Performance measurement")
    review = await priority(register, "Review and updating of the Revised Kyoto Convention")
    structure = await priority(register, "Review of the structure of the Harmonized System")
    used = [{each["code"]: each["role"] for each in found["instruments"]} for found in (facilitation, commerce, review)]
    assert used == [
        {"WTO_TFA": "basis", "RKC": "tool", "MERCATOR": "tool"},
        {"LUXOR_RESOLUTION": "basis", "ECOMMERCE_FRAMEWORK": "in_development"},
        {"RKC": "basis"},
    ]
    assert [(each["from"], each["to"]) for each in flows["mandates"]] == [("G20", "WCO")]
    assert [(each["organization"], each["about"]) for each in performance["contacts"]] == [
        ("World Bank", "Doing Business")
    ]
    became = [[(each["day"], each["source"]) for each in found["outcomes"]] for found in (commerce, review, structure)]
    assert became == [
        [("2018-06", "general knowledge, unverified")],
        [("2018-06", "incu.org, ricardotrevino.org")],
        [("2024", "WCO newsroom Jun 2024")],
    ]
