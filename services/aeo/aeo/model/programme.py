"""AEO programmes: what an economy offers to the operators that it trusts."""

from enum import StrEnum
from uuid import UUID

from cabos.columns import Document, words
from cabos_contracts.aeo import ProgrammeRegistered
from cabos_contracts.envelope import Event
from cabos_contracts.types import EconomyCode
from pydantic import Field as Said
from sqlmodel import Field, SQLModel

from aeo.model.facts import AlreadyOnRecord, Sourced, Text


class ProgrammeState(StrEnum):
    OPERATIONAL = "operational"
    UNDER_DEVELOPMENT = "under_development"
    UNKNOWN = "unknown"


class ProgrammeFacts(Sourced):
    """A programme as its source gives it; null is unknown, an empty list is none."""

    economy: EconomyCode = Said(description="who runs it: a known member, or said to be none")
    non_member: bool = Said(
        default=False, description="the economy is no Member of the WCO and governance will never register it"
    )
    name: Text
    state: ProgrammeState
    launch_year: int | None = Said(default=None, ge=1950, le=2100)
    operator_types: tuple[Text, ...] | None = None
    operators: int | None = Said(default=None, ge=0, description="how many hold the status")
    operators_as_of: Text | None = Said(default=None, description="when they were counted, in the source's words")
    scope: Text | None = Said(default=None, description="which tier or side of trade recognition covers")
    code_format: Text | None = Said(default=None, description="the form of the codes that its operators have")
    history: tuple[Text, ...] = ()


class Programme(SQLModel, table=True):
    """One programme; it keeps its identity when it is renamed."""

    id: UUID = Field(primary_key=True)
    economy: str = Field(index=True)
    name: str
    state: ProgrammeState = Field(sa_type=words(ProgrammeState))
    record: ProgrammeFacts = Field(sa_type=Document(ProgrammeFacts))
    version: int = 0

    @classmethod
    def entered_with(cls, programme_id: UUID, facts: ProgrammeFacts) -> "Programme":
        """The row of a programme that nobody has announced yet: `register` does."""
        return cls(id=programme_id, economy=facts.economy, name=facts.name, state=facts.state, record=facts)

    def register(self, facts: ProgrammeFacts) -> list[Event]:
        """Enter the programme, or what is now said of it; the same again is harmless."""
        if self.version:
            differing = facts.differing_from(self.record)
            if not differing:
                return []
            if "economy" in differing:
                raise AlreadyOnRecord(
                    f"{self.name} is a programme of {self.economy}, not of {facts.economy}", field="economy"
                )
        self.record, self.name, self.state = facts, facts.name, facts.state
        self.version += 1
        return [
            ProgrammeRegistered(
                programme_id=self.id,
                economy=self.economy,
                name=self.name,
                state=self.state,
                launch_year=facts.launch_year,
                according_to=facts.source,
                version=self.version,
            )
        ]
