"""strategic_plans.json: what regions and the organization have set out to do."""

from typing import Any
from uuid import UUID

from cabos.claims import settled
from cabos.ids import stable_id
from cabos_contracts.types import PartialDate, RegionCode
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.commands.plan_ending import ReactivatePlan, reactivate_plan
from governance.commands.strategic_plan import AdoptPlan, DraftPlan, adopt_plan, draft_plan
from governance.loading.row import Confidence, FileRow
from governance.model import StrategicPlan


class AdoptionRow(FileRow):
    conference: list[str | int] | None = None
    adopted_on: PartialDate | None = None


class ReactivationRow(FileRow):
    reactivated_on: PartialDate
    conference: list[str | int] | None = None
    ends_on: PartialDate | None = None
    reason: str
    source: str


class PlanRow(FileRow):
    plan: str
    region: RegionCode | None = None
    kind: str
    title: str
    motto: str | None = None
    starts_on: PartialDate | None = None
    ends_on: PartialDate | None = None
    objectives: list[dict[str, Any]] = []
    adoption: AdoptionRow | None = None
    reactivations: list[ReactivationRow] = []
    note: str | None = None
    source: str
    confidence: Confidence | None = None


async def load_strategic_plan(session: AsyncSession, row: dict[str, Any]) -> None:
    """A plan as its sources tell it: drafted, adopted and taken up again."""
    found = PlanRow.model_validate(row)
    plan_id = stable_id("strategic-plan", found.region or "WCO", found.plan)
    if await settled(session, StrategicPlan.kind_of_record, plan_id):
        return
    facts = dict(found)
    for field in ("plan", "adoption", "reactivations"):
        del facts[field]
    await draft_plan(session, plan_id, DraftPlan.model_validate(facts))
    await session.flush()
    if found.adoption is not None:
        conference_id = _conference_id(found.adoption.conference)
        adoption = AdoptPlan(adopted_on=found.adoption.adopted_on, conference_id=conference_id)
        await adopt_plan(session, plan_id, adoption)
    for again in found.reactivations:
        facts = dict(again) | {"conference_id": _conference_id(again.conference)}
        del facts["conference"]
        await reactivate_plan(session, plan_id, ReactivatePlan.model_validate(facts))


def _conference_id(key: list[str | int] | None) -> UUID | None:
    return None if key is None else stable_id("conference", *key)
