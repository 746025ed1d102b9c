"""What aeo announces of programmes."""

from uuid import UUID

from cabos_contracts.aeo.words import ProgrammeState, Source
from cabos_contracts.envelope import Event
from cabos_contracts.types import EconomyCode, Version


class ProgrammeRegistered(Event, type="aeo.programme.registered.v1", subject="programme_id"):
    """An AEO programme is in the register, or what the register says of it has changed."""

    programme_id: UUID
    economy: EconomyCode
    name: str
    state: ProgrammeState
    launch_year: int | None = None
    according_to: Source | None = None
    version: Version
