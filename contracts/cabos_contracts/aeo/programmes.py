"""What aeo announces of programmes."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from cabos_contracts.aeo.words import OperatorType, ProgrammeState, Source
from cabos_contracts.envelope import Event
from cabos_contracts.types import EconomyCode, PartialDate, Version

StatedBy = Annotated[str, Field(description="the source of what has changed")]


class ProgrammeRegistered(Event, type="aeo.programme.registered.v1", subject="programme_id", minor=1):
    """An AEO programme is in the register, or what the register says of it has changed."""

    programme_id: UUID
    economy: EconomyCode
    name: str
    state: ProgrammeState
    launch_year: int | None = None
    according_to: Source | None = None
    version: Version
    launched_on: PartialDate | None = None
    operator_types: tuple[OperatorType, ...] | None = None
    tiers: tuple[str, ...] = ()


class ProgrammeRenamed(Event, type="aeo.programme.renamed.v1", subject="programme_id"):
    """A programme is called `name` from a day on, which may be long past; it is the same programme."""

    programme_id: UUID
    economy: EconomyCode
    name: str
    former_name: str | None = None
    from_on: PartialDate
    stated_by: StatedBy
    version: Version


class ProgrammeStateChanged(Event, type="aeo.programme-state.changed.v1", subject="programme_id"):
    """A programme is planned, tried, operational, suspended or closed from a day on, which may be long past.

    While it is suspended, and once it is closed, partners have nobody to recognise.
    """

    programme_id: UUID
    economy: EconomyCode
    name: str
    state: ProgrammeState
    former_state: ProgrammeState | None = None
    on: PartialDate
    reason: str | None = None
    stated_by: StatedBy
    version: Version


class OperatorsCounted(Event, type="aeo.operators.counted.v1", subject="programme_id"):
    """So many operators hold the status of a programme on a day."""

    programme_id: UUID
    economy: EconomyCode
    name: str
    operators: Annotated[int, Field(ge=0)]
    counted_on: PartialDate
    stated_by: StatedBy
    version: Version
