"""How many agreements there are on a day, by stated rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import combinations
from typing import Any
from uuid import UUID

from cabos.history import as_known
from pydantic import BaseModel, Field
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.model import Agreement, Bloc, Recognition
from aeo.model.course import parties_on
from aeo.model.periods import LAST
from aeo.queries.counting import RULES, Count, Counted, bilateral, plurilateral, register_as_known


class Totals(BaseModel):
    """The numbers of one day; `rules` says what each of them counts."""

    on: date
    known_at: datetime | None
    bilateral: Count
    plurilateral: Count
    in_force_bilateral: Count
    in_force_plurilateral: Count
    negotiating: Count
    plans: Count
    pairs: Count
    pairs_in_force: Count
    economies: Count
    operational: Count
    under_development: Count
    uncertain: list[str] = Field(description="names of the agreements that count at most")
    rules: dict[str, str] = RULES


async def totals(session: AsyncSession, on: date, known_at: datetime | None) -> Totals:
    register = await register_as_known(session, known_at)
    concluded, figures = register.concluded(on), register.count(on)
    sure, possible = await _in_force(session, on, known_at)
    if not register.leaves_room(on):
        possible = sure
    in_force = Counted(
        *([row for row in register.agreements if row.id in force.agreements] for force in (sure, possible))
    )
    return Totals(
        on=on,
        known_at=known_at,
        bilateral=figures["bilateral"].count,
        plurilateral=figures["plurilateral"].count,
        in_force_bilateral=bilateral(in_force, on).count,
        in_force_plurilateral=plurilateral(in_force, on).count,
        negotiating=figures["negotiating"].count,
        plans=register.planned(on).count,
        pairs=Count(
            at_least=_pairs(concluded.sure, on, perhaps=False), at_most=_pairs(concluded.possible, on, perhaps=True)
        ),
        pairs_in_force=Count(at_least=len(sure.pairs), at_most=len(possible.pairs)),
        economies=Count(at_least=len(sure.economies), at_most=len(possible.economies)),
        operational=figures["operational"].count,
        under_development=figures["under_development"].count,
        uncertain=[row.name for row in concluded.open],
    )


@dataclass(frozen=True, slots=True)
class _Force:
    """Rows that hold on the day, and the blocs, which are no economies."""

    rows: Sequence[Any]
    blocs: frozenset[str]

    @property
    def agreements(self) -> set[UUID]:
        return {row.agreement_id for row in self.rows}

    @property
    def pairs(self) -> set[frozenset[str]]:
        pairs = (frozenset((row.certified_in, row.recognised_by)) for row in self.rows)
        return {pair for pair in pairs if not pair & self.blocs}

    @property
    def economies(self) -> set[str]:
        return {code for row in self.rows for code in (row.certified_in, row.recognised_by)} - self.blocs


async def _in_force(session: AsyncSession, on: date, known_at: datetime | None) -> tuple[_Force, _Force]:
    """What surely holds on the day, and what possibly does."""
    row, bloc = as_known(Recognition, known_at), as_known(Bloc, known_at)
    blocs = frozenset((await session.exec(select(bloc.code))).all())
    held = select(row.agreement_id, row.certified_in, row.recognised_by, row.sure)
    holds = col(row.since) <= on, or_(col(row.until) > on, col(row.until) == LAST)
    found: Sequence[Any] = (await session.exec(held.where(*holds))).all()
    return _Force([each for each in found if each.sure], blocs), _Force(found, blocs)


def _pairs(agreements: Sequence[Agreement], on: date, *, perhaps: bool) -> int:
    parties = (parties_on(row.record.parties, row.steps, on, perhaps=perhaps) for row in agreements)
    return len({frozenset(pair) for each in parties for pair in combinations(each, 2)})
