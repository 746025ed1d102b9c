"""A conference from its call to its record."""

import json
from pathlib import Path

import pytest
from governance.commands import conference as commands
from governance.commands.register import Command

from tests.governance.conftest import problem
from tests.governance.office import CONFERENCE, DECISION, Office

EXAMPLES = Path(__file__).parents[2] / "examples" / "data"
RECORD = {
    "inviter": "A. Host",
    "people": [
        {"name": "A. Host", "title": "Ms.", "role": "Director General", "administration": "MX", "part": ["host"]}
    ],
    "organizations": [{"name": "Mexican Customs", "country": "MX"}],
    "priorities": [
        {"n": 1, "status": "current", "name": "Trade", "facts": [{"kind": "tool", "ref": "RKC", "role": "key"}]},
        {"n": 2, "status": "candidate", "name": "Review", "facts": [{"kind": "mandate", "from": "G20", "to": "WCO"}]},
    ],
    "strategic_plan": {"name": "Plan", "objectives": [{"n": 1, "text": "Borders", "means": "programmes"}]},
    "presentations": [{"n": 1, "topic": "Laboratory", "regional_body": {"kind": "RCL", "seat": "MX"}}],
    "agreements": [{"count": "a number of", "count_known": False, "type": "bilateral"}],
    "acknowledgements": [{"from": "participants", "to": ["the host"], "for": ["the welcome"]}],
    "instruments_mentioned": ["Harmonized System"],
}


async def test_everything_on_the_page_comes_back(office: Office) -> None:
    await office.convene(record=RECORD, chair={"name": "A. Chair", "administration": "CL", "capacity": "of Chile"})

    details = await office.get(f"/v1/conferences/{CONFERENCE}")

    for part, facts in RECORD.items():
        assert _contains(details["record"][part], facts), part
    assert details["chair"] == {"name": "A. Chair", "administration": "CL", "capacity": "of Chile"}


async def test_the_page_of_los_cabos_comes_back_fact_by_fact(office: Office) -> None:
    page = json.loads((EXAMPLES / "los_cabos_2018.json").read_text())
    frame = page["conference"]
    record = {"inviter": frame["inviter"]} | {part: page[part] for part in RECORD if part != "inviter"}
    # That they were signed at this conference is said by where they are recorded.
    record["agreements"] = [
        {field: fact for field, fact in noted.items() if field != "signed_at_conference"}
        for noted in page["agreements"]
    ]
    record["presented_by"] = page["presented_by"]
    place = {"city": frame["place"]["city"], "economy": frame["place"]["country"]}

    response = await office.convene(name=frame["name"], number=frame["number"], place=place, record=record)

    assert response.status_code == 204, response.text
    details = await office.get(f"/v1/conferences/{CONFERENCE}")
    assert _contains(details["record"], record)
    assert [p["status"] for p in details["record"]["priorities"]] == ["current"] * 6 + ["candidate"] * 2
    assert (details["name"], details["number"], details["place"]) == (frame["name"], frame["number"], place)


async def test_a_conference_is_convened_held_and_announced_once(office: Office) -> None:
    await office.plan_session()
    for _ in range(2):
        await office.open()
        assert (await office.select()).status_code == 204
    for _ in range(2):
        await office.put(f"/v1/conferences/{CONFERENCE}/holding", held_on="2018-04-17")
        assert (await office.select()).status_code == 204

    names = ("conference.convened", "conference.held", "decision.taken", "vice-chair.selected")
    events = await office.announced(4, *(f"governance.{name}.v1" for name in names))
    assert [type_.split(".")[2] for type_, _ in events] == ["convened", "taken", "selected", "held"]
    assert events[-1][1]["decisions"] == [str(DECISION)]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"region": "ESA"}, "region"),
        ({"host": "BR"}, "host"),
        ({"ends_on": "2018-04-15"}, "ends_on"),
        ({"starts_on": "2018-02-30"}, "starts_on"),
        ({"chair": {"name": "A. Chair", "administration": "ZZ"}}, "chair.administration"),
        ({"record": {"people": [{"name": "X", "administration": "ZZ"}]}}, "record.people.0.administration"),
        ({"nmae": "misspelt"}, "nmae"),
    ],
)
async def test_a_conference_that_cannot_be_is_refused(office: Office, changed: dict[str, object], field: str) -> None:
    response = await office.convene(**changed)

    assert problem(response)[0] == 422
    assert field in str(response.json()["errors"])
    assert (await office.http.get(f"/v1/conferences/{CONFERENCE}")).status_code == 404


async def test_only_a_conference_that_met_has_decided_and_what_it_did_may_be_recorded_later(office: Office) -> None:
    await office.plan_session()
    await office.convene()
    early = await office.select()
    await office.open()
    await office.put(f"/v1/conferences/{CONFERENCE}/holding", held_on="2018-04-17")
    late = await office.select()

    assert problem(early) == (409, "The conference has not been opened: it takes no decisions")
    assert late.status_code == 204
    assert [decision["taken_on"] for decision in (await office.get("/v1/decisions"))["items"]] == ["2018-04-17"]
    seat = await office.get("/v1/regions/AMS/vice-chair", as_of="2018-06-01")
    assert seat["designate"]["administration"] == "DO"


async def test_a_term_waits_for_a_session_that_is_on_record(office: Office) -> None:
    await office.open()

    response = await office.select()

    assert problem(response)[0] == 422
    assert response.json()["errors"][0]["field"] == "selects.after_session_id"


async def test_a_decision_is_not_taken_outside_of_the_conference(office: Office) -> None:
    await office.open()

    response = await office.take(taken_on="2018-04-20")

    assert problem(response)[0] == 422
    assert response.json()["errors"][0]["field"] == "taken_on"


async def test_the_record_stands_once_the_conference_was_held(office: Office) -> None:
    await office.open()
    await office.put(f"/v1/conferences/{CONFERENCE}/holding", held_on="2018-04-17")

    same, changed = await office.convene(), await office.convene(name="Another name")

    assert same.status_code == 204
    assert problem(changed) == (409, "The conference was held until 2018-04-17; name cannot be changed")


async def test_a_conference_in_session_keeps_its_region_and_the_day_on_which_it_opened(office: Office) -> None:
    await office.open()

    moved = await office.convene(region="AP")
    postponed = await office.convene(starts_on="2018-04-17")

    assert problem(moved) == (409, "The conference is in session: its region cannot be changed")
    assert problem(postponed) == (422, "The conference was opened on 2018-04-16")


async def test_a_decision_is_not_retold_with_another_administration(office: Office) -> None:
    await office.plan_session()
    await office.open()
    await office.select(text="The next Vice-Chair is chosen.")

    same = await office.select(text="The next Vice-Chair is chosen.")
    other = await office.select("GT", text="The next Vice-Chair is chosen.")

    assert same.status_code == 204
    assert problem(other) == (409, f"Decision {DECISION} is on record with another administration")


@pytest.mark.parametrize(("part", "day"), [("opening", "2018-04-15"), ("holding", "2018-04-18")])
async def test_a_conference_meets_on_its_days(office: Office, part: str, day: str) -> None:
    await office.open()

    field = "opened_on" if part == "opening" else "held_on"
    response = await office.ask(f"/v1/conferences/{CONFERENCE}/{part}", **{field: day})

    assert response.status_code in (409, 422)
    assert response.json()["errors"][0]["field"] == field


@pytest.mark.parametrize(
    "command",
    [
        commands.PlanConference,
        commands.ConveneConference,
        commands.PostponeConference,
        commands.CancelConference,
        commands.OpenConference,
        commands.HoldConference,
        commands.CompleteConference,
    ],
)
def test_the_documentation_shows_what_is_taken(command: type[Command]) -> None:
    [shown] = command.model_json_schema()["examples"]

    assert command.model_validate(shown).model_dump(mode="json", exclude_unset=True, by_alias=True) == shown


def _contains(found: object, wanted: object) -> bool:
    if isinstance(wanted, dict):
        return isinstance(found, dict) and all(_contains(found[key], value) for key, value in wanted.items())
    if isinstance(wanted, list):
        return isinstance(found, list) and all(map(_contains, found, wanted)) and len(found) == len(wanted)
    return found == wanted
