"""The meetings that a sentence speaks of, where they are on record."""

import re
from datetime import date
from uuid import UUID

from cabos_contracts.types import PartialDate
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.commands.step import HAS_MET
from governance.model import Conference, CouncilSession
from governance.model.council_session import SessionBody
from governance.queries.numbering import number_shown

NUMBERS = {number_shown(number).roman: number for number in range(1, 100)}
NUMBERED = re.compile(r"the (?P<roman>[IVXLC]+) RCCDG")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NAMED_DAY = re.compile(
    rf"\b(?:(?:(?P<day>[0-9]{{1,2}}) )?(?P<month>{'|'.join(MONTHS)})[a-z]* )?"
    r"(?P<year>(?:19|20)[0-9]{2})(?:/(?P<next>[0-9]{2}))?\b"
)
"""`19 Nov 2020`, `Jul 2016`, `2016`, `2015/16`."""


async def conference_of(session: AsyncSession, region: str, words: str, on: PartialDate) -> UUID | None:
    """The conference of a region that is named by its number, or that met on the day; None when none is on record."""
    numbered = NUMBERED.search(words)
    found = select(Conference).where(Conference.region == region, col(Conference.stage).in_(HAS_MET))
    if numbered is not None:
        found = found.where(Conference.number == NUMBERS.get(numbered["roman"]))
    elif on.precision != "day":
        return None
    met = [each for each in await session.exec(found) if _overlap(on, each.starts_on, each.ends_on)]
    return met[0].id if len(met) == 1 else None


async def council_session_of(session: AsyncSession, number: int | None, on: PartialDate) -> UUID | None:
    """The session of the Council with a number, or else the only one that met by then; None when none is on record."""
    found = select(CouncilSession).where(
        CouncilSession.body == SessionBody.COUNCIL, col(CouncilSession.cancelled).is_(None)
    )
    met = [each for each in await session.exec(found) if _overlap(on, each.opens_on, each.closes_on)]
    named = met if number is None else [each for each in met if number in each.numbers]
    return named[0].id if len(named) == 1 else None


def latest_day(text: str) -> PartialDate | None:
    """The latest day that a source names, as precisely as it does."""
    days = [day for found in NAMED_DAY.finditer(text) if (day := _day(found)) is not None]
    return max(days, key=_latest, default=None)


def _day(found: re.Match[str]) -> PartialDate | None:
    year = found["year"][:2] + found["next"] if found["next"] else found["year"]
    month = f"-{MONTHS.index(found['month']) + 1:02d}" if found["month"] else ""
    try:
        return PartialDate(year + month + (f"-{int(found['day']):02d}" if found["day"] else ""))
    except ValueError:
        return None


def _latest(day: PartialDate) -> date:
    return day.latest


def _overlap(on: PartialDate, first: PartialDate, last: PartialDate | None) -> bool:
    return on.latest >= first.earliest and on.earliest <= (last or first).latest
