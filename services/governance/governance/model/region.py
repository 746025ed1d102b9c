"""The six regions of the World Customs Organization."""

from enum import StrEnum
from typing import Any

from cabos.columns import Document
from cabos.refusal import Invalid
from cabos_contracts.envelope import Event
from cabos_contracts.governance import RegionNamed
from cabos_contracts.governance.register import OfficialNames
from sqlmodel import Field, SQLModel


class SixRegions(StrEnum):
    AMS = "AMS"
    EUR = "EUR"
    AP = "AP"
    MENA = "MENA"
    WCA = "WCA"
    ESA = "ESA"


class UnknownRegion(Invalid):
    """The region is not in the register."""


class Region(SQLModel, table=True):
    """A region, what it is officially called, and what it calls its conference."""

    code: str = Field(primary_key=True)
    name: str
    names: OfficialNames | None = Field(default=None, sa_type=Document(OfficialNames))
    meeting_name: str | None = None
    source: str | None = None
    confidence: str | None = None
    version: int = 0

    def call(self, **facts: Any) -> list[Event]:
        """Say what it is called; the same again is harmless."""
        if self.version and all(getattr(self, field) == value for field, value in facts.items()):
            return []
        for field, value in facts.items():
            setattr(self, field, value)
        self.version += 1
        told = {"name": self.name, "names": self.names, "meeting_name": self.meeting_name}
        return [RegionNamed(region=self.code, version=self.version, **told)]
