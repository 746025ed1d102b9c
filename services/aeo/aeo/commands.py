"""What aeo may be asked to do, each in the caller's transaction."""

from collections.abc import Collection
from datetime import UTC, date, datetime
from typing import TypeVar
from uuid import UUID

from cabos.database import execute
from cabos.journal import publish
from cabos.refusal import NotFound
from cabos_contracts.types import PartialDate
from sqlalchemy import func
from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.model import Agreement, ConferenceProjection, MemberProjection, Programme, WorkPlan
from aeo.model.agreement_facts import AgreementFacts
from aeo.model.facts import Facts
from aeo.model.programme import ProgrammeFacts
from aeo.model.projections import UnknownConference, UnknownParty
from aeo.model.signature import Signature
from aeo.model.work_plan import WorkPlanFacts

Row = TypeVar("Row", bound=SQLModel)


class RegisterProgramme(ProgrammeFacts):
    """Enter a programme, or what is now said of it."""


class OpenAgreement(AgreementFacts):
    """Put an agreement on record, at the stage in which it was found."""


class SignAgreement(Signature):
    """All parties have signed the agreement."""


class BringIntoForce(Facts):
    """The agreement is in force from this day on, which may lie ahead."""

    in_force_on: PartialDate


class DraftWorkPlan(WorkPlanFacts):
    """Write a work plan, or rewrite it until it is signed."""


class SignWorkPlan(Signature):
    """All parties have signed the work plan."""


def today() -> date:
    return datetime.now(UTC).date()


async def register_programme(session: AsyncSession, programme_id: UUID, command: RegisterProgramme) -> None:
    programme = await _turn(session, Programme, programme_id) or Programme.entered_with(programme_id, command)
    publish(session, *programme.register(command))
    session.add(programme)


async def open_agreement(session: AsyncSession, agreement_id: UUID, command: OpenAgreement) -> None:
    agreement = await _turn(session, Agreement, agreement_id) or Agreement.opened_with(agreement_id, command)
    events = agreement.open(command, today())
    if events:
        await _require_parties(session, command.parties, command.non_members)
        await _require_conference(session, command.conference_id, command.signed_on)
    publish(session, *events)
    session.add(agreement)


async def sign_agreement(session: AsyncSession, agreement_id: UUID, command: SignAgreement) -> None:
    agreement = await _known(session, Agreement, agreement_id)
    events = agreement.sign(command, today())
    if events:
        await _require_conference(session, agreement.conference_id, agreement.signed_on)
    publish(session, *events)


async def bring_into_force(session: AsyncSession, agreement_id: UUID, command: BringIntoForce) -> None:
    agreement = await _known(session, Agreement, agreement_id)
    publish(session, *agreement.enter_into_force(command.in_force_on, today()))


async def begin_due_agreements(session: AsyncSession, now: datetime) -> None:
    """Bring into force what was agreed to begin by today."""
    day = now.date()
    waiting = select(Agreement).where(col(Agreement.enters_into_force_on) <= day.isoformat()).with_for_update()
    for agreement in (await session.exec(waiting.order_by(col(Agreement.id)))).all():
        publish(session, *agreement.begin_when_due(day))


async def draft_work_plan(session: AsyncSession, work_plan_id: UUID, command: DraftWorkPlan) -> None:
    plan = await _turn(session, WorkPlan, work_plan_id) or WorkPlan.drafted_with(work_plan_id, command)
    await _require_parties(session, command.parties, command.non_members)
    plan.draft(command)
    session.add(plan)


async def sign_work_plan(session: AsyncSession, work_plan_id: UUID, command: SignWorkPlan) -> None:
    plan = await _known(session, WorkPlan, work_plan_id)
    events = plan.sign(command, today())
    if events:
        await _require_conference(session, plan.conference_id, plan.signed_on)
    publish(session, *events)


async def _turn(session: AsyncSession, table: type[Row], key: UUID) -> Row | None:
    """The row, held until the end of the transaction."""
    # A row that is not there yet cannot be held: two first requests for one id take turns at this lock instead.
    lock = func.pg_advisory_xact_lock(func.hashtextextended(str(key), 0))
    await execute(session, select(lock))
    return await session.get(table, key, with_for_update=True)


async def _known(session: AsyncSession, table: type[Row], key: UUID) -> Row:
    row = await session.get(table, key, with_for_update=True)
    if row is None:
        raise NotFound(f"No {str(table.__tablename__).replace('_', ' ')} {key}")
    return row


async def _require_parties(session: AsyncSession, parties: Collection[str], non_members: Collection[str]) -> None:
    """Raises `UnknownParty`; members are learned a moment after governance has registered them."""
    members = await session.exec(select(MemberProjection.economy).where(col(MemberProjection.economy).in_(parties)))
    unknown = sorted(set(parties) - set(non_members) - set(members))
    if unknown:
        raise UnknownParty(
            f"no member registered under {', '.join(unknown)} (members are learned from governance; "
            "a party that is no member belongs into non_members)",
            field="parties",
        )


async def _require_conference(session: AsyncSession, conference_id: UUID | None, signed_on: PartialDate | None) -> None:
    """Raises `UnknownConference`, which may pass when asked again, or `OutsideConference`."""
    if conference_id is None:
        return
    conference = await session.get(ConferenceProjection, conference_id)
    if conference is None:
        raise UnknownConference(
            f"no conference {conference_id} is known (conferences are learned from governance; ask again later)",
            field="conference_id",
            retry=True,
        )
    if signed_on is not None:
        conference.refuse_outside(signed_on)
