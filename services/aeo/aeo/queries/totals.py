"""How many agreements there are on a day, by stated rules, and how that compares with the compendium."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import combinations
from uuid import UUID

from cabos.history import as_known
from cabos.views import View
from cabos_contracts.types import PartialDate
from pydantic import BaseModel, Field
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.model import Agreement, CompendiumEdition, Programme, Recognition, WorkPlan
from aeo.model.course import parties_on
from aeo.model.life import StepKind
from aeo.model.programme_state import ProgrammeState

COMPARED = ("operational", "bilateral", "plurilateral", "negotiating")
BEGUN = (StepKind.SIGNED, StepKind.IN_FORCE)

RULES = {
    "bilateral": "agreements of two parties, a bloc being one, that were signed by the day and neither ended nor "
    "replaced by it; a plan or a letter of intent is no agreement",
    "plurilateral": "the same of more than two parties",
    "in_force_bilateral": "agreements of two parties by which one recognises the other on the day",
    "in_force_plurilateral": "agreements of more parties by which any recognises another on the day",
    "negotiating": "agreements on record that were not signed by the day; plans are counted apart",
    "plans": "work plans, action plans and letters of intent",
    "pairs": "unordered pairs of parties, a bloc as one, of the agreements that are counted",
    "pairs_in_force": "unordered pairs of economies, blocs as their members, of whom one recognises the other",
    "economies": "economies, blocs as their members, that recognise or are recognised on the day",
    "operational": "programmes that were operational on the day",
    "at_least": "what the days on record prove; at_most is what they leave room for",
}


class Count(BaseModel):
    """What is sure, and what is possible: the days of some steps are imprecise or unknown."""

    at_least: int
    at_most: int


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
    uncertain: list[str] = Field(description="names of the agreements that count at most")
    rules: dict[str, str] = RULES


class Comparison(View):
    """What an edition counts, what is on record for its day, and what the difference means."""

    what: str
    edition: int
    here: Count
    in_words: str


class EditionCompared(BaseModel):
    edition: str
    title: str
    counted_on: PartialDate
    source: str
    compared: list[Comparison]


async def totals(session: AsyncSession, on: date, known_at: datetime | None) -> Totals:
    agreements = list((await session.exec(select(as_known(Agreement, known_at)))).all())
    sure = [row for row in agreements if _concluded(row, on, sure=True)]
    possible = [row for row in agreements if _concluded(row, on, sure=False)]
    before = [row for row in agreements if row not in possible]
    sure_force, possible_force = await _in_force(session, on, known_at)
    return Totals(
        on=on,
        known_at=known_at,
        bilateral=_count(sure, possible, lambda row: not row.plurilateral),
        plurilateral=_count(sure, possible, lambda row: row.plurilateral),
        in_force_bilateral=_count(*_of(agreements, sure_force, possible_force), lambda row: not row.plurilateral),
        in_force_plurilateral=_count(*_of(agreements, sure_force, possible_force), lambda row: row.plurilateral),
        negotiating=Count(
            at_least=sum(_talking(row, on) for row in before),
            at_most=sum(not _ended(row, on) for row in agreements if row not in sure),
        ),
        plans=await _plans(session, on, known_at),
        pairs=Count(at_least=len(_pairs(sure, on)), at_most=len(_pairs(possible, on))),
        pairs_in_force=Count(at_least=len(sure_force.pairs), at_most=len(possible_force.pairs)),
        economies=Count(at_least=len(sure_force.economies), at_most=len(possible_force.economies)),
        operational=await _operational(session, on, known_at),
        uncertain=sorted(row.name for row in possible if row not in sure),
    )


def _count(sure: Sequence[Agreement], possible: Sequence[Agreement], counts: Callable[[Agreement], bool]) -> Count:
    return Count(at_least=sum(map(counts, sure)), at_most=sum(map(counts, possible)))


def _concluded(row: Agreement, on: date, *, sure: bool) -> bool:
    """Whether it was signed, or in force, and not over yet."""
    begun = any((step.latest if sure else step.earliest) <= on for step in row.steps if step.kind in BEGUN)
    over = any((step.earliest if sure else step.latest) <= on for step in row.steps if step.kind.is_final)
    return begun and not over


def _talking(row: Agreement, on: date) -> bool:
    return not _ended(row, on) and any(step.latest <= on for step in row.steps)


def _ended(row: Agreement, on: date) -> bool:
    return any(step.latest <= on for step in row.steps if step.kind.is_final)


@dataclass(frozen=True, slots=True)
class _Force:
    agreements: frozenset[UUID]
    pairs: frozenset[frozenset[str]]

    @property
    def economies(self) -> set[str]:
        return {economy for pair in self.pairs for economy in pair}


async def _in_force(session: AsyncSession, on: date, known_at: datetime | None) -> tuple[_Force, _Force]:
    row = as_known(Recognition, known_at)
    held = select(row.agreement_id, row.certified_in, row.recognised_by, row.sure)
    found = (await session.exec(held.where(col(row.since) <= on, col(row.until) > on))).all()
    forces = (
        _Force(
            frozenset(each[0] for each in found if each[3] or not sure),
            frozenset(frozenset(each[1:3]) for each in found if each[3] or not sure),
        )
        for sure in (True, False)
    )
    return next(forces), next(forces)


def _of(agreements: list[Agreement], sure: _Force, possible: _Force) -> tuple[list[Agreement], list[Agreement]]:
    held = ([row for row in agreements if row.id in force.agreements] for force in (sure, possible))
    return next(held), next(held)


async def _plans(session: AsyncSession, on: date, known_at: datetime | None) -> Count:
    plans = (await session.exec(select(as_known(WorkPlan, known_at)))).all()
    return Count(at_least=sum(plan.stage_on(on).stage is not None for plan in plans), at_most=len(plans))


async def _operational(session: AsyncSession, on: date, known_at: datetime | None) -> Count:
    programmes = (await session.exec(select(as_known(Programme, known_at)))).all()
    states = [each.state_on(on).state for each in programmes]
    sure = sum(state == ProgrammeState.OPERATIONAL for state in states)
    return Count(at_least=sure, at_most=sure + sum(state is None for state in states))


def _pairs(agreements: Sequence[Agreement], on: date) -> set[frozenset[str]]:
    return {
        frozenset(pair) for row in agreements for pair in combinations(parties_on(row.record.parties, row.steps, on), 2)
    }


async def compare(session: AsyncSession, known_at: datetime | None) -> list[EditionCompared]:
    """Every edition of the compendium beside what is on record for the last day that its numbers may be of."""
    edition = as_known(CompendiumEdition, known_at)
    found = []
    for row in (await session.exec(select(edition).order_by(col(edition.edition)))).all():
        here = await totals(session, row.counted_on.latest, known_at)
        counted = {what: getattr(row.record, what) for what in COMPARED}
        compared = [_compared(what, n, getattr(here, what)) for what, n in counted.items() if n is not None]
        found.append(
            EditionCompared(
                edition=row.edition,
                title=row.record.title,
                counted_on=row.counted_on,
                source=row.source,
                compared=compared,
            )
        )
    return found


def _compared(what: str, edition: int, here: Count) -> Comparison:
    if here.at_most < edition:
        words = f"at least {edition - here.at_most} of the edition's {edition} are not on record here"
    elif here.at_least > edition:
        words = f"at least {here.at_least - edition} more are on record here than the edition counts"
    elif here.at_least == here.at_most:
        words = "the same number"
    else:
        words = f"the days on record leave room for the edition's {edition}: between {here.at_least} and {here.at_most}"
    return Comparison(what=what, edition=edition, here=here, in_words=words)
