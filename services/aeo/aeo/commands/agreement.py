"""Agreements from the record to the day on which they are in force."""

from datetime import datetime
from uuid import UUID

from cabos.journal import publish
from cabos_contracts.types import PartialDate
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.commands.recognition import recompute
from aeo.commands.records import example, known, require_conference, require_economies, today, turn
from aeo.model import Agreement
from aeo.model.agreement_facts import AgreementFacts
from aeo.model.facts import Facts
from aeo.model.signature import Signature


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


async def open_agreement(session: AsyncSession, agreement_id: UUID, command: OpenAgreement) -> None:
    found = await turn(session, Agreement, agreement_id)
    agreement = found or Agreement.opened_with(agreement_id, command, today())
    events = agreement.open(command, today())
    if events:
        await require_economies(session, "parties", command.parties, command.non_members)
        await require_conference(session, command.conference_id, command.signed_on)
    publish(session, *events)
    publish(session, *await recompute(session, agreement))


async def sign_agreement(session: AsyncSession, agreement_id: UUID, command: SignAgreement) -> None:
    agreement = await known(session, Agreement, agreement_id)
    events = agreement.sign(command, today())
    if events:
        await require_conference(session, agreement.conference_id, agreement.signed_on)
    publish(session, *events)


async def bring_into_force(session: AsyncSession, agreement_id: UUID, command: BringIntoForce) -> None:
    agreement = await known(session, Agreement, agreement_id)
    publish(session, *agreement.enter_into_force(command.in_force_on, today()))
    publish(session, *await recompute(session, agreement))


async def begin_due_agreements(session: AsyncSession, now: datetime) -> None:
    """Bring into force what was agreed to begin by today."""
    day = now.date()
    waiting = select(Agreement).where(col(Agreement.enters_into_force_on) <= day.isoformat()).with_for_update()
    for agreement in (await session.exec(waiting.order_by(col(Agreement.id)))).all():
        publish(session, *agreement.begin_when_due(day))
        publish(session, *await recompute(session, agreement))
