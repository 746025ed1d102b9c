"""Joint work plans: instruments of their own, which may lead to an agreement and never are one."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from cabos.columns import Document
from cabos_contracts.aeo import WorkPlanSigned
from cabos_contracts.envelope import Event
from cabos_contracts.types import EconomyCode
from pydantic import Field as Said
from sqlalchemy import Text as TextColumn
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from aeo.model.facts import AlreadyOnRecord, Confidence, Facts, Parties, Text
from aeo.model.signature import Signature, Signed
from aeo.model.stage import StageOnDay


class WorkPlanStage(StrEnum):
    DRAFTED = "drafted"
    SIGNED = "signed"


class WorkPlanFacts(Facts):
    """A joint work plan as its source gives it."""

    name: Text
    parties: Parties
    non_members: tuple[EconomyCode, ...] = ()
    leads_to: UUID | None = Said(default=None, description="the agreement that came of it, when one did")
    notes: tuple[Text, ...] = ()
    source: Text
    confidence: Confidence | None = None


class WorkPlan(Signed, table=True):
    """One work plan; `record` is what is said of it."""

    __tablename__ = "work_plan"

    id: UUID = Field(primary_key=True)
    parties: list[str] = Field(sa_type=ARRAY(TextColumn))
    leads_to: UUID | None = Field(default=None, index=True)
    record: WorkPlanFacts = Field(sa_type=Document(WorkPlanFacts))
    version: int = 0

    @classmethod
    def drafted_with(cls, work_plan_id: UUID, facts: WorkPlanFacts) -> "WorkPlan":
        return cls(id=work_plan_id, name=facts.name, parties=list(facts.parties), leads_to=facts.leads_to, record=facts)

    @property
    def stage(self) -> WorkPlanStage:
        return WorkPlanStage.DRAFTED if self.signed_on is None else WorkPlanStage.SIGNED

    def draft(self, facts: WorkPlanFacts) -> None:
        """Write the plan, or rewrite it until it is signed; the agreement that comes of it may be named later, once."""
        if self.signed_on is not None:
            differing = facts.differing_from(self.record)
            if differing == ["leads_to"] and self.leads_to is None:
                differing = []
            if differing:
                raise AlreadyOnRecord(f"{self.name} is signed and stands; what differs: {', '.join(differing)}")
        self.record, self.name, self.parties, self.leads_to = facts, facts.name, list(facts.parties), facts.leads_to

    def sign(self, signature: Signature, today: date) -> list[Event]:
        if self.has(signature):
            return []
        self.take(signature, today)
        self.version += 1
        return [
            WorkPlanSigned(
                work_plan_id=self.id,
                name=self.name,
                parties=tuple(self.parties),
                signed_on=self.signed_on,
                conference_id=self.conference_id,
                leads_to=self.leads_to,
                version=self.version,
            )
        ]

    def stage_on(self, day: date) -> StageOnDay:
        """Drafted or signed on `day`; null where the day of signature is too imprecise to say."""
        if self.signed_on is None:
            return StageOnDay(as_of=day, stage=WorkPlanStage.DRAFTED, why="not signed")
        if self.signed_on.latest <= day:
            return StageOnDay(as_of=day, stage=WorkPlanStage.SIGNED, why=f"signed on {self.signed_on}")
        if self.signed_on.earliest > day:
            return StageOnDay(as_of=day, stage=WorkPlanStage.DRAFTED, why=f"signed later, on {self.signed_on}")
        return StageOnDay(as_of=day, stage=None, why=f"signed on an unknown day of {self.signed_on}")
