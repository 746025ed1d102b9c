"""Closing plans, and taking them up again."""

from typing import Annotated
from uuid import UUID

from cabos.journal import publish
from cabos_contracts.types import PartialDate
from pydantic import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.commands.register import Command, Text, example, today
from governance.commands.strategic_plan import Reason, conference_of, plan_for_update, require_free_period


class ClosePlan(Command):
    model_config = example(closed_on="2019-01-01", reason="its period is over")

    closed_on: Annotated[PartialDate, Field(description="the first day on which the plan no longer holds")]
    reason: Reason


class ReactivatePlan(Command):
    model_config = example(reactivated_on="2020-11-16", reason="the region takes it up again", source="WCO newsroom")

    reactivated_on: PartialDate
    ends_on: PartialDate | None = None
    conference_id: UUID | None = None
    reason: Reason
    source: Text


async def close_plan(session: AsyncSession, plan_id: UUID, command: ClosePlan) -> None:
    plan = await plan_for_update(session, plan_id)
    publish(session, *plan.close(on=command.closed_on, reason=command.reason, today=today()))


async def reactivate_plan(session: AsyncSession, plan_id: UUID, command: ReactivatePlan) -> None:
    plan = await plan_for_update(session, plan_id)
    if command.conference_id is not None:
        await conference_of(session, plan, command.conference_id)
    facts = {field: value for field, value in command if field != "reactivated_on"}
    publish(session, *plan.reactivate(**facts, on=command.reactivated_on, today=today()))
    await require_free_period(session, plan)
