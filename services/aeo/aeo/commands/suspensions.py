"""When the programmes of economies did not run, and their partners had nobody to recognise."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from cabos.refusal import Refusal
from cabos_contracts.types import PartialDate
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.model import Agreement, Programme
from aeo.model.life import Step
from aeo.model.meant import Programmes, Registered, down, meant
from aeo.model.programme_state import proven_closed


class NotOperational(Refusal):
    """A party has no programme whose operators could be recognised."""


async def programmes_of(session: AsyncSession, economies: Collection[str]) -> Programmes:
    asked = (Programme.economy, Programme.id, Programme.names, Programme.states)
    found = select(*asked).where(col(Programme.economy).in_(economies)).order_by(col(Programme.id))
    programmes: defaultdict[str, list[Registered]] = defaultdict(list)
    for row in await session.exec(found):
        programmes[row[0]].append(Registered(*row[1:]))
    return programmes


async def suspensions_of(session: AsyncSession, agreement: Agreement) -> list[Step]:
    """Steps of suspension and reinstatement of each party whose programme, the one that is meant, did not run."""
    parties = agreement.everyone
    return down(agreement.record.programmes, parties, await programmes_of(session, parties))


async def require_operational(
    session: AsyncSession,
    called: Mapping[str, str],
    days: Mapping[str, PartialDate],
    today: date,
    field: str = "in_force_on",
) -> None:
    """Raises `NotOperational` when the programmes of a party were not open on its day; `called` as by the agreement.

    Unknown is no proof: an economy whose programmes are not on record passes, as does one whose days leave room. Of a
    day ahead nobody knows what will be open by then: the agreement enters into force on it, and recognises nobody
    while a programme is not operational.
    """
    programmes = await programmes_of(session, days.keys())
    for economy, on in sorted(days.items()):
        states = [each.states for each in meant(economy, called.get(economy), programmes)]
        if on.earliest <= today and (why := proven_closed(states, on.earliest, min(on.latest, today))):
            raise NotOperational(
                f"a programme is operational when its agreement enters into force, and that of {economy} is {why}",
                field=field,
            )
