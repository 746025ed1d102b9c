"""A year of a region: when the Council met, and the region's conferences with all that happened at them."""

from datetime import datetime

from cabos.history import as_known
from cabos.refusal import NotFound
from pydantic import BaseModel
from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.model import Conference, CouncilSession, Region
from governance.queries.conferences import ConferenceWhole, with_all_of_them
from governance.queries.council import SessionSummary


class Year(BaseModel):
    region: str
    year: int
    council_sessions: list[SessionSummary]
    conferences: list[ConferenceWhole]


async def show_year(session: AsyncSession, region: str, year: int, known_at: datetime | None) -> Year:
    """Six statements, whatever the year has seen."""
    if await session.get(Region, region) is None:
        raise NotFound(f"No region {region}")
    written = f"{year:04d}"
    meeting, conference = as_known(CouncilSession, known_at), as_known(Conference, known_at)
    sessions = await session.exec(
        select(meeting)
        .where(func.left(meeting.opens_on, 4) == written)
        .order_by(col(meeting.opens_on), col(meeting.id))
    )
    conferences = await session.exec(
        select(conference)
        .where(conference.region == region, func.left(conference.starts_on, 4) == written)
        .order_by(col(conference.starts_on), col(conference.id))
    )
    return Year(
        region=region,
        year=year,
        council_sessions=[SessionSummary.model_validate(row) for row in sessions],
        conferences=await with_all_of_them(session, conferences, known_at),
    )
