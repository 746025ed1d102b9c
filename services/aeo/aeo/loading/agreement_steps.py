"""agreement_steps.json: what happened to agreements on the way, and which of their parts began first."""

from typing import Any, Literal
from uuid import UUID

from cabos.claims import settled
from cabos.ids import stable_id
from cabos_contracts.types import EconomyCode, PartialDate
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.commands.agreement import BringIntoForce, bring_into_force
from aeo.commands.steps import NotedKind, RecordStep, record_step
from aeo.loading.row import FileRow
from aeo.model import Agreement
from aeo.model.facts import Confidence, Name
from aeo.model.life import Direction, Kinds, Reason, StepKind


class StepRow(FileRow):
    """`agreement` is a row of mras.json; `conference` is region and number. A step without a day is none of a file."""

    agreement: str
    kind: Literal[NotedKind, StepKind.IN_FORCE]
    on: PartialDate
    until_on: PartialDate | None = None
    party: EconomyCode | None = None
    direction: Direction | None = None
    operator_types: Kinds | None = None
    place: str | None = None
    conference: tuple[str, int] | None = None
    note: Reason
    source: Name
    confidence: Confidence | None = None

    @property
    def step_id(self) -> str:
        """The same for the same row: an agreement has one step of a kind on a day, of one part."""
        of = [self.party] if self.party else []
        if self.direction is not None:
            of = [self.direction.certified_in, self.direction.recognised_by]
        return "-".join([self.kind.replace("_", "-"), *map(str.lower, of), self.on])

    @property
    def facts(self) -> dict[str, Any]:
        """What is said of the step, in the words of the commands."""
        said = self.model_dump(exclude={"agreement", "conference"}, exclude_none=True)
        if self.conference is not None:
            said["conference_id"] = stable_id("conference", *self.conference)
        return said


async def load_agreement_step(session: AsyncSession, row: dict[str, Any]) -> None:
    """The step by the command that its kind has."""
    found = StepRow.model_validate(row)
    agreement_id = stable_id("agreement", found.agreement)
    if await _outweighed(session, agreement_id, found.step_id):
        return
    facts = found.facts
    if found.kind is StepKind.IN_FORCE:
        facts["in_force_on"] = facts.pop("on")
        del facts["kind"]
        await bring_into_force(session, agreement_id, BringIntoForce.model_validate(facts))
        return
    await record_step(session, agreement_id, found.step_id, RecordStep.model_validate(facts))


async def _outweighed(session: AsyncSession, agreement_id: UUID, step_id: str) -> bool:
    """Whether the step is on record and a claim may have moved its day."""
    agreement = await session.get(Agreement, agreement_id)
    known = agreement is not None and any(step.id == step_id for step in agreement.steps)
    return known and await settled(session, "agreement", agreement_id)
