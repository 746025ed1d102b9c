"""Customs agreements of other kinds."""

from uuid import UUID

from cabos.journal import publish
from cabos_contracts.types import PartialDate
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.commands.economies import require_economies
from aeo.commands.records import example, today, turn
from aeo.commands.sources import sources
from aeo.model import OtherInstrument
from aeo.model.facts import Name
from aeo.model.other_instrument import OtherInstrumentFacts


class RecordOtherInstrument(OtherInstrumentFacts):
    """Put a customs agreement on record that recognises nobody's operators, or what is now said of it."""

    model_config = example(
        name="Chile - Mexico customs mutual assistance",
        kind="mutual_assistance",
        instrument="CMAA",
        parties=["CL", "MX"],
        signed_on="2011-07-08",
        in_force_on="2012-03-02",
        source="Decree 22 of 2012",
        confidence="high",
    )


async def record_other_instrument(
    session: AsyncSession, other_instrument_id: UUID, command: RecordOtherInstrument
) -> None:
    found = await turn(session, OtherInstrument, other_instrument_id)
    row = found or OtherInstrument(
        id=other_instrument_id,
        name=command.name,
        kind=command.kind,
        parties=list(command.parties),
        source=command.source,
        record=command,
    )
    events = row.enter(command, today())
    if events:
        await require_economies(session, "parties", command.parties, command.non_members)
    publish(session, *events)
    session.add(row)


sources.about("other_instrument", OtherInstrument, name=Name, signed_on=PartialDate, in_force_on=PartialDate)
