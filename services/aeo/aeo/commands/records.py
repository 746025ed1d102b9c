"""What every command needs: an example, its turn at a row, and that what it names is there."""

from collections.abc import Collection
from datetime import UTC, date, datetime
from typing import Any, TypeVar
from uuid import UUID

from cabos.database import execute
from cabos.refusal import NotFound
from cabos_contracts.types import PartialDate
from pydantic import ConfigDict
from sqlalchemy import func
from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.model import Agreement, ConferenceProjection, WorkPlan
from aeo.model.work_plan import UnknownAgreement, UnknownPlan

Row = TypeVar("Row", bound=SQLModel)


def example(**body: Any) -> ConfigDict:
    """The configuration of a command whose OpenAPI schema shows `body`."""
    return ConfigDict(json_schema_extra={"examples": [body]})


def today() -> date:
    return datetime.now(UTC).date()


async def turn(session: AsyncSession, table: type[Row], key: UUID | str) -> Row | None:
    """The row, held until the end of the transaction."""
    # A row that is not there yet cannot be held: two first requests for one id take turns at this lock instead.
    await take_turns(session, str(key))
    return await session.get(table, key, with_for_update=True)


async def take_turns(session: AsyncSession, words: str) -> None:
    """Until the end of the transaction, or of its savepoint, nobody else has these words."""
    await execute(session, select(func.pg_advisory_xact_lock(func.hashtextextended(words, 0))))


async def known(session: AsyncSession, table: type[Row], key: UUID) -> Row:
    row = await session.get(table, key, with_for_update=True)
    if row is None:
        raise NotFound(f"No {str(table.__tablename__).replace('_', ' ')} {key}")
    return row


async def require_agreement(session: AsyncSession, agreement_id: UUID | None, parties: Collection[str]) -> None:
    """Raises `UnknownAgreement`; a plan of some parties may lead to an agreement of more, who came or went since."""
    if agreement_id is None:
        return
    agreement = await session.get(Agreement, agreement_id)
    if agreement is None:
        raise UnknownAgreement(f"No agreement {agreement_id}", field="leads_to")
    if outside := set(parties).difference(agreement.everyone):
        raise UnknownAgreement(f"{', '.join(sorted(outside))}: no party of {agreement.name}", field="leads_to")


async def require_plan(
    session: AsyncSession, led_to: UUID | None, parties: Collection[str], work_plan_id: UUID
) -> None:
    """Raises `UnknownPlan`; a letter of some parties may lead to a plan of more, and none to one before it."""
    plan = None if led_to is None else await session.get(WorkPlan, led_to)
    if plan is None and led_to is not None:
        raise UnknownPlan(f"No work plan {led_to}", field="leads_to_plan")
    if plan is not None and (outside := set(parties).difference(plan.parties)):
        raise UnknownPlan(f"{', '.join(sorted(outside))}: no party of {plan.name}", field="leads_to_plan")
    seen: set[UUID] = set()
    # No two lead to each other any more; what did so in an earlier version is walked through once.
    while plan is not None and plan.id not in seen:
        seen.add(plan.id)
        if plan.id == work_plan_id:
            raise UnknownPlan("A plan does not lead to itself, nor to one that has led to it", field="leads_to_plan")
        plan = None if plan.leads_to_plan is None else await session.get(WorkPlan, plan.leads_to_plan)


async def require_parties_of_letters(session: AsyncSession, work_plan_id: UUID, parties: Collection[str]) -> None:
    """Raises `UnknownPlan` for a plan that would lose a party of what has led to it."""
    for letter in (await session.exec(select(WorkPlan).where(col(WorkPlan.leads_to_plan) == work_plan_id))).all():
        if lost := set(letter.parties).difference(parties):
            raise UnknownPlan(f"{', '.join(sorted(lost))}: a party of {letter.name}, which led to it", field="parties")


async def require_conference(session: AsyncSession, conference_id: UUID | None, signed_on: PartialDate | None) -> None:
    """Raises `OutsideConference`; a conference that is not known yet is taken, and the day looked at when it comes."""
    if conference_id is None:
        return
    conference = await session.get(ConferenceProjection, conference_id)
    if conference is not None and signed_on is not None:
        conference.refuse_outside(signed_on)
