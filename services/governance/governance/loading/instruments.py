"""instruments.json: what priorities rest on."""

from typing import Any

from pydantic import TypeAdapter
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.commands.instrument import RegisterInstrument, register_instrument
from governance.model.priority import InstrumentCode


async def load_instrument(session: AsyncSession, row: dict[str, Any]) -> None:
    """The instrument; a row is the command, with the code."""
    facts = {field: value for field, value in row.items() if field != "code"}
    code: str = TypeAdapter(InstrumentCode).validate_python(row["code"])
    await register_instrument(session, code, RegisterInstrument.model_validate(facts))
