"""What aeo shows: programmes, agreements and work plans, as they stand and as they stood on any day."""

from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from cabos.http import Page
from cabos.refusal import NotFound
from cabos_contracts.types import PartialDate
from pydantic import BaseModel, ConfigDict
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.model import (
    Agreement,
    AgreementFacts,
    MemberProjection,
    Programme,
    ProgrammeFacts,
    Stage,
    StageOnDay,
    WorkPlan,
    WorkPlanFacts,
)

Item = TypeVar("Item", bound=BaseModel)


class View(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class ProgrammeSummary(View):
    id: UUID
    economy: str
    name: str
    state: str


class ProgrammeDetails(ProgrammeSummary):
    record: ProgrammeFacts
    version: int


class AgreementSummary(View):
    """An agreement as it stands; `on_day` is there when a day was asked for."""

    id: UUID
    name: str
    parties: list[str]
    plurilateral: bool
    stage: Stage
    signed_on: PartialDate | None
    signed_at: str | None
    conference_id: UUID | None
    in_force_on: PartialDate | None
    enters_into_force_on: PartialDate | None
    on_day: StageOnDay | None = None


class AgreementDetails(AgreementSummary):
    """`record` is what the agreement was opened with."""

    record: AgreementFacts
    version: int


class WorkPlanSummary(View):
    id: UUID
    name: str
    parties: list[str]
    stage: str
    signed_on: PartialDate | None
    signed_at: str | None
    conference_id: UUID | None
    leads_to: UUID | None
    on_day: StageOnDay | None = None


class WorkPlanDetails(WorkPlanSummary):
    record: WorkPlanFacts
    version: int


class KnownMember(View):
    """A member as learned from governance, at the position `known_since` of its feed."""

    economy: str
    name: str
    region: str
    membership: str
    known_since: int


async def show_programme(session: AsyncSession, programme_id: UUID) -> ProgrammeDetails:
    return ProgrammeDetails.model_validate(await _row(session, Programme, programme_id))


async def show_agreement(session: AsyncSession, agreement_id: UUID, as_of: date | None) -> AgreementDetails:
    return _on_day(AgreementDetails, await _row(session, Agreement, agreement_id), as_of)


async def show_work_plan(session: AsyncSession, work_plan_id: UUID, as_of: date | None) -> WorkPlanDetails:
    return _on_day(WorkPlanDetails, await _row(session, WorkPlan, work_plan_id), as_of)


async def list_programmes(
    session: AsyncSession, economy: str | None, limit: int, after: UUID | None
) -> Page[ProgrammeSummary]:
    found = select(Programme).order_by(col(Programme.id))
    if economy is not None:
        found = found.where(Programme.economy == economy)
    if after is not None:
        found = found.where(col(Programme.id) > after)
    rows = (await session.exec(found.limit(limit + 1))).all()
    return _page([ProgrammeSummary.model_validate(row) for row in rows], limit, "id")


async def list_agreements(
    session: AsyncSession, party: str | None, stage: Stage | None, as_of: date | None, limit: int, after: UUID | None
) -> Page[AgreementSummary]:
    """Agreements of a party, at a stage; with `as_of`, at that stage on that day as far as the record tells."""
    found = select(Agreement).order_by(col(Agreement.id))
    if party is not None:
        found = found.where(col(Agreement.parties).contains([party]))
    if after is not None:
        found = found.where(col(Agreement.id) > after)
    if as_of is None:
        if stage is not None:
            found = found.where(Agreement.stage == stage)
        found = found.limit(limit + 1)
    items = [_on_day(AgreementSummary, row, as_of) for row in (await session.exec(found)).all()]
    if as_of is not None and stage is not None:
        # The rule for a day lives in the model, once; the world has a few hundred agreements.
        items = [item for item in items if item.on_day is not None and item.on_day.stage == stage]
    return _page(items, limit, "id")


async def list_work_plans(
    session: AsyncSession, party: str | None, as_of: date | None, limit: int, after: UUID | None
) -> Page[WorkPlanSummary]:
    found = select(WorkPlan).order_by(col(WorkPlan.id))
    if party is not None:
        found = found.where(col(WorkPlan.parties).contains([party]))
    if after is not None:
        found = found.where(col(WorkPlan.id) > after)
    rows = (await session.exec(found.limit(limit + 1))).all()
    return _page([_on_day(WorkPlanSummary, row, as_of) for row in rows], limit, "id")


async def list_members(session: AsyncSession, region: str | None, limit: int, after: str) -> Page[KnownMember]:
    found = select(MemberProjection).where(col(MemberProjection.economy) > after)
    if region is not None:
        found = found.where(MemberProjection.region == region)
    rows = (await session.exec(found.order_by(col(MemberProjection.economy)).limit(limit + 1))).all()
    return _page([KnownMember.model_validate(row) for row in rows], limit, "economy")


async def _row(session: AsyncSession, table: type[Any], key: UUID) -> Any:
    row = await session.get(table, key)
    if row is None:
        raise NotFound(f"No {table.__tablename__.replace('_', ' ')} {key}")
    return row


def _on_day(view: type[Item], row: Any, as_of: date | None) -> Item:
    shown = view.model_validate(row)
    return shown if as_of is None else shown.model_copy(update={"on_day": row.stage_on(as_of)})


def _page(items: list[Item], limit: int, key: str) -> Page[Item]:
    """The first `limit` of one item more than asked for, which tells whether there is a next page."""
    more = len(items) > limit
    return Page(items=items[:limit], next=str(getattr(items[limit - 1], key)) if more else None)
