"""What is known of a plan on a day: the text that holds, the latest readings, and the states of its parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from cabos.history import as_known
from cabos.refusal import NotFound
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.model.plan_record import PlanMove, PlanReading, PlanText
from governance.model.plan_tree import Milestone, MilestoneState
from governance.model.strategic_plan import StrategicPlan as Plan


@dataclass(frozen=True, slots=True)
class Known:
    """A plan with its adopted texts, and of each KPI and part what was the latest on `day`."""

    plan: Plan
    texts: Sequence[PlanText]
    readings: Mapping[str, PlanReading]
    moves: Mapping[str, PlanMove]
    day: date

    def state(self, part_id: str, first: str) -> str:
        move = self.moves.get(part_id)
        return move.state if move else first

    def overdue(self, milestone: Milestone) -> bool:
        """Whether the day has surely passed on which an open milestone was due; nobody has said that it was missed."""
        open_ = self.state(milestone.id, MilestoneState.OPEN) == MilestoneState.OPEN
        return open_ and milestone.due is not None and milestone.due.latest < self.day

    def text_of(self, plan_version: int) -> PlanText:
        """Raises `NotFound`."""
        for text in self.texts:
            if text.plan_version == plan_version:
                return text
        raise NotFound(f"The plan has no text {plan_version}")

    def text_in_force(self) -> PlanText | None:
        """The last text that was adopted by `day`, as far as its date says; None where no text may have been."""
        return next((text for text in reversed(self.texts) if self._adopted(text)), None)

    def _adopted(self, text: PlanText) -> bool:
        on = text.amended_on if text.plan_version > 1 else self.plan.adopted_on or self.plan.starts_on
        return on is None or on.earliest <= self.day


async def known_of(session: AsyncSession, plan_id: UUID, as_of: date | None, known_at: datetime | None) -> Known:
    """Raises `NotFound` when no such plan was known then."""
    plans, texts = as_known(Plan, known_at), as_known(PlanText, known_at)
    readings, moves = as_known(PlanReading, known_at), as_known(PlanMove, known_at)
    plan = (await session.exec(select(plans).where(plans.id == plan_id))).one_or_none()
    if plan is None:
        raise NotFound(f"No strategic plan {plan_id}")
    now = datetime.now(UTC)
    day = as_of or (now if known_at is None else min(now, known_at)).astimezone(UTC).date()
    adopted = select(texts).where(texts.plan_id == plan_id).order_by(col(texts.plan_version))
    # An imprecise day is a prefix: 2018 is not after 2018-04-16, for it may have been before.
    read = select(readings).where(readings.plan_id == plan_id, col(readings.day) <= day.isoformat())
    moved = select(moves).where(moves.plan_id == plan_id, col(moves.moved_on) <= day.isoformat())
    latest = sorted((await session.exec(read)).all(), key=lambda reading: (reading.day.latest, len(reading.day)))
    last = (await session.exec(moved.order_by(col(moves.moved_on)))).all()
    return Known(
        plan=plan,
        texts=(await session.exec(adopted)).all(),
        readings={reading.kpi_id: reading for reading in latest},
        moves={move.part_id: move for move in last},
        day=day,
    )
