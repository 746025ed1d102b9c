"""What aeo shows: programmes, agreements and work plans, as they stand and as they stood on any day."""

from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from cabos.http import Page
from cabos.views import View, page, show
from cabos_contracts.types import PartialDate
from sqlalchemy import ColumnElement
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


class ProgrammeSummary(View):
    id: UUID
    economy: str
    name: str
    state: str


class ProgrammeDetails(ProgrammeSummary):
    record: ProgrammeFacts
    version: int


class Dated(View):
    """What has a stage; `on_day` is there when a day was asked for."""

    id: UUID
    name: str
    parties: list[str]
    stage: str
    signed_on: PartialDate | None
    signed_at: str | None
    conference_id: UUID | None
    on_day: StageOnDay | None = None


class AgreementSummary(Dated):
    plurilateral: bool
    in_force_on: PartialDate | None
    enters_into_force_on: PartialDate | None


class AgreementDetails(AgreementSummary):
    """`record` is what the agreement was opened with."""

    record: AgreementFacts
    version: int


class WorkPlanSummary(Dated):
    outcome: str | None
    leads_to: UUID | None


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


D = TypeVar("D", bound=Dated)


async def show_on_day(session: AsyncSession, table: type[Any], view: type[D], key: UUID, as_of: date | None) -> D:
    """An agreement or a work plan, with its stage on `as_of`."""
    shown = await show(session, table, view, key)
    return _on_day(shown, await session.get(table, key), as_of)


async def list_programmes(
    session: AsyncSession, economy: str | None, limit: int, after: UUID | None
) -> Page[ProgrammeSummary]:
    found = select(Programme).order_by(col(Programme.id)).limit(limit + 1)
    if economy is not None:
        found = found.where(Programme.economy == economy)
    if after is not None:
        found = found.where(col(Programme.id) > after)
    return page(await session.exec(found), ProgrammeSummary, limit)


async def list_agreements(
    session: AsyncSession, party: str | None, stage: Stage | None, as_of: date | None, limit: int, after: UUID | None
) -> Page[AgreementSummary]:
    """Agreements of a party, at a stage; with `as_of`, at that stage on that day as far as the record tells."""
    if stage is None or as_of is None:
        now = [] if stage is None else [col(Agreement.stage) == stage]
        rows = await _dated(session, Agreement, party, after, limit + 1, *now)
    else:
        # The rule for a day lives in the model, once; the world has a few hundred agreements.
        rows = await _dated(session, Agreement, party, after, None)
        rows = [row for row in rows if row.stage_on(as_of).stage == stage]
    return _page_on_day(rows, AgreementSummary, limit, as_of)


async def list_work_plans(
    session: AsyncSession, party: str | None, as_of: date | None, limit: int, after: UUID | None
) -> Page[WorkPlanSummary]:
    rows = await _dated(session, WorkPlan, party, after, limit + 1)
    return _page_on_day(rows, WorkPlanSummary, limit, as_of)


async def list_members(session: AsyncSession, region: str | None, limit: int, after: str) -> Page[KnownMember]:
    found = select(MemberProjection).where(col(MemberProjection.economy) > after)
    if region is not None:
        found = found.where(MemberProjection.region == region)
    return page(
        await session.exec(found.order_by(col(MemberProjection.economy)).limit(limit + 1)),
        KnownMember,
        limit,
        "economy",
    )


async def _dated(session: AsyncSession, table: type[Any], party: str | None, after: UUID | None,
                 limit: int | None, *wanted: ColumnElement[bool]) -> list[Any]:  # fmt: skip
    found = select(table).where(*wanted).order_by(col(table.id)).limit(limit)
    if party is not None:
        found = found.where(col(table.parties).contains([party]))
    if after is not None:
        found = found.where(col(table.id) > after)
    return list((await session.exec(found)).all())


def _page_on_day(rows: list[Any], view: type[D], limit: int, as_of: date | None) -> Page[D]:
    shown = page(rows, view, limit)
    for item, row in zip(shown.items, rows, strict=False):
        _on_day(item, row, as_of)
    return shown


def _on_day(shown: D, row: Any, as_of: date | None) -> D:
    if as_of is not None:
        shown.on_day = row.stage_on(as_of)
    return shown
