"""Instruments: what priorities rest on, by the code that everybody knows them by."""

from typing import Any, Literal

from cabos.columns import Document, PartialDay
from cabos.refusal import Invalid
from cabos_contracts.envelope import Event
from cabos_contracts.governance import InstrumentRegistered
from cabos_contracts.types import PartialDate
from sqlmodel import Field

from governance.model.part import Translations
from governance.model.record import Record

InstrumentKind = Literal[
    "agreement", "convention", "framework", "nomenclature", "programme", "report", "resolution", "other"
]


class UnknownInstrument(Invalid):
    """The instrument is not in the register."""


class Instrument(Record, table=True):
    """A convention, an agreement, a framework; `adopted_on` and `in_force_on` are null where nobody says when."""

    kind_of_record = "instrument"

    code: str = Field(primary_key=True)
    name: str
    translations: dict[str, str] = Field(default={}, sa_type=Document(Translations))
    kind: str
    adopted_on: PartialDate | None = Field(default=None, sa_type=PartialDay)
    in_force_on: PartialDate | None = Field(default=None, sa_type=PartialDay)
    url: str | None = None
    note: str | None = None
    confidence: str | None = None

    def register(self, **facts: Any) -> list[Event]:
        """Enter it, or change what the register says of it; the same again is harmless."""
        if self.version and all(getattr(self, field) == value for field, value in facts.items()):
            return []
        for field, value in facts.items():
            setattr(self, field, value)
        require_order(self.adopted_on, self.in_force_on)
        self.version += 1
        told = ("code", "name", "kind", "adopted_on", "in_force_on", "url", "version")
        return [InstrumentRegistered(**{field: getattr(self, field) for field in told})]

    def correct(self, field: str, value: Any, *, source: str, reason: str) -> list[Event]:
        days = {"adopted_on": self.adopted_on, "in_force_on": self.in_force_on} | {field: value}
        require_order(days["adopted_on"], days["in_force_on"])
        return super().correct(field, value, source=source, reason=reason)


def require_order(adopted_on: PartialDate | None, in_force_on: PartialDate | None) -> None:
    if adopted_on is not None and in_force_on is not None and in_force_on.latest < adopted_on.earliest:
        raise Invalid(f"It was adopted on {adopted_on} and cannot be in force before", field="in_force_on")
