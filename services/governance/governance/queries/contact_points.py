"""Who is to be spoken to about a regional body; an e-mail address is shown to officers only."""

from datetime import UTC, date, datetime
from uuid import UUID

from cabos.history import as_known
from cabos.http import Page
from cabos.refusal import NotFound
from cabos.views import View, listed
from pydantic import Field
from sqlalchemy import ColumnElement
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.model import ContactAddress, ContactPoint
from governance.model.contact_point import Contact


class ContactPointSummary(View):
    id: UUID
    regional_body_id: UUID
    economy: str
    contacts: tuple[Contact, ...] = Field(description="one after another, the latest last")
    contact: Contact | None = Field(default=None, description="who surely is it on the day that is asked for, or today")
    email: str | None = Field(default=None, description="of the present contact; null for whoever is no officer")


async def list_contact_points(
    session: AsyncSession,
    *,
    regional_body_id: UUID | None,
    economy: str | None,
    as_of: date | None,
    known_at: datetime | None,
    limit: int,
    after: UUID | None,
    for_officer: bool,
) -> Page[ContactPointSummary]:
    """Contact points by administration."""
    points = as_known(ContactPoint, known_at)
    asked = ((points.regional_body_id, regional_body_id), (points.economy, economy))
    wanted: list[ColumnElement[bool]] = [col(column) == value for column, value in asked if value is not None]
    found = await listed(session, points, ContactPointSummary, ("economy",), limit, after, *wanted)
    day = as_of or _today(known_at)
    present = for_officer and as_of is None and known_at is None
    emails = await _addresses(session, [each.id for each in found.items]) if present else {}
    for point in found.items:
        point.contact = next((each for each in reversed(point.contacts) if each.surely_on(day)), None)
        point.email = emails.get(point.id)
    return found


async def show_contact_point(
    session: AsyncSession, regional_body_id: UUID, economy: str, known_at: datetime | None, *, for_officer: bool
) -> ContactPointSummary:
    found = await list_contact_points(
        session,
        regional_body_id=regional_body_id,
        economy=economy,
        as_of=None,
        known_at=known_at,
        limit=1,
        after=None,
        for_officer=for_officer,
    )
    if not found.items:
        raise NotFound(f"No contact point of {economy} for {regional_body_id}")
    return found.items[0]


async def _addresses(session: AsyncSession, ids: list[UUID]) -> dict[UUID, str]:
    kept = select(ContactAddress).where(col(ContactAddress.contact_point_id).in_(ids))
    return {each.contact_point_id: each.email for each in await session.exec(kept)}


def _today(known_at: datetime | None) -> date:
    return (known_at or datetime.now(UTC)).astimezone(UTC).date()
