"""What news makes of others' events: a draft of each decision and of each signed instrument."""

from cabos.subscriptions import Subscriptions
from cabos_contracts.aeo import AgreementSigned, WorkPlanSigned
from cabos_contracts.envelope import Envelope
from cabos_contracts.governance import DecisionTaken
from sqlmodel.ext.asyncio.session import AsyncSession

from news.commands.drafting import draft_from_event
from news.model import Draft

subscriptions = Subscriptions("news")


@subscriptions.on(DecisionTaken)
async def draft_decision(event: DecisionTaken, session: AsyncSession, envelope: Envelope) -> None:
    await draft_from_event(session, Draft.of_decision(event), envelope.id)


@subscriptions.on(AgreementSigned)
async def draft_agreement(event: AgreementSigned, session: AsyncSession, envelope: Envelope) -> None:
    await draft_from_event(session, Draft.of_agreement(event), envelope.id)


@subscriptions.on(WorkPlanSigned)
async def draft_work_plan(event: WorkPlanSigned, session: AsyncSession, envelope: Envelope) -> None:
    await draft_from_event(session, Draft.of_work_plan(event), envelope.id)
