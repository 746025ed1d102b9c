"""When the programmes of economies did not run, and their partners had nobody to recognise."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from cabos.refusal import Refusal
from cabos_contracts.types import PartialDate
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.model import Programme
from aeo.model.life import Step
from aeo.model.programme_state import Reached, proven_closed, suspensions


class NotOperational(Refusal):
    """A party has no programme whose operators could be recognised."""


async def suspensions_of(session: AsyncSession, economies: Collection[str]) -> list[Step]:
    """Steps of suspension and reinstatement of each economy, as steps of a party of an agreement."""
    programmes = await _states_of(session, economies)
    return [step for economy, of_it in programmes.items() for step in suspensions(economy, of_it)]


async def require_operational(session: AsyncSession, economies: Collection[str], on: PartialDate, today: date) -> None:
    """Raises `NotOperational` when a party has only programmes that were not open on the day.

    Unknown is no proof: an economy whose programmes are not on record passes, as does one whose days leave room. Of a
    day ahead nobody knows what will be open by then.
    """
    if on.earliest > today:
        return
    for economy, programmes in sorted((await _states_of(session, economies)).items()):
        if why := proven_closed(programmes, on.earliest, min(on.latest, today)):
            raise NotOperational(
                f"a programme is operational when its agreement enters into force, and that of {economy} is {why}",
                field="in_force_on",
            )


async def _states_of(session: AsyncSession, economies: Collection[str]) -> dict[str, list[Sequence[Reached]]]:
    found = select(Programme.economy, Programme.states).where(col(Programme.economy).in_(economies))
    programmes: defaultdict[str, list[Sequence[Reached]]] = defaultdict(list)
    for economy, states in await session.exec(found.order_by(col(Programme.economy), col(Programme.id))):
        programmes[economy].append(states)
    return programmes
