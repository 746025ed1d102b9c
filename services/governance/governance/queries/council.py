"""What is shown of the sessions of the Council and of its Policy Commission."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from cabos.claims import ClaimSummary, claims_of
from cabos.history import as_known
from cabos.http import Page
from cabos.refusal import NotFound
from cabos.views import View, listed
from cabos_contracts.types import PartialDate, Place
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.model import CouncilSession
from governance.model.council_session import SessionBody
from governance.queries.register import surely_by

SessionOrder = Literal["opens_on", "-opens_on"]


class SessionSummary(View):
    id: UUID
    body: SessionBody
    numbers: list[int]
    name: str
    stage: Literal["planned", "closed", "cancelled"]
    opens_on: PartialDate
    closes_on: PartialDate | None
    closed_on: date | None
    cancelled: str | None
    place: Place | None
    chair: str | None
    members: int | None
    note: str | None
    source: str
    confidence: str | None
    version: int


class SessionDetails(SessionSummary):
    """One session; `handover_on` is the day on which what waits for it begins, once it has closed."""

    handover_on: PartialDate | None
    claims: list[ClaimSummary] = []


async def list_sessions(
    session: AsyncSession,
    body: SessionBody | None,
    as_of: date | None,
    known_at: datetime | None,
    sort: SessionOrder,
    limit: int,
    after: UUID | None,
) -> Page[SessionSummary]:
    """Sessions by the day of their opening; as of a day, those that had surely met by then or were meeting."""
    table = as_known(CouncilSession, known_at)
    wanted = [] if body is None else [col(table.body) == body]
    if as_of is not None:
        wanted += [surely_by(table.opens_on, as_of), col(table.cancelled).is_(None)]
    return await listed(session, table, SessionSummary, (sort,), limit, after, *wanted)


async def show_session(session: AsyncSession, session_id: UUID, known_at: datetime | None = None) -> SessionDetails:
    table = as_known(CouncilSession, known_at)
    row = (await session.exec(select(table).where(col(table.id) == session_id))).one_or_none()
    if row is None:
        raise NotFound(f"No council session {session_id}")
    details = SessionDetails.model_validate(row)
    details.claims = await claims_of(session, "council_session", session_id, known_at)
    return details
