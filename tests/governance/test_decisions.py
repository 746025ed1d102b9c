"""Decisions: two officers, many languages, and the day from which on they hold."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from cabos.database import Database
from cabos.ids import stable_id
from governance.commands.decision_effect import take_effect_on

from tests.governance.conftest import problem
from tests.governance.office import CONFERENCE, DECISION, SESSION, Office

OTHER = stable_id("decision", "AMS", 21, 2)
TAKEN = "governance.decision.taken.v1"
TOOK_EFFECT = "governance.decision.took-effect.v1"


async def listed(office: Office, **query: Any) -> list[str]:
    return [item["id"] for item in (await office.get("/v1/decisions", **query))["items"]]


async def test_a_decision_waits_for_a_second_officer(office: Office) -> None:
    await office.open()
    body = {"kind": "resolution", "text": "It is resolved.", "source": "test"}

    proposed = [await office.ask(f"/v1/conferences/{CONFERENCE}/decisions/{DECISION}", **body) for _ in range(2)]
    alone = await office.http.put(f"{proposed[0].headers['Location']}/confirmation")
    before = await office.http.get(f"/v1/decisions/{DECISION}")
    confirmed = [await office.confirm(proposed[0]) for _ in range(2)]

    assert [answer.status_code for answer in proposed] == [202, 202]
    assert len({answer.json()["id"] for answer in proposed}) == 1
    assert problem(alone)[0] == 403
    assert before.status_code == 404
    assert [answer.status_code for answer in confirmed] == [204, 204]
    assert len(await office.announced(1, TAKEN)) == 1


async def test_a_decision_is_told_in_every_language_it_has(office: Office) -> None:
    await office.open()
    told = {"title": "Los Cabos Resolution", "number": "1/2018", "texts": {"es": "Se resuelve.", "fr": "Résolu."}}
    await office.take(text="It is resolved.", **told)

    details = await office.get(f"/v1/decisions/{DECISION}")

    assert {name: details[name] for name in told} == told
    [(_, event)] = await office.announced(1, TAKEN)
    assert (event["title"], event["texts"]["es"]) == ("Los Cabos Resolution", "Se resuelve.")


async def test_a_conference_that_was_held_has_its_decisions_recorded_later(office: Office) -> None:
    await office.open()
    await office.put(f"/v1/conferences/{CONFERENCE}/holding", held_on="2018-04-17")

    recorded = await office.take(taken_on="2018-04-16")
    outside = await office.take(OTHER, taken_on="2018-04-20")

    assert recorded.status_code == 204
    assert problem(outside)[0] == 422
    assert outside.json()["errors"][0]["field"] == "taken_on"


async def test_a_decision_holds_from_the_day_that_it_names(office: Office) -> None:
    await office.open()
    await office.take(effective_on="2018-06-01")
    await office.take(OTHER, effective_on="2018-07")

    assert await listed(office, as_of="2018-05-31") == []
    assert await listed(office, as_of="2018-06-01") == [str(DECISION)]
    assert await listed(office, as_of="2018-07-30") == [str(DECISION)]
    assert set(await listed(office, as_of="2018-07-31")) == {str(DECISION), str(OTHER)}


async def test_the_clock_tells_once_that_a_day_has_come(office: Office) -> None:
    await office.open()
    await office.take(effective_on="2099-06-01")
    database: Database = office.governance.database

    for day in (date(2099, 5, 31), date(2099, 6, 1), date(2099, 6, 8)):
        async with database.transaction() as session:
            await take_effect_on(session, day)

    events = await office.announced(1, TOOK_EFFECT)
    assert [event["took_effect_on"] for _, event in events] == ["2099-06-01"]
    assert (await office.get(f"/v1/decisions/{DECISION}"))["effect"] == "effective"


async def test_a_decision_takes_effect_when_its_session_closes(office: Office) -> None:
    await office.plan_session()
    await office.open()
    await office.take(effective_after_session_id=str(SESSION))
    before = await office.get(f"/v1/decisions/{DECISION}")

    await office.put(f"/v1/council-sessions/{SESSION}/closing", closed_on="2018-06-30")

    after = await office.get(f"/v1/decisions/{DECISION}")
    assert (before["effect"], after["effect"], after["took_effect_on"]) == ("pending", "effective", "2018-07-01")
    assert len(await office.announced(1, TOOK_EFFECT)) == 1


async def test_what_was_told_in_words_only_gets_its_day_later(office: Office) -> None:
    await office.open()
    await office.take(effective="when all have agreed")
    body = {"effective_on": "2018-09-01", "source": "the secretariat"}

    answers = []
    for _ in range(2):
        proposed = await office.ask(f"/v1/decisions/{DECISION}/effect", **body)
        answers.append((await office.confirm(proposed)).status_code if proposed.status_code == 202 else 204)

    assert answers == [204, 204]
    assert (await office.get(f"/v1/decisions/{DECISION}"))["took_effect_on"] == "2018-09-01"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": "rumour"}, "kind"),
        ({"text": ""}, "text"),
        ({"texts": {"Spanish": "Se resuelve."}}, "texts"),
        ({"effective_on": "2018-01-01"}, "effective_on"),
        ({"effective_on": "2018-06-01", "effective_after_session_id": str(SESSION)}, "effective_on"),
        ({"effective_after_session_id": str(UUID(int=7))}, "effective_after_session_id"),
        ({"due_on": "2018-06-01"}, "due_on"),
        ({"owner": {"administration": "ZZ"}, "due_on": "2018-06-01"}, "owner.administration"),
        ({"selects": {"term_id": str(OTHER), "administration": "DO"}}, "selects"),
    ],
)
async def test_a_decision_that_cannot_be_is_refused_before_it_is_proposed(
    office: Office, changed: dict[str, Any], field: str
) -> None:
    await office.open()

    response = await office.take(**changed)

    assert problem(response)[0] == 422
    assert field in str(response.json()["errors"])
    assert (await office.get("/v1/proposals"))["items"] == []


async def test_decisions_are_asked_for_as_they_were_known(office: Office) -> None:
    await office.open()
    before = datetime.now(UTC).isoformat()
    await office.take(kind="recommendation")

    assert await listed(office, known_at=before) == []
    assert await listed(office, kind="recommendation", region="AMS", effect="pending") in ([], [str(DECISION)])
    assert await listed(office, kind="resolution") == []
    assert (await office.http.get(f"/v1/decisions/{DECISION}")).headers["etag"].startswith('"2-')
