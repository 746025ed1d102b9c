"""What is shown of letters of intent and plans."""

from datetime import date, datetime
from uuid import UUID

from cabos.claims import ClaimSummary, claims_of
from cabos.history import as_known
from cabos.http import Page
from pydantic import Field
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.model import WorkPlan, WorkPlanFacts
from aeo.model.facts import Confidence
from aeo.model.signatories import Signatories
from aeo.queries.dated import Dated, between, listed_on_day, row_as_known
from aeo.queries.pending import flag


class WorkPlanSummary(Dated):
    outcome: str | None
    leads_to: UUID | None


class WorkPlanDetails(WorkPlanSummary):
    signatories: Signatories | None
    signature_source: str | None = Field(
        description="who tells of the signature, where it is not who tells of the plan"
    )
    signature_confidence: Confidence | None
    claims: list[ClaimSummary]
    record: WorkPlanFacts


async def list_work_plans(
    session: AsyncSession,
    *,
    party: str | None,
    kind: str | None,
    leads_to: UUID | None,
    conference: UUID | None,
    as_of: date | None,
    known_at: datetime | None,
    sort: str | None,
    limit: int,
    after: UUID | None,
) -> Page[WorkPlanSummary]:
    table = as_known(WorkPlan, known_at)
    asked = {"instrument_kind": kind, "leads_to": leads_to, "conference_id": conference}
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


async def show_work_plan(
    session: AsyncSession, work_plan_id: UUID, as_of: date | None, known_at: datetime | None
) -> WorkPlanDetails:
    row: WorkPlan = await row_as_known(session, WorkPlan, work_plan_id, known_at)
    facts = {name: getattr(row, name) for name in WorkPlanDetails.model_fields if hasattr(row, name)}
    shown = WorkPlanDetails(**facts, claims=await claims_of(session, "work_plan", work_plan_id, known_at))
    await flag(session, as_known(WorkPlan, known_at), [shown], known_at)
    return shown if as_of is None else shown.model_copy(update={"on_day": row.stage_on(as_of)})
