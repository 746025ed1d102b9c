"""What aeo learns from governance."""

from cabos.subscriptions import Subscriptions
from cabos_contracts.envelope import Envelope
from cabos_contracts.governance import ConferenceConvened, ConferenceHeld, MemberRegistered
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.model import ConferenceProjection, MemberProjection

subscriptions = Subscriptions("aeo")


@subscriptions.on(MemberRegistered)
async def know_member(event: MemberRegistered, session: AsyncSession, envelope: Envelope) -> None:
    known = await session.get(MemberProjection, event.economy)
    if known is not None and known.version >= event.version:
        return
    await session.merge(
        MemberProjection(
            economy=event.economy,
            name=event.name,
            region=event.region,
            membership=event.membership,
            known_since=envelope.sequence,
            version=event.version,
        )
    )


@subscriptions.on(ConferenceConvened, ConferenceHeld)
async def know_conference(
    event: ConferenceConvened | ConferenceHeld, session: AsyncSession, envelope: Envelope
) -> None:
    known = await session.get(ConferenceProjection, event.conference_id)
    if known is not None and known.version >= event.version:
        return
    await session.merge(
        ConferenceProjection(
            id=event.conference_id,
            name=event.name,
            starts_on=event.starts_on,
            ends_on=event.ends_on,
            known_since=envelope.sequence,
            version=event.version,
        )
    )
