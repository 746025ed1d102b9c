"""What governance announces of decisions."""

from typing import Annotated
from uuid import UUID

from cabos_contracts.envelope import Event
from cabos_contracts.types import KnownValues, PartialDate, RegionCode, Version

DecisionKind = Annotated[str, KnownValues("vice_chair_selection", "resolution", "endorsement", "other")]


class DecisionTaken(Event, type="governance.decision.taken.v1", subject="decision_id"):
    """A conference has decided; `text` is English, `effective` is when, in the words of the record."""

    decision_id: UUID
    conference_id: UUID
    conference_name: str
    region: RegionCode
    kind: DecisionKind
    text: str
    taken_on: PartialDate
    effective: str | None = None
    version: Version
