"""Seeing to decisions: who has to, until when, and what later conferences were told of it."""

from typing import Any
from uuid import UUID

from cabos.ids import stable_id
from cabos.journal import publish
from cabos_contracts.types import PartialDate
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.commands.conference import conference_for_update
from governance.commands.decision import NamedOwner
from governance.commands.decision_effect import decision_for_update
from governance.commands.register import Command, Text, example, require_member
from governance.model.follow_up import FollowUp, FollowUpState


class AssignDecision(Command):
    """Who has to see to a decision, in the place of whoever had to; without `due_on` no day is set."""

    model_config = example(
        owner={"body": "Vice-Chair's Office"}, due_on="2013-06", source="the secretariat's report of 2012"
    )

    owner: NamedOwner
    due_on: PartialDate | None = None
    source: Text


class FollowUpDecision(Command):
    model_config = example(
        state="in_progress", note="The strategy is to be updated.", source="WCO newsroom, 29 Apr 2021"
    )

    state: FollowUpState
    note: Text | None = None
    source: Text


async def assign_decision(session: AsyncSession, decision_id: UUID, command: AssignDecision) -> None:
    decision = await decision_for_update(session, decision_id)
    if command.owner.administration is not None:
        await require_member(session, command.owner.administration, "owner.administration")
    publish(session, *decision.assign(command.owner.stated_by(command.source), command.due_on))


async def follow_up_decision(
    session: AsyncSession, decision_id: UUID, conference_id: UUID, command: FollowUpDecision
) -> None:
    """Note what a later conference was told, or put it right."""
    decision = await decision_for_update(session, decision_id)
    conference = await conference_for_update(session, conference_id)
    told_on = conference.held_on or conference.ends_on or conference.starts_on
    facts: dict[str, Any] = dict(command) | {"followed_up_on": told_on, "followed_up_by": told_on.latest}
    id_ = stable_id("follow-up", decision_id, conference_id)
    told = FollowUp(id=id_, decision_id=decision_id, conference_id=conference_id, **facts)
    others = select(FollowUp).where(FollowUp.decision_id == decision_id, FollowUp.id != id_)
    others = others.order_by(col(FollowUp.followed_up_by).desc(), col(FollowUp.id).desc()).limit(1)
    latest = (await session.exec(others)).first()
    known = await session.get(FollowUp, id_)
    events = decision.follow_up(conference, told, known=known, latest=latest)
    if events:
        await session.merge(told)
    publish(session, *events)
