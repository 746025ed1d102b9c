"""What aeo may be asked to do, each in the caller's transaction."""

from collections.abc import Collection
from datetime import UTC, date, datetime
from typing import Any, TypeVar
from uuid import UUID

from cabos.database import execute
from cabos.journal import publish
from cabos.refusal import NotFound
from cabos_contracts.types import PartialDate
from pydantic import ConfigDict
from sqlalchemy import func
from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.model import Agreement, ConferenceProjection, MemberProjection, Programme, WorkPlan
from aeo.model.agreement_facts import AgreementFacts
from aeo.model.facts import Facts
from aeo.model.programme import ProgrammeFacts
from aeo.model.projections import AlreadyMember, UnknownConference, UnknownEconomy
from aeo.model.signature import Signature
from aeo.model.work_plan import UnknownAgreement, WorkPlanFacts

Row = TypeVar("Row", bound=SQLModel)


def example(**body: Any) -> ConfigDict:
    """The configuration of a command whose OpenAPI schema shows `body`."""
    return ConfigDict(json_schema_extra={"examples": [body]})


class RegisterProgramme(ProgrammeFacts):
    """Enter a programme, or what is now said of it."""

    model_config = example(
        economy="UY",
        name="Operador Económico Calificado (OEC)",
        state="operational",
        launch_year=2014,
        operators=20,
        operators_as_of="Feb 2016",
        source="the administration, Feb 2016",
        confidence="high",
    )


class OpenAgreement(AgreementFacts):
    """Put an agreement on record, at the stage in which it was found."""

    model_config = example(
        name="Peru - Uruguay",
        parties=["PE", "UY"],
        programmes={"PE": "OEA", "UY": "OEC"},
        stage="signed",
        signed_on="2018-03-14",
        signed_at="Kampala, 4th Global AEO Conference",
        likely_in_force=True,
        source="WCO newsroom, 2018",
        confidence="high",
    )


class SignAgreement(Signature):
    """All parties have signed the agreement."""

    model_config = example(signed_on="2021-05-05", signed_at="by video conference")


class BringIntoForce(Facts):
    """The agreement is in force from this day on, which may lie ahead."""

    model_config = example(in_force_on="2022-01-01")

    in_force_on: PartialDate


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
        signed_on="2018-04-17", signed_at="Los Cabos", conference_id="4301b5b8-c485-52e2-8644-aa083422773b"
    )


def today() -> date:
    return datetime.now(UTC).date()


async def register_programme(session: AsyncSession, programme_id: UUID, command: RegisterProgramme) -> None:
    programme = await _turn(session, Programme, programme_id) or Programme.entered_with(programme_id, command)
    events = programme.register(command)
    if events:
        await _require_economies(session, "economy", [command.economy], [command.economy] * command.non_member)
    publish(session, *events)
    session.add(programme)


async def open_agreement(session: AsyncSession, agreement_id: UUID, command: OpenAgreement) -> None:
    known = await _turn(session, Agreement, agreement_id)
    agreement = known or Agreement.opened_with(agreement_id, command, today())
    events = agreement.open(command, today())
    if events:
        await _require_economies(session, "parties", command.parties, command.non_members)
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
    # Before the plan changes: the next query would send a link that leads nowhere to the database.
    await _require_agreement(session, command.leads_to, command.parties)
    known = await _turn(session, WorkPlan, work_plan_id)
    plan = known or WorkPlan.drafted_with(work_plan_id, command, today())
    events = plan.draft(command)
    if events:
        await _require_economies(session, "parties", command.parties, command.non_members)
    publish(session, *events)
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


async def _require_economies(
    session: AsyncSession, field: str, economies: Collection[str], non_members: Collection[str]
) -> None:
    """Raises `UnknownEconomy` or `AlreadyMember`; members are learned a moment after governance has registered them."""
    registered = select(MemberProjection.economy).where(
        col(MemberProjection.economy).in_(economies), MemberProjection.membership != "non_member"
    )
    members = set((await session.exec(registered)).all())
    if wrong := members.intersection(non_members):
        raise AlreadyMember(f"{', '.join(sorted(wrong))}: a registered member is said to be none", field=field)
    if unknown := set(economies) - members - set(non_members):
        raise UnknownEconomy(
            f"No member is registered under {', '.join(sorted(unknown))}: members are learned from governance; "
            "an economy that is none has to be declared a non-member",
            field=field,
        )


async def _require_agreement(session: AsyncSession, agreement_id: UUID | None, parties: Collection[str]) -> None:
    """Raises `UnknownAgreement`; a plan of some parties may lead to an agreement of more."""
    if agreement_id is None:
        return
    agreement = await session.get(Agreement, agreement_id)
    if agreement is None:
        raise UnknownAgreement(f"No agreement {agreement_id}", field="leads_to")
    if outside := set(parties).difference(agreement.parties):
        raise UnknownAgreement(f"{', '.join(sorted(outside))}: no party of {agreement.name}", field="leads_to")


async def _require_conference(session: AsyncSession, conference_id: UUID | None, signed_on: PartialDate | None) -> None:
    """Raises `UnknownConference`, which may pass when asked again, or `OutsideConference`."""
    if conference_id is None:
        return
    conference = await session.get(ConferenceProjection, conference_id)
    if conference is None:
        raise UnknownConference(
            f"No conference {conference_id} is known: conferences are learned from governance, ask again later",
            field="conference_id",
            retry=True,
        )
    if signed_on is not None:
        conference.refuse_outside(signed_on)
