"""When the programmes of economies were suspended or closed, and their partners had nobody to recognise."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.model import Programme
from aeo.model.life import Step
from aeo.model.programme_state import Reached, suspensions


async def suspensions_of(session: AsyncSession, economies: Collection[str]) -> list[Step]:
    """Steps of suspension and reinstatement of each economy, as steps of a party of an agreement."""
    found = select(Programme.economy, Programme.states).where(col(Programme.economy).in_(economies))
    programmes: defaultdict[str, list[Sequence[Reached]]] = defaultdict(list)
    for economy, states in await session.exec(found.order_by(col(Programme.economy), col(Programme.id))):
        programmes[economy].append(states)
    return [step for economy, of_it in programmes.items() for step in suspensions(economy, of_it)]
