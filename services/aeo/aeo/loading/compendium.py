"""compendium_totals.json: what each edition of the compendium counts."""

import re
from typing import Any

from cabos_contracts.types import PartialDate
from pydantic import TypeAdapter
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.commands.compendium import RecordEdition, record_edition
from aeo.model.compendium import EditionCode
from aeo.model.programme_facts import counted_on

_DATE = re.compile(r"(?:(?:\d{1,2} )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* )\d{4}\b")


async def load_edition(session: AsyncSession, row: dict[str, Any]) -> None:
    """The edition; a row is the command, but for the day of its numbers, which its words tell."""
    title = str(row["edition"])
    facts = {field: value for field, value in row.items() if field != "edition"}
    edition: str = TypeAdapter(EditionCode).validate_python(title[:4])
    facts |= {"title": title, "counted_on": _day(edition, title, str(row["source"]))}
    await record_edition(session, edition, RecordEdition.model_validate(facts))


def _day(year: str, *texts: str) -> PartialDate:
    """The first day of that year in the words; a source of a later year tells of the edition, not when it counted."""
    found = (counted_on(date) for text in texts for date in _DATE.findall(text))
    return next((day for day in found if day is not None and day.startswith(year)), PartialDate(year))
