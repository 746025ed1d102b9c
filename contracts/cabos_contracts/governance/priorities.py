"""What governance announces of priorities, and of the instruments that they rest on."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from cabos_contracts.envelope import Event
from cabos_contracts.types import Authority, KnownValues, PartialDate, Version, Word

Level = Annotated[str, Field(description="WCO for the whole organization, or the code of a region")]
PriorityStage = Annotated[str, KnownValues("candidate", "current", "adopted", "closed")]


class InstrumentUse(Word):
    """An instrument of the register, and what it is for a priority."""

    code: str
    role: Annotated[str, KnownValues("tool", "basis", "outcome", "in_development")]


class PriorityProposed(Event, type="governance.priority.proposed.v1", subject="priority_id"):
    """A matter is a candidate since `proposed_on`; `stage` is what it is now, where that was learned first."""

    priority_id: UUID
    level: Level
    name: str
    stage: PriorityStage
    proposed_on: PartialDate | None = None
    by: Authority | None = None
    version: Version


class PriorityTakenUp(Event, type="governance.priority.taken-up.v1", subject="priority_id"):
    """A matter is one of the current priorities since `taken_up_on`, which may be long past or not known."""

    priority_id: UUID
    level: Level
    name: str
    stage: PriorityStage
    taken_up_on: PartialDate | None = None
    by: Authority | None = None
    version: Version


class PriorityAdopted(Event, type="governance.priority.adopted.v1", subject="priority_id"):
    """What a priority was for has been adopted."""

    priority_id: UUID
    level: Level
    name: str
    stage: PriorityStage
    adopted_on: PartialDate | None = None
    by: Authority | None = None
    outcome: str | None = None
    version: Version


class PriorityClosed(Event, type="governance.priority.closed.v1", subject="priority_id"):
    """A matter is no longer pursued, and what came of it."""

    priority_id: UUID
    level: Level
    name: str
    stage: PriorityStage
    closed_on: PartialDate | None = None
    by: Authority | None = None
    outcome: str
    version: Version


class PriorityDescribed(Event, type="governance.priority.described.v1", subject="priority_id"):
    """What is told of a priority has changed; its stage has not."""

    priority_id: UUID
    level: Level
    name: str
    stage: PriorityStage
    instruments: tuple[InstrumentUse, ...] = ()
    version: Version


class PriorityPresented(Event, type="governance.priority.presented.v1", subject="priority_id"):
    """A priority was presented at a conference, as a candidate or as one of the current ones."""

    priority_id: UUID
    level: Level
    name: str
    stage: PriorityStage
    conference_id: UUID
    presented_as: PriorityStage
    presented_by: str | None = None
    version: Version


class PriorityOutcomeNoted(Event, type="governance.priority-outcome.noted.v1", subject="priority_id"):
    """What became of a matter by a day; another text for the same day corrects the first."""

    priority_id: UUID
    level: Level
    name: str
    stage: PriorityStage
    day: PartialDate
    text: str
    by: Authority | None = None
    instrument: str | None = None
    version: Version


class InstrumentRegistered(Event, type="governance.instrument.registered.v1", subject="code"):
    """An instrument is in the register, or what the register says of it has changed."""

    code: str
    name: str
    kind: Annotated[
        str,
        KnownValues(
            "agreement", "convention", "framework", "nomenclature", "programme", "report", "resolution", "other"
        ),
    ]
    adopted_on: PartialDate | None = None
    in_force_on: PartialDate | None = None
    url: str | None = None
    version: Version
