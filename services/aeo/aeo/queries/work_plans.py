"""What is shown of work plans."""

from datetime import date
from uuid import UUID

from cabos.http import Page
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.model import WorkPlan, WorkPlanFacts
from aeo.queries.dated import Dated, dated, page_on_day


class WorkPlanSummary(Dated):
    outcome: str | None
    leads_to: UUID | None


class WorkPlanDetails(WorkPlanSummary):
    record: WorkPlanFacts
    version: int


async def list_work_plans(
    session: AsyncSession, party: str | None, as_of: date | None, limit: int, after: UUID | None
) -> Page[WorkPlanSummary]:
    rows = await dated(session, WorkPlan, party, after, limit + 1)
    return page_on_day(rows, WorkPlanSummary, limit, as_of)
