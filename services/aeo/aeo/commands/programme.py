"""Entering programmes, and what becomes of them: new names, states and numbers."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from cabos.journal import publish
from cabos_contracts.envelope import Event
from cabos_contracts.types import PartialDate
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.commands.economies import require_economies
from aeo.commands.recognition import recompute_of
from aeo.commands.records import example, known, today, turn
from aeo.commands.sources import sources
from aeo.model import Programme
from aeo.model.facts import Confidence, Facts, Text
from aeo.model.naming import Named
from aeo.model.programme_facts import Count, Number, ProgrammeFacts
from aeo.model.programme_state import ProgrammeState, Reached


class RegisterProgramme(ProgrammeFacts):
    """Enter a programme, or what is now said of it."""

    model_config = example(
        economy="UY",
        name="Operador Económico Calificado (OEC)",
        state="operational",
        launch_year=2014,
        operator_types=["importer", "exporter"],
        operators=20,
        operators_as_of="Feb 2016",
        source="the administration, Feb 2016",
        confidence="high",
    )


class RenameProgramme(Facts):
    """The programme has another name from a day on; it stays the same programme."""

    model_config = example(
        name="Operador Económico Autorizado (OEA)",
        former_name="Nuevo Esquema de Empresas Certificadas (NEEC)",
        source="WCO AEO Compendium",
    )

    name: Text
    former_name: Text | None = None
    source: Text
    confidence: Confidence | None = None


class ChangeProgrammeState(Facts):
    """The programme is planned, tried, operational, suspended or closed from a day on."""

    model_config = example(state="suspended", on="2020-03-16", reason="no visits to operators", source="circular 12")

    state: ProgrammeState
    on: PartialDate
    reason: Text | None = None
    source: Text
    confidence: Confidence | None = None


class CountOperators(Facts):
    """So many hold the status on a day."""

    model_config = example(operators=1838, words="2018 (WCO figure)", source="WCO AEO Compendium 2018")

    operators: Number
    words: Text | None = None
    source: Text
    confidence: Confidence | None = None


async def register_programme(session: AsyncSession, programme_id: UUID, command: RegisterProgramme) -> None:
    programme = await turn(session, Programme, programme_id) or Programme.entered_with(programme_id, command)
    events = programme.register(command, today())
    if events:
        await require_economies(session, "economy", [command.economy], [command.economy] * command.non_member)
    session.add(programme)
    await _announce(session, programme, events)


async def rename_programme(
    session: AsyncSession, programme_id: UUID, from_on: PartialDate, command: RenameProgramme
) -> None:
    programme = await known(session, Programme, programme_id)
    said = command.model_dump(exclude={"former_name"})
    new = Named(**said, from_on=from_on, recorded_on=today())
    await _announce(session, programme, programme.rename(new, command.former_name, today()))


async def change_programme_state(session: AsyncSession, programme_id: UUID, command: ChangeProgrammeState) -> None:
    """Agreements of the economy are suspended with its programme, and count again with it."""
    programme = await known(session, Programme, programme_id)
    said = command.model_dump(exclude={"on"})
    events = programme.change_state(Reached(**said, from_on=command.on, recorded_on=today()), today())
    await _announce(session, programme, events)


async def count_operators(session: AsyncSession, programme_id: UUID, day: PartialDate, command: CountOperators) -> None:
    programme = await known(session, Programme, programme_id)
    publish(session, *programme.count(Count(**dict(command), on=day), today()))


async def correct_programme(
    session: AsyncSession, programme: Programme, field: str, value: Any, source: str, reason: str
) -> None:
    await _announce(session, programme, programme.correct(field, value, source=source, reason=reason))


async def _announce(session: AsyncSession, programme: Programme, events: Sequence[Event]) -> None:
    """Announce what has changed; with one programme, day or name more, an economy may be up that was down."""
    publish(session, *events)
    if events:
        await session.flush()
        await recompute_of(session, [programme.economy])


sources.about(
    "programme",
    Programme,
    correct_programme,
    Programme.told,
    name=Text,
    launched_on=PartialDate,
    scope=Text,
    code_format=Text,
)
