"""Noting what an edition of the compendium counts."""

from cabos.journal import publish
from cabos.refusal import Invalid
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.commands.records import example, today, turn
from aeo.model import CompendiumEdition
from aeo.model.compendium import COUNTED, EditionFacts


class RecordEdition(EditionFacts):
    """Note what an edition counts, or what is now known of it."""

    model_config = example(
        title="AEO Compendium 2020",
        counted_on="2020-12-18",
        operational=97,
        under_development=20,
        bilateral=87,
        plurilateral=4,
        negotiating=78,
        source="WCO newsroom 18 Dec 2020",
        confidence="high",
    )


async def record_edition(session: AsyncSession, edition: str, command: RecordEdition) -> None:
    if command.counted_on.earliest > today():
        raise Invalid(f"{command.counted_on} is in the future", field="counted_on")
    if all(getattr(command, name) is None for name in COUNTED):
        raise Invalid(f"An edition counts something: {', '.join(COUNTED)}", field=COUNTED[0])
    found = await turn(session, CompendiumEdition, edition)
    row = found or CompendiumEdition(
        edition=edition, counted_on=command.counted_on, source=command.source, record=command
    )
    publish(session, *row.enter(command))
    session.add(row)
