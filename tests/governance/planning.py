"""A planner's words for the requests that the tests of strategic plans make again and again."""

from typing import Any
from uuid import UUID

import httpx2
from cabos.ids import stable_id

from tests.governance.office import CONFERENCE, Office

PLAN = stable_id("strategic-plan", "AMS", "2016")
NEXT = stable_id("strategic-plan", "AMS", "2019")

CROSSINGS = {"id": "crossings", "name": "Crossings with joint controls", "unit": "crossings", "baseline": 2,
             "target": 10}  # fmt: skip
DAYS = {"id": "days", "name": "Days at the border", "unit": "days", "baseline": 8, "target": 4, "direction": "down"}
GUIDE = {"id": "guide", "title": "A guide is agreed", "due": "2018-04"}
CONTROLS = {"id": "controls", "title": "Joint controls", "administrations": ["CL"], "bodies": ["ROCB"],
            "kpis": [CROSSINGS], "milestones": [GUIDE]}  # fmt: skip
BORDERS = {"n": 1, "title": "Coordinated border management", "translations": {"es": "Gestión coordinada de fronteras"},
           "kpis": [DAYS], "initiatives": [CONTROLS]}  # fmt: skip
TRAINING = {"id": "training", "title": "A course for officers"}
CAPACITY = {"n": 2, "title": "Capacity building", "initiatives": [TRAINING]}


def path(of: str = "", plan: UUID = PLAN) -> str:
    return f"/v1/strategic-plans/{plan}" + (f"/{of}" if of else "")


async def draft(office: Office, plan: UUID = PLAN, **changed: Any) -> httpx2.Response:
    facts = {"region": "AMS", "kind": "strategic_plan", "title": "Regional Strategic Plan", "starts_on": "2016",
             "ends_on": "2018", "objectives": [BORDERS, CAPACITY], "source": "test"}  # fmt: skip
    return await office.ask(path(plan=plan), **facts | changed)


async def adopt(office: Office, plan: UUID = PLAN, **facts: Any) -> httpx2.Response:
    """One officer proposes, another one confirms; the answer is the last one."""
    proposed = await office.ask(path("adoption", plan), **facts)
    if proposed.status_code != 202:
        return proposed
    second = office.governance.bearer("governance-officer", sub="second")
    return await office.http.put(f"/v1/proposals/{proposed.json()['id']}/confirmation", headers=second)


async def adopted(office: Office, plan: UUID = PLAN, adopted_on: str | None = "2016-04-19", **changed: Any) -> None:
    drafted = await draft(office, plan, **changed)
    assert drafted.status_code == 204, drafted.text
    confirmed = await adopt(office, plan, adopted_on=adopted_on)
    assert confirmed.status_code == 204, confirmed.text


async def amend(office: Office, **changed: Any) -> httpx2.Response:
    facts = {"objectives": [BORDERS], "amended_on": "2017-05-16", "reason": "fewer aims", "source": "another test"}
    return await office.ask(path("amendment"), **facts | changed)


async def conference_held(office: Office) -> UUID:
    await office.open()
    await office.put(f"/v1/conferences/{CONFERENCE}/holding", held_on="2018-04-17")
    return CONFERENCE
