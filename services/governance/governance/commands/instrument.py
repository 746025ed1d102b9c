"""Entering the instruments that priorities rest on."""

from typing import Annotated

from cabos.journal import publish
from cabos_contracts.types import PartialDate
from pydantic import Field, model_validator
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.commands.register import Command, Confidence, PastDay, Text, example
from governance.commands.sources import sources
from governance.model.instrument import Instrument, InstrumentKind, UnknownInstrument
from governance.model.part import Title, Translations

Url = Annotated[str, Field(max_length=2000, pattern=r"^https?://[!-~]+$")]


class RegisterInstrument(Command):
    model_config = example(
        name="Revised Kyoto Convention",
        translations={"es": "Convenio de Kioto Revisado"},
        kind="convention",
        source="WCO newsroom, 19 Apr 2018",
        confidence="high",
    )

    name: Title
    translations: Translations = {}
    kind: InstrumentKind
    adopted_on: PastDay | None = None
    in_force_on: PartialDate | None = None
    url: Url | None = None
    note: Text | None = None
    source: Text
    confidence: Confidence | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "RegisterInstrument":
        first, last = self.adopted_on, self.in_force_on
        if first is not None and last is not None and last.latest < first.earliest:
            raise ValueError(f"in_force_on: {last} is before adopted_on {first}")
        return self


async def register_instrument(session: AsyncSession, code: str, command: RegisterInstrument) -> None:
    facts = dict(command)
    instrument = await session.get(Instrument, code, with_for_update=True) or Instrument(code=code, **facts)
    publish(session, *instrument.register(**facts))
    session.add(instrument)


async def require_instruments(session: AsyncSession, codes: set[str], field: str) -> None:
    """Raises `UnknownInstrument` for the first code that is not in the register."""
    known = set((await session.exec(select(Instrument.code).where(col(Instrument.code).in_(codes)))).all())
    for code in sorted(codes - known):
        raise UnknownInstrument(f"No instrument is registered under {code}", field=field)


sources.about(
    "instrument",
    Instrument,
    name=Title,
    adopted_on=PastDay,
    in_force_on=PartialDate,
    url=Url,
)
