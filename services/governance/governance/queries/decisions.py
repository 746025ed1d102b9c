"""What is shown of decisions."""

from uuid import UUID

from cabos.http import Page
from cabos.views import View, listed
from cabos_contracts.types import PartialDate
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.model import Decision


class DecisionSummary(View):
    id: UUID
    conference_id: UUID
    kind: str
    text: str
    taken_on: PartialDate
    day_stated: bool
    effective: str | None
    selects_term_id: UUID | None
    source: str


async def list_decisions(
    session: AsyncSession, conference_id: UUID | None, limit: int, after: UUID | None
) -> Page[DecisionSummary]:
    wanted = [] if conference_id is None else [col(Decision.conference_id) == conference_id]
    return await listed(session, Decision, DecisionSummary, ("taken_on",), limit, after, *wanted)
