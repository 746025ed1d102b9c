"""Planning and closing the sessions of the Council."""

from datetime import date
from typing import Annotated
from uuid import UUID

from cabos.journal import publish
from cabos.refusal import NotFound
from cabos_contracts.types import PartialDate
from pydantic import Field, model_validator
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.commands.register import Command, Text, example, today
from governance.commands.vice_chair_term import hand_over
from governance.model.council_session import CouncilSession
from governance.model.vice_chair_term import TermStage
from governance.model.vice_chair_term import ViceChairTerm as Term


class PlanCouncilSession(Command):
    model_config = example(
        numbers=[132], opens_on="2018-06-28", closes_on="2018-06-30", members=182, source="annual report 2017-2018"
    )

    numbers: Annotated[list[Annotated[int, Field(ge=1)]], Field(min_length=1, max_length=2)]
    opens_on: PartialDate
    closes_on: PartialDate | None = None
    chair: Text | None = None
    members: Annotated[int, Field(ge=0)] | None = None
    source: Text

    @model_validator(mode="after")
    def _in_order(self) -> "PlanCouncilSession":
        if len(self.numbers) == 2 and self.numbers[1] != self.numbers[0] + 1:
            raise ValueError("numbers: two sessions of one meeting follow each other, as in 143 and 144")
        if self.closes_on is not None and self.closes_on.latest < self.opens_on.earliest:
            raise ValueError(f"closes_on: {self.closes_on} is before opens_on {self.opens_on}")
        return self


class CloseCouncilSession(Command):
    closed_on: date


async def plan_council_session(session: AsyncSession, session_id: UUID, command: PlanCouncilSession) -> None:
    plan = dict(command)
    meeting = await session.get(CouncilSession, session_id, with_for_update=True)
    meeting = meeting or CouncilSession(id=session_id, **plan)
    publish(session, *meeting.plan(**plan))
    session.add(meeting)


async def close_council_session(session: AsyncSession, session_id: UUID, command: CloseCouncilSession) -> None:
    """Close it; in the same transaction the terms that wait for it start, and those before them end."""
    meeting = await session.get(CouncilSession, session_id, with_for_update=True)
    if meeting is None:
        raise NotFound(f"No Council session {session_id}")
    closed = meeting.close(on=command.closed_on, today=today())
    publish(session, *closed)
    if closed and meeting.handover_on is not None:
        waiting = select(Term).where(Term.after_session_id == session_id, Term.stage == TermStage.DESIGNATE)
        for designate in (await session.exec(waiting.with_for_update())).all():
            await hand_over(session, designate, meeting.handover_on)
