"""What is shown of the sessions of the Council."""

from datetime import date
from uuid import UUID

from cabos.http import Page
from cabos.views import View, listed
from cabos_contracts.types import PartialDate
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.model import CouncilSession


class SessionSummary(View):
    id: UUID
    numbers: list[int]
    opens_on: PartialDate
    closes_on: PartialDate | None
    closed_on: date | None
    chair: str | None
    members: int | None
    source: str


async def list_sessions(session: AsyncSession, limit: int, after: UUID | None) -> Page[SessionSummary]:
    return await listed(session, CouncilSession, SessionSummary, ("opens_on",), limit, after)
