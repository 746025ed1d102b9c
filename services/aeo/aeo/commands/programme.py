"""Entering programmes."""

from uuid import UUID

from cabos.journal import publish
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.commands.records import example, require_economies, turn
from aeo.model import Programme
from aeo.model.programme import ProgrammeFacts


class RegisterProgramme(ProgrammeFacts):
    """Enter a programme, or what is now said of it."""

    model_config = example(
        economy="UY",
        name="Operador Económico Calificado (OEC)",
        state="operational",
        launch_year=2014,
        operators=20,
        operators_as_of="Feb 2016",
        source="the administration, Feb 2016",
        confidence="high",
    )


async def register_programme(session: AsyncSession, programme_id: UUID, command: RegisterProgramme) -> None:
    programme = await turn(session, Programme, programme_id) or Programme.entered_with(programme_id, command)
    events = programme.register(command)
    if events:
        await require_economies(session, "economy", [command.economy], [command.economy] * command.non_member)
    publish(session, *events)
    session.add(programme)
