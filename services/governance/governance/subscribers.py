"""What governance learns from aeo."""

from cabos.subscriptions import Subscriptions
from cabos_contracts.aeo import AgreementSigned, WorkPlanSigned
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.model import ConferenceSigning

subscriptions = Subscriptions("governance")


@subscriptions.on(AgreementSigned, WorkPlanSigned)
async def know_signing(event: AgreementSigned | WorkPlanSigned, session: AsyncSession) -> None:
    kind, id_ = (
        ("agreement", event.agreement_id) if isinstance(event, AgreementSigned) else ("work_plan", event.work_plan_id)
    )
    known = await session.get(ConferenceSigning, id_)
    if known is not None and known.version >= event.version:
        return
    await session.merge(
        ConferenceSigning(
            id=id_,
            kind=kind,
            conference_id=event.conference_id,
            name=event.name,
            parties=list(event.parties),
            instrument=event.instrument,
            signed_on=event.signed_on,
            signed_at=event.signed_at,
            version=event.version,
        )
    )
