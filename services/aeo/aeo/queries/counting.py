"""Which programmes, agreements and plans count on a day, by stated rules: surely, or as far as days leave room."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from cabos.history import as_known
from pydantic import BaseModel
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.model import Agreement, Programme, WorkPlan
from aeo.model.course import parties_on
from aeo.model.life import StepKind
from aeo.model.programme_state import ProgrammeState
from aeo.model.since import held_on

BEGUN = (StepKind.SIGNED, StepKind.IN_FORCE)
_S = ProgrammeState

R = TypeVar("R", Agreement, Programme, WorkPlan)

RULES = {
    "bilateral": "agreements of two parties on the day, a bloc being one, that were signed by the day and neither "
    "ended nor replaced by it; a plan or a letter of intent is no agreement",
    "plurilateral": "the same of more than two parties on the day; who may still accede is none",
    "in_force_bilateral": "agreements of two parties on the day by which one recognises the other on it",
    "in_force_plurilateral": "agreements of more parties on the day by which any recognises another on it",
    "negotiating": "agreements on record that were not signed by the day; at most from their first contact on, where "
    "its day is on record; plans are counted apart",
    "plans": "work plans, action plans and letters of intent",
    "pairs": "unordered pairs of the parties of the day, a bloc as one, of the agreements that are counted",
    "pairs_in_force": "unordered pairs of economies, a bloc's members in its stead, of whom one recognises the other",
    "economies": "economies, a bloc's members in its stead, that recognise or are recognised on the day",
    "operational": "programmes that were operational on the day",
    "under_development": "programmes that were planned, under development or in a pilot on the day",
    "at_least": "what the days on record prove; at_most is what they leave room for, but nothing before the first day "
    "that is on record of any programme, agreement or plan",
}


class Count(BaseModel):
    """What is sure, and what is possible: the days of some steps are imprecise or unknown."""

    at_least: int
    at_most: int


@dataclass(frozen=True, slots=True)
class Counted:
    """The records that surely count, and all that possibly do, the sure ones among them."""

    sure: Sequence[Any] = ()
    possible: Sequence[Any] = ()

    @property
    def open(self) -> list[Any]:
        sure = {row.id for row in self.sure}
        return [row for row in self.possible if row.id not in sure]

    @property
    def count(self) -> Count:
        return Count(at_least=len(self.sure), at_most=len(self.possible))


@dataclass(frozen=True, slots=True)
class Register:
    """What is on record, as it was known at an instant."""

    agreements: Sequence[Agreement]
    programmes: Sequence[Programme]
    plans: Sequence[WorkPlan]

    def leaves_room(self, on: date) -> bool:
        """Whether anything may have been: not before the first day that is on record of anything."""
        days = [step.earliest for row in self.agreements for step in row.steps if step.on is not None]
        days += [state.earliest for row in self.programmes for state in row.states if state.from_on is not None]
        days += [row.signed_on.earliest for row in self.plans if row.signed_on is not None]
        return min(days, default=date.min) <= on

    def concluded(self, on: date) -> Counted:
        """Agreements that are signed, or in force, and not over yet."""
        return self._counted(self.agreements, on, lambda row, sure: _concluded(row, on, sure=sure))

    def count(self, on: date) -> dict[str, Counted]:
        """What the figures of the compendium count, by the rule of each."""
        concluded = self.concluded(on)
        return {
            "operational": self._programmes(on, {_S.OPERATIONAL}),
            "under_development": self._programmes(on, {_S.PLANNED, _S.UNDER_DEVELOPMENT, _S.PILOT}),
            "bilateral": bilateral(concluded, on),
            "plurilateral": plurilateral(concluded, on),
            "negotiating": self._negotiating(on, concluded),
        }

    def planned(self, on: date) -> Counted:
        return self._counted(self.plans, on, lambda row, sure: not sure or row.stage_on(on).stage is not None)

    def _negotiating(self, on: date, concluded: Counted) -> Counted:
        signed = {True: {row.id for row in concluded.possible}, False: {row.id for row in concluded.sure}}

        def talks(row: Agreement, sure: bool) -> bool:
            begun = _talking(row, on) if sure else _first_contact(row) <= on
            return row.id not in signed[sure] and begun and not _ended(row, on)

        return self._counted(self.agreements, on, talks)

    def _programmes(self, on: date, states: set[ProgrammeState]) -> Counted:
        return self._counted(self.programmes, on, lambda row, sure: _is_in(row, on, states, sure=sure))

    def _counted(self, rows: Sequence[Any], on: date, counts: Callable[[Any, bool], bool]) -> Counted:
        sure = [row for row in rows if counts(row, True)]
        return Counted(sure, [row for row in rows if counts(row, False)] if self.leaves_room(on) else sure)


async def register_as_known(session: AsyncSession, known_at: datetime | None) -> Register:
    async def rows(table: type[R]) -> list[R]:
        found = await session.exec(select(as_known(table, known_at)))
        return sorted(found.all(), key=lambda row: (row.name, row.id))

    return Register(await rows(Agreement), await rows(Programme), await rows(WorkPlan))


def bilateral(counted: Counted, on: date) -> Counted:
    """Those of two parties on the day."""
    return Counted(
        [row for row in counted.sure if _among(row, on) == (2, 2)],
        [row for row in counted.possible if _among(row, on)[0] <= 2 <= _among(row, on)[1]],
    )


def plurilateral(counted: Counted, on: date) -> Counted:
    """Those of more than two parties on the day."""
    return Counted(
        [row for row in counted.sure if _among(row, on)[0] > 2],
        [row for row in counted.possible if _among(row, on)[1] > 2],
    )


def _among(row: Agreement, on: date) -> tuple[int, int]:
    """How many parties it has on the day, at least and at most."""
    surely, possibly = (parties_on(row.record.parties, row.steps, on, perhaps=perhaps) for perhaps in (False, True))
    return len(surely), len(possibly)


def _concluded(row: Agreement, on: date, *, sure: bool) -> bool:
    begun = any((step.latest if sure else step.earliest) <= on for step in row.steps if step.kind in BEGUN)
    over = any((step.earliest if sure else step.latest) <= on for step in row.steps if step.kind.is_final)
    return begun and not over


def _talking(row: Agreement, on: date) -> bool:
    return any(step.latest <= on for step in row.steps)


def _first_contact(row: Agreement) -> date:
    return min((step.earliest for step in row.steps if step.kind is StepKind.CONTACT), default=date.min)


def _ended(row: Agreement, on: date) -> bool:
    return any(step.latest <= on for step in row.steps if step.kind.is_final)


def _is_in(row: Programme, on: date, states: set[ProgrammeState], *, sure: bool) -> bool:
    """Whether it was in one of these states; of one whose state is unknown nobody can say."""
    held, may = held_on(row.states, on)
    told = [each.state for each in ([held, *may] if held else may)]
    if sure:
        return held is not None and states.issuperset(told)
    return not states.isdisjoint(told) or _S.UNKNOWN in told
