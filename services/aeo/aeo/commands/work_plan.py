"""Joint work plans: instruments of their own, and no agreements."""

from uuid import UUID

from cabos.claims import correct_record
from cabos.journal import publish
from cabos_contracts.types import PartialDate
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.commands.economies import require_economies
from aeo.commands.records import (
    example,
    known,
    require_agreement,
    require_conference,
    require_parties_of_letters,
    require_plan,
    take_turns,
    today,
    turn,
)
from aeo.commands.sources import sources
from aeo.model import WorkPlan
from aeo.model.facts import Name, Text
from aeo.model.signature import Signature
from aeo.model.work_plan import WorkPlanFacts


class DraftWorkPlan(WorkPlanFacts):
    """Write a work plan, or rewrite it until it is signed."""

    model_config = example(
        name="Brazil - Mexico joint work plan",
        parties=["BR", "MX"],
        outcome="under_negotiation",
        source="trade press, 30 Apr 2018",
    )


class SignWorkPlan(Signature):
    """All parties have signed the work plan."""

    model_config = example(
        signed_on="2018-04-17",
        signed_at="Los Cabos",
        conference_id="4301b5b8-c485-52e2-8644-aa083422773b",
        signatories=[{"party": "BR", "office": "Special Secretary of the Federal Revenue"}],
    )


async def draft_work_plan(session: AsyncSession, work_plan_id: UUID, command: DraftWorkPlan) -> None:
    # One after the other: two at the same moment would see neither that they lead to each other nor who is a party.
    await take_turns(session, "links between work plans")
    found = await turn(session, WorkPlan, work_plan_id)
    # Before the plan changes: the next query would send a link that leads nowhere to the database.
    await _require_links(session, work_plan_id, command, found)
    plan = found or WorkPlan.drafted_with(work_plan_id, command, today())
    events = plan.draft(command)
    if events:
        await require_economies(session, "parties", command.parties, command.non_members)
    publish(session, *events)
    session.add(plan)


async def _require_links(
    session: AsyncSession, work_plan_id: UUID, command: DraftWorkPlan, found: WorkPlan | None
) -> None:
    """What stands is not looked at again: the parties of what a plan led to may have changed since."""
    stand = (None, None) if found is None else (found.leads_to, found.leads_to_plan)
    others = found is None or set(found.parties) != set(command.parties)
    if others or command.leads_to != stand[0]:
        await require_agreement(session, command.leads_to, command.parties)
    if others or command.leads_to_plan != stand[1]:
        await require_plan(session, command.leads_to_plan, command.parties, work_plan_id)
    if others:
        await require_parties_of_letters(session, work_plan_id, command.parties)


async def sign_work_plan(session: AsyncSession, work_plan_id: UUID, command: SignWorkPlan) -> None:
    plan = await known(session, WorkPlan, work_plan_id)
    events = plan.sign(command, today())
    if events:
        await require_conference(session, plan.conference_id, plan.signed_on)
    publish(session, *events)


sources.about("work_plan", WorkPlan, correct_record, WorkPlan.told, name=Name, signed_on=PartialDate, signed_at=Text)
