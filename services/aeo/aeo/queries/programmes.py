"""What is shown of programmes."""

from uuid import UUID

from cabos.http import Page
from cabos.views import View, page
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.model import Programme, ProgrammeFacts


class ProgrammeSummary(View):
    id: UUID
    economy: str
    name: str
    state: str


class ProgrammeDetails(ProgrammeSummary):
    record: ProgrammeFacts
    version: int


async def list_programmes(
    session: AsyncSession, economy: str | None, limit: int, after: UUID | None
) -> Page[ProgrammeSummary]:
    found = select(Programme).order_by(col(Programme.id)).limit(limit + 1)
    if economy is not None:
        found = found.where(Programme.economy == economy)
    if after is not None:
        found = found.where(col(Programme.id) > after)
    return page(await session.exec(found), ProgrammeSummary, limit)
