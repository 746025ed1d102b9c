"""What the editions of the compendium count beside what is on record, and which records those are."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from cabos.history import as_known
from cabos.views import View
from cabos_contracts.types import PartialDate
from pydantic import BaseModel, Field
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.model import Agreement, CompendiumEdition
from aeo.model.compendium import COUNTED
from aeo.queries.counting import RULES, Count, Counted, register_as_known

_NOT_KEPT = "customs compliance programmes, which are no AEO programmes: none is kept here"


class CountedRecord(BaseModel):
    """A programme or an agreement that was counted; `economies` are whose it is."""

    id: UUID
    name: str
    economies: list[str]

    @classmethod
    def of(cls, row: Any) -> Self:
        economies = list(row.record.parties) if isinstance(row, Agreement) else [row.economy]
        return cls(id=row.id, name=row.name, economies=economies)


class Comparison(View):
    """What an edition counts, what is on record for its day by the same rule, and what the difference means."""

    what: str
    rule: str
    edition: int
    here: Count
    lacking: int = Field(description="how many of the edition's are surely not on record here")
    more: int = Field(description="how many are surely on record here beyond those that the edition counts")
    in_words: str
    counted: list[CountedRecord] = Field(description="what surely counts here")
    open: list[CountedRecord] = Field(description="what imprecise or unknown days leave open")


class EditionCompared(BaseModel):
    """One edition; `on` is the last day that its numbers may be of, and the day for which is counted here."""

    edition: str
    title: str
    counted_on: PartialDate
    on: date
    source: str
    compared: list[Comparison]


async def compare(session: AsyncSession, known_at: datetime | None) -> list[EditionCompared]:
    """Every figure that an edition gives beside the record's count for the edition's day."""
    edition = as_known(CompendiumEdition, known_at)
    register = await register_as_known(session, known_at)
    found = []
    for row in (await session.exec(select(edition).order_by(col(edition.edition)))).all():
        day = row.counted_on.latest
        here, given = register.count(day), {what: getattr(row.record, what) for what in COUNTED}
        found.append(
            EditionCompared(
                edition=row.edition,
                title=row.record.title,
                counted_on=row.counted_on,
                on=day,
                source=row.source,
                compared=[_compared(what, n, here.get(what, Counted())) for what, n in given.items() if n is not None],
            )
        )
    return found


def _compared(what: str, edition: int, here: Counted) -> Comparison:
    return Comparison(
        what=what,
        rule=RULES.get(what, _NOT_KEPT),
        edition=edition,
        here=here.count,
        lacking=max(0, edition - here.count.at_most),
        more=max(0, here.count.at_least - edition),
        in_words=_words(edition, here.count),
        counted=_records(here.sure),
        open=_records(here.open),
    )


def _records(rows: Iterable[Any]) -> list[CountedRecord]:
    return [CountedRecord.of(row) for row in rows]


def _words(edition: int, here: Count) -> str:
    if here.at_most < edition:
        return f"at least {edition - here.at_most} of the edition's {edition} are not on record here"
    if here.at_least > edition:
        return f"at least {here.at_least - edition} more are on record here than the edition counts"
    if here.at_least == here.at_most:
        return "the same number"
    return f"the days on record leave room for the edition's {edition}: between {here.at_least} and {here.at_most}"
