"""The archive: which years and months have stories, and how many."""

from datetime import date

from cabos.database import execute
from cabos.views import View
from sqlalchemy import extract, func, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from news.model import Edition
from news.pages.addresses import Month
from news.queries.public import Wanted, conditions, is_own


class ArchiveMonth(View):
    year: int
    month: int
    stories: int


async def list_months(session: AsyncSession, wanted: Wanted) -> list[ArchiveMonth]:
    """The newest first; months without a story are left out."""
    year, month = (extract(part, col(Edition.published_on)).label(part) for part in ("year", "month"))
    found = (
        select(year, month, func.count().label("stories"))
        .where(is_own(), *conditions(wanted))
        .group_by(year, month)
        .order_by(year.desc(), month.desc())
    )
    return [ArchiveMonth.model_validate(row) for row in await execute(session, found)]


async def links(session: AsyncSession, language: str, year: int | None = None) -> list[tuple[str, str]]:
    """Titles and addresses of the years that have stories, or of the months of one."""
    months = await list_months(session, Wanted())
    if year is None:
        return [(str(each), f"/{language}/newsroom/{each}") for each in dict.fromkeys(m.year for m in months)]
    of_year = [Month(date(each.year, each.month, 1)) for each in months if each.year == year]
    return [(month.title(language), f"/{language}/newsroom/{year}/{month.name}") for month in of_year]
