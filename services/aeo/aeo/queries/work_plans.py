"""What is shown of letters of intent and plans."""

from datetime import date, datetime
from uuid import UUID

from cabos.claims import ClaimSummary, claims_of
from cabos.history import as_known
from cabos.http import Page
from cabos.views import View
from cabos_contracts.types import PartialDate
from pydantic import Field
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.model import WorkPlan, WorkPlanFacts
from aeo.model.facts import Confidence
from aeo.model.signatories import Signatories
from aeo.queries.dated import Dated, between, listed_on_day, row_as_known
from aeo.queries.pending import flag


class WorkPlanSummary(Dated):
    outcome: str | None
    leads_to: UUID | None
    leads_to_plan: UUID | None


class LeadingPlan(View):
    """A letter or a plan from which something else came."""

    id: UUID
    name: str
    instrument_kind: str
    signed_on: PartialDate | None


class WorkPlanDetails(WorkPlanSummary):
    """`came_of` are the letters and plans that led to it."""

    signatories: Signatories | None
    signature_source: str | None = Field(
        description="who tells of the signature, where it is not who tells of the plan"
    )
    signature_confidence: Confidence | None
    came_of: list[LeadingPlan]
    claims: list[ClaimSummary]
    record: WorkPlanFacts


async def list_work_plans(
    session: AsyncSession,
    *,
    party: str | None,
    kind: str | None,
    leads_to: UUID | None,
    leads_to_plan: UUID | None,
    conference: UUID | None,
    as_of: date | None,
    known_at: datetime | None,
    sort: str | None,
    limit: int,
    after: UUID | None,
) -> Page[WorkPlanSummary]:
    table = as_known(WorkPlan, known_at)
    asked = {"instrument_kind": kind, "leads_to": leads_to, "leads_to_plan": leads_to_plan}
    asked |= {"conference_id": conference}
    wanted = [col(getattr(table, name)) == value for name, value in asked.items() if value is not None]
    wanted += between(table, [party] if party else [])
    return await listed_on_day(
        session,
        table,
        WorkPlanSummary,
        *wanted,
        as_of=as_of,
        known_at=known_at,
        fits=lambda _: True,
        sort=sort,
        limit=limit,
        after=after,
    )


async def leading(session: AsyncSession, column: str, to: UUID, known_at: datetime | None) -> list[LeadingPlan]:
    """The letters and plans that led to an agreement (`leads_to`) or to another plan (`leads_to_plan`)."""
    plans = as_known(WorkPlan, known_at)
    found = await session.exec(select(plans).where(col(getattr(plans, column)) == to).order_by(col(plans.id)))
    return [LeadingPlan.model_validate(plan) for plan in found.all()]


async def show_work_plan(
    session: AsyncSession, work_plan_id: UUID, as_of: date | None, known_at: datetime | None
) -> WorkPlanDetails:
    row: WorkPlan = await row_as_known(session, WorkPlan, work_plan_id, known_at)
    facts = {name: getattr(row, name) for name in WorkPlanDetails.model_fields if hasattr(row, name)}
    shown = WorkPlanDetails(
        **facts,
        came_of=await leading(session, "leads_to_plan", work_plan_id, known_at),
        claims=await claims_of(session, "work_plan", work_plan_id, known_at),
    )
    await flag(session, as_known(WorkPlan, known_at), [shown], known_at)
    return shown if as_of is None else shown.model_copy(update={"on_day": row.stage_on(as_of)})
