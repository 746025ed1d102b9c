"""Stories that news drafts by itself: one for each decision and each signed instrument, whatever becomes of Redis."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
import redis
from cabos.ids import stable_id
from cabos.testing import eventually
from cabos.testing.stack import Stack
from cabos.testing.tokens import TestIssuer
from cabos_contracts.aeo import AgreementSigned, WorkPlanSigned
from cabos_contracts.governance import DecisionTaken
from news.model import Draft

from tests.aeo.conftest import aeo_at_work, governance_at_work, informed
from tests.aeo.desk import AGREEMENT, PLAN, Desk
from tests.governance.office import CONFERENCE, DECISION, Office
from tests.news.newsroom import Newsroom, done


@pytest.fixture
async def office(newsroom: Newsroom, stack: Stack, issuer: TestIssuer) -> AsyncIterator[Office]:
    async with governance_at_work(stack, issuer) as office:
        yield office


@pytest.fixture
async def desk(office: Office, stack: Stack, issuer: TestIssuer) -> AsyncIterator[Desk]:
    async with aeo_at_work(stack, issuer) as aeo:
        yield await informed(Desk(aeo))


async def drafts(newsroom: Newsroom, *records: UUID) -> list[dict[str, Any]]:
    """The drafts, once these records have theirs and no other has one."""

    async def look() -> list[dict[str, Any]]:
        stories = (await newsroom.get("/v1/stories", state="draft"))["items"]
        assert sorted(story["about"][0]["id"] for story in stories) == sorted(map(str, records)), stories
        return list(stories)

    return await eventually(look)


async def decide(office: Office) -> None:
    await office.open()
    path = f"/v1/conferences/{CONFERENCE}/decisions/{DECISION}"
    await office.put(path, kind="resolution", text="The region goes paperless.", source="test")


async def test_a_decision_and_each_signed_instrument_have_one_story_that_names_its_records(
    newsroom: Newsroom, office: Office, desk: Desk
) -> None:
    await decide(office)
    done(await desk.draft())

    async def signed() -> bool:
        # The conference is known to aeo a moment after governance has convened it.
        return (await desk.sign_plan(conference_id=str(CONFERENCE))).status_code == 204

    await eventually(signed)
    done(await desk.open())
    done(await desk.sign())

    stories = await drafts(newsroom, DECISION, PLAN, AGREEMENT)

    about = {story["about"][0]["kind"]: [ref["kind"] for ref in story["about"]] for story in stories}
    assert about == {
        "decision": ["decision", "conference"],
        "work_plan": ["work_plan", "conference"],
        "agreement": ["agreement"],
    }
    assert {story["version"] for story in stories} == {1}


async def test_no_story_is_drafted_twice_when_redis_is_flushed_in_the_middle(
    newsroom: Newsroom, office: Office, desk: Desk, wiped_redis: "redis.Redis[bytes]"
) -> None:
    await decide(office)
    await drafts(newsroom, DECISION)
    wiped_redis.flushall()
    done(await desk.open())
    done(await desk.sign())
    first = await drafts(newsroom, DECISION, AGREEMENT)

    wiped_redis.flushall()
    done(await desk.draft())
    done(await desk.sign_plan())
    last = await drafts(newsroom, DECISION, AGREEMENT, PLAN)

    assert [story for story in last if story in first] == [
        story for story in last if story["about"][0]["id"] != str(PLAN)
    ]
    assert [version for _, version in await newsroom.told(3)] == [1, 1, 1]


async def test_a_signature_that_is_told_again_with_its_day_drafts_no_second_story(
    newsroom: Newsroom, desk: Desk
) -> None:
    other = stable_id("agreement", "later")
    done(await desk.open(stage="signed"))
    done(await desk.sign("2021-05-05"))
    done(await desk.ask(f"/v1/agreements/{other}", name="Later", parties=["BR", "CL"], stage="signed", source="test"))

    # What aeo tells last has come: so has all that it told before.
    await drafts(newsroom, AGREEMENT, other)


@pytest.mark.parametrize(
    ("day", "place", "sentence"),
    [
        ("2021-05-05", None, "Brazil and Mexico signed “Treaty” (MRA) on 5 May 2021."),
        ("2021-05", "Brasília", "Brazil and Mexico signed “Treaty” (MRA) in May 2021 (Brasília)."),
        ("2021", None, "Brazil and Mexico signed “Treaty” (MRA) in 2021."),
        (None, None, "Brazil and Mexico signed “Treaty” (MRA) on a day that is not known."),
    ],
)
def test_a_draft_says_the_day_as_precisely_as_it_is_known(day: str | None, place: str | None, sentence: str) -> None:
    facts = {"agreement_id": AGREEMENT, "name": "Treaty", "parties": ("BR", "MX"), "version": 2}
    event = AgreementSigned.model_validate(facts | {"signed_on": day, "signed_at": place, "according_to": "a gazette"})

    draft = Draft.of_agreement(event)

    assert [block.plain() for block in draft.blocks] == [
        sentence,
        "A signature alone brings nothing into force.",
        "Source: a gazette",
    ]


def test_a_draft_of_a_work_plan_says_that_it_is_no_agreement() -> None:
    facts = {
        "work_plan_id": PLAN,
        "name": "Plan",
        "parties": ("BR", "EU", "MX"),
        "signed_on": "2018-04-17",
        "version": 1,
    }

    draft = Draft.of_work_plan(WorkPlanSigned.model_validate(facts))

    assert draft.headline == "Brazil, European Union, and Mexico sign a joint work plan towards mutual recognition"
    assert "is none itself" in draft.blocks[1].plain()


def test_a_draft_of_a_decision_has_its_words_its_effect_and_its_conference() -> None:
    event = DecisionTaken(
        decision_id=DECISION,
        conference_id=CONFERENCE,
        conference_name="Regional Conference",
        region="AMS",
        kind="vice_chair_selection",
        text="The Dominican Republic is the next Vice-Chair.",
        taken_on="2018-04-17",
        effective="after the June 2018 Council sessions",
        version=1,
    )

    draft = Draft.of_decision(event)

    assert draft.headline == "The Dominican Republic is the next Vice-Chair"
    assert [block.plain() for block in draft.blocks] == [
        "The Dominican Republic is the next Vice-Chair. It takes effect after the June 2018 Council sessions.",
        "The Regional Conference decided this on 17 April 2018.",
    ]
