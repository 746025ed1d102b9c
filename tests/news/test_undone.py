"""A story is flagged when what it says is taken back, moved or told otherwise, also when the story comes late."""

import asyncio
import json
import sys
from datetime import UTC, datetime
from importlib.resources import files

from cabos.ids import stable_id
from cabos.testing import eventually
from cabos.testing.stack import Stack
from cabos_contracts.aeo import AgreementSigned
from cabos_contracts.aeo.words import Signatory
from news.commands.flags import undo
from news.model.undone import UNDOING, Undone, told_otherwise
from sqlmodel import select

from tests.aeo.desk import AGREEMENT, Desk
from tests.aeo.desk import done as carried_out
from tests.governance.office import CONFERENCE, DOMINICAN_REPUBLIC, Office
from tests.news.newsroom import STORY, Newsroom, done

SIGNED = AgreementSigned.type


async def flags(newsroom: Newsroom, count: int) -> dict[str, list[str]]:
    """What the open flags say, by the kind of the record, once there are as many."""

    async def look() -> dict[str, list[str]]:
        items = (await newsroom.get("/v1/flags", settled=False))["items"]
        assert len(items) == count, items
        return {item["kind"]: item["changed"] for item in items}

    return await eventually(look)


async def choose(newsroom: Newsroom, governance: Office) -> None:
    """The story of a selection is public, that of the decision a draft."""
    done(await newsroom.http.put("/v1/rules/governance.vice-chair.selected.v1", json={"does": "publish"}))
    await governance.put("/v1/members/DO", name="Dominican Republic", region="AMS", source="test")
    await governance.plan_session()
    await governance.open()
    assert (await governance.select()).status_code == 204
    await newsroom.listed(1, "published")
    await newsroom.listed(1)


async def test_a_designate_who_withdraws_flags_the_stories_of_the_selection_and_of_the_decision(
    newsroom: Newsroom, governance: Office
) -> None:
    await choose(newsroom, governance)

    path = f"/v1/vice-chair-terms/{DOMINICAN_REPUBLIC}/withdrawal"
    answer = await governance.ask(path, withdrawn_on="2018-05-01", reason="Refused.")
    assert (await governance.confirm(answer) if answer.status_code == 202 else answer).status_code == 204

    said = await flags(newsroom, 2)
    assert said["vice_chair_term"] == ["the designate withdrew on 2018-05-01 (Refused.)"]
    assert said["decision"][0].startswith("the decision lapsed on 2018-05-01")


async def test_a_council_session_that_moves_flags_the_story_that_names_the_day_after_it(
    newsroom: Newsroom, governance: Office
) -> None:
    await choose(newsroom, governance)

    await governance.plan_session(opens_on="2018-07-05", closes_on="2018-07-07")

    said = await flags(newsroom, 1)
    assert said["vice_chair_term"][0].startswith("expected_on: 2018-07-08, formerly 2018-07-01")


async def test_a_day_that_becomes_known_flags_the_story_that_says_it_is_not(newsroom: Newsroom, desk: Desk) -> None:
    await carried_out(desk.open(stage="signed"))
    [story] = await newsroom.listed(1)

    await carried_out(desk.sign("2021-05"))

    assert await flags(newsroom, 1) == {"agreement": ["signed_on: 2021-05, formerly not known"]}
    assert "not known" in (await newsroom.story(story["id"]))["versions"][0]["body"]


def test_an_older_event_of_the_same_fact_tells_nothing_otherwise() -> None:
    def signed(version: int, day: str | None) -> AgreementSigned:
        return AgreementSigned.model_validate(
            {"agreement_id": AGREEMENT, "name": "A", "parties": ["BR", "MX"], "signed_on": day, "version": version}
        )

    facts = signed(3, "2021-05").model_dump(mode="json")

    assert told_otherwise(facts, signed(2, None)) == ()
    assert told_otherwise(facts, signed(4, "2021-05")) == ()
    assert told_otherwise(facts, signed(5, "2021-05-05")) == ("signed_on: 2021-05-05, formerly 2021-05",)
    known = signed(6, "2021-05").model_copy(update={"signatories": (Signatory(party="BR", office="Director"),)})
    assert told_otherwise(facts, known) == ()
    others = signed(7, "2021-05").model_copy(update={"signatories": (Signatory(party="BR", office="Minister"),)})
    said = ("signatories: BR Minister, formerly BR Director",)
    assert told_otherwise(known.model_dump(mode="json"), others) == said
    assert told_otherwise(None, signed(5, "2021-05-05")) == (f"{SIGNED} was announced again, as version 5",)


async def corrected(newsroom: Newsroom) -> None:
    """News has heard of a correction."""

    async def look() -> bool:
        async with newsroom.news.database.transaction() as session:
            return bool((await session.exec(select(Undone))).all())

    await eventually(look)


async def replay_all(newsroom: Newsroom, stack: Stack) -> None:
    url = newsroom.news.database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cabos", "dlq", "replay", "--all", "--execute"),
        env={"DATABASE_URL": url, "REDIS_URL": stack.redis_url},
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate()
    assert said.decode() == "1 dead letter tried again.\n"


async def test_a_story_that_is_drafted_after_its_record_was_corrected_is_flagged(
    newsroom: Newsroom, desk: Desk, stack: Stack
) -> None:
    template = f"/v1/templates/{SIGNED}/en"
    broken = {"headline": "{% if name != 'Zed' %}{{ name }}{% endif %}", "body": "{{ signed_on | on }}"}
    done(await newsroom.http.put(template, json=broken))
    await carried_out(desk.open(name="Zed"))
    await carried_out(desk.sign("2015-05-05"))
    claim = f"/v1/claims/{stable_id('claim', 'signed_on')}"
    said = {"kind": "agreement", "record": str(AGREEMENT), "field": "signed_on", "value": "2014-12-31"}
    await carried_out(desk.ask(claim, **said, source="another"))
    await carried_out(desk.ask(f"{claim}/preference", reason="printed"))
    await corrected(newsroom)

    done(await newsroom.http.put(template, json={"headline": "{{ name }}", "body": "{{ signed_on | on }}"}))
    await replay_all(newsroom, stack)

    [story] = await newsroom.listed(1)
    assert (await newsroom.story(story["id"]))["versions"][0]["body"] == "on 5 May 2015"
    assert await flags(newsroom, 1) == {"agreement": ["signed_on: 2014-12-31, formerly 2015-05-05 (another: printed)"]}


async def test_everything_that_undoes_a_fact_flags_what_was_built_on_it(newsroom: Newsroom) -> None:
    events = {}
    for type_, undoing in UNDOING.items():
        written = files("cabos_contracts").joinpath("examples", f"{type_}.json").read_text("utf-8")
        events[type_] = undoing.contract.model_validate(json.loads(written)["data"])
    told = {type_: record for type_, event in events.items() if (record := UNDOING[type_].record(event))}
    for type_, record in told.items():
        about = [record.model_dump(mode="json")]
        done(await newsroom.draft(stable_id("story", type_), headline=type_, about=about))

    for event in [*events.values(), *events.values()]:
        async with newsroom.news.database.transaction() as session:
            await undo(session, event, stable_id("event", event.type), datetime.now(UTC))

    flagged = (await newsroom.get("/v1/flags"))["items"]
    assert {item["story_id"] for item in flagged} >= {str(stable_id("story", type_)) for type_ in told}
    assert not [item for item in flagged if "None" in item["changed"][0]]


async def test_a_story_of_the_cancellation_is_not_flagged_by_it(newsroom: Newsroom, governance: Office) -> None:
    cancelled = "governance.conference.cancelled.v1"
    words = {"headline": "{{ name }} is cancelled", "body": "{{ reason }}"}
    done(await newsroom.http.put(f"/v1/templates/{cancelled}/en", json=words))
    done(await newsroom.http.put(f"/v1/rules/{cancelled}", json={"does": "draft"}))
    await governance.convene()
    about = [{"kind": "conference", "id": str(CONFERENCE)}]
    done(await newsroom.draft(about=about))

    body = {"reason": "A storm.", "uses_number": False, "source": "test"}
    await governance.put(f"/v1/conferences/{CONFERENCE}/cancellation", **body)

    await newsroom.listed(2)
    [flag] = (await newsroom.get("/v1/flags"))["items"]
    assert flag["story_id"] == str(STORY)
