"""What is shown of conferences, with their record and their decisions."""

from datetime import date
from uuid import UUID

from cabos.http import Page
from cabos.views import View, listed, show
from cabos_contracts.types import Officeholder, PartialDate, Place
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.model import Conference, ConferenceRecord, Decision
from governance.queries.decisions import DecisionSummary


class ConferenceSummary(View):
    id: UUID
    region: str
    number: int | None
    name: str
    place: Place | None
    starts_on: PartialDate
    ends_on: PartialDate | None
    host: str | None
    stage: str


class ConferenceDetails(ConferenceSummary):
    opened_on: date | None
    held_on: date | None
    chair: Officeholder | None
    record: ConferenceRecord
    source: str
    decisions: list[DecisionSummary] = []


async def list_conferences(
    session: AsyncSession, region: str | None, limit: int, after: UUID | None
) -> Page[ConferenceSummary]:
    wanted = [] if region is None else [col(Conference.region) == region]
    return await listed(session, Conference, ConferenceSummary, ("starts_on",), limit, after, *wanted)


async def show_conference(session: AsyncSession, conference_id: UUID) -> ConferenceDetails:
    details = await show(session, Conference, ConferenceDetails, conference_id)
    found = select(Decision).where(Decision.conference_id == conference_id)
    rows = await session.exec(found.order_by(col(Decision.taken_on), col(Decision.id)))
    details.decisions = [DecisionSummary.model_validate(row) for row in rows]
    return details
