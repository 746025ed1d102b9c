"""Letters of intent and plans: instruments of their own, which may lead to an agreement and never are one."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from cabos.columns import Document, words
from cabos.refusal import Invalid
from cabos_contracts.aeo import WorkPlanDrafted, WorkPlanSigned
from cabos_contracts.envelope import Event
from cabos_contracts.types import PartialDate
from pydantic import Field as Said
from pydantic import ValidationInfo, field_validator
from sqlalchemy import Text as TextColumn
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from aeo.model.facts import AlreadyOnRecord, Between, Confidence, Name, Text, require_among_parties
from aeo.model.instrument import InstrumentKind
from aeo.model.record import Versioned
from aeo.model.signatories import Signatories
from aeo.model.signature import Signature, Signed, refuse_future, refuse_strangers, told
from aeo.model.stage import StageOnDay


class UnknownAgreement(Invalid):
    """The agreement that a plan leads to is not on record, or is not between the plan's parties."""


class UnknownPlan(Invalid):
    """The plan that another one leads to is not on record, is not between its parties, or came before it."""


class NoPlan(Invalid):
    """The instrument recognises operators, and is more than a plan."""


class WorkPlanStage(StrEnum):
    DRAFTED = "drafted"
    SIGNED = "signed"


class PlanOutcome(StrEnum):
    """What became of a plan from which no agreement has come: talks go on, or another arrangement took its place."""

    UNDER_NEGOTIATION = "under_negotiation"
    SUPERSEDED = "superseded"


class WorkPlanFacts(Between):
    """A letter of intent, a joint work plan or an action plan as its source gives it."""

    instrument: Name = Said(default="Joint Work Plan", description="the form, in the words of the source")
    outcome: PlanOutcome | None = Said(default=None, description="what has become of it, as far as it is known")
    outcome_basis: Text | None = Said(default=None, description="what the outcome rests on")
    leads_to: UUID | None = Said(default=None, description="the agreement that came of it, when one did")
    leads_to_plan: UUID | None = Said(default=None, description="the plan that came of a letter or an earlier plan")
    signatories: Signatories | None = Said(default=None, description="who signed it, where the day is told later")

    @field_validator("signatories")
    @classmethod
    def _for_the_parties(cls, signatories: Signatories | None, said: ValidationInfo) -> Signatories | None:
        require_among_parties((each.party for each in signatories or ()), said)
        return signatories


_COLUMNS = {"source": "signature_source", "confidence": "signature_confidence"}
_LEARNED_LATER = {"outcome", "outcome_basis", "leads_to", "leads_to_plan", "instrument_kind"}


class WorkPlan(Signed, Versioned, table=True):
    """One work plan; `record` is what is said of it."""

    __tablename__ = "work_plan"
    kind_of_record = "work_plan"

    id: UUID = Field(primary_key=True)
    parties: list[str] = Field(sa_type=ARRAY(TextColumn))
    leads_to: UUID | None = Field(default=None, foreign_key="agreement.id", index=True)
    leads_to_plan: UUID | None = Field(default=None, foreign_key="work_plan.id", index=True)
    instrument_kind: InstrumentKind = Field(sa_type=words(InstrumentKind))
    drafted_on: date
    signatories: Signatories | None = Field(default=None, sa_type=Document(Signatories))
    signature_source: str | None = None
    signature_confidence: Confidence | None = Field(default=None, sa_type=TextColumn)
    record: WorkPlanFacts = Field(sa_type=Document(WorkPlanFacts))

    @classmethod
    def drafted_with(cls, work_plan_id: UUID, facts: WorkPlanFacts, today: date) -> "WorkPlan":
        """The row of a plan that nobody has announced yet: `draft` does."""
        return cls(
            id=work_plan_id,
            name=facts.name,
            parties=list(facts.parties),
            leads_to=facts.leads_to,
            leads_to_plan=facts.leads_to_plan,
            instrument_kind=facts.kind,
            drafted_on=today,
            signatories=facts.signatories,
            record=facts,
        )

    @property
    def stage(self) -> WorkPlanStage:
        return WorkPlanStage.DRAFTED if self.signed_on is None else WorkPlanStage.SIGNED

    @property
    def outcome(self) -> PlanOutcome | None:
        return self.record.outcome

    def draft(self, facts: WorkPlanFacts) -> list[Event]:
        """Write the plan, or rewrite it until it is signed; what became of it may be learned later."""
        differing = facts.differing_from(self.record) if self.version else list(WorkPlanFacts.model_fields)
        if self.version:
            if not differing:
                return []
            for field, what in (("leads_to", "agreement"), ("leads_to_plan", "plan")):
                led_to = getattr(self, field)
                if led_to is not None and getattr(facts, field) != led_to:
                    raise AlreadyOnRecord(f"{self.name} has led to the {what} {led_to}", field=field)
            standing = [field for field in differing if field not in _LEARNED_LATER]
            if self.signed_on is not None and standing:
                raise AlreadyOnRecord(
                    f"{self.name} was signed on {self.signed_on}; {', '.join(standing)} cannot be changed",
                    field=standing[0],
                )
        facts.require_kind()
        if not (facts.kind.leads_to_an_agreement or facts.kind is InstrumentKind.OTHER):
            raise NoPlan(
                f"{facts.instrument} is no plan: it is put on record as an agreement", field=facts.kind_told_by
            )
        # What is not said otherwise than before stays as a preferred claim, or the signature, has told it since.
        if "name" in differing:
            self.name = facts.name
        if "signatories" in differing and self.signed_on is None:
            self.signatories = facts.signatories
        self.record, self.parties, self.instrument_kind = facts, list(facts.parties), facts.kind
        self.leads_to, self.leads_to_plan = facts.leads_to, facts.leads_to_plan
        return [WorkPlanDrafted(**self._frame(), outcome=facts.outcome, instrument_kind=facts.kind)]

    def sign(self, signature: Signature, today: date) -> list[Event]:
        """Record the signature, after which the plan stands as it is."""
        columns = {field: _COLUMNS.get(field, field) for field in Signature.model_fields}
        learned = self.learned(signature, {field: getattr(self, column) for field, column in columns.items()})
        if not learned:
            return []
        refuse_strangers(signature.signatories, self.parties, self.name)
        refuse_future("signed_on", signature.signed_on, today)
        for field, value in learned.items():
            setattr(self, columns[field], value)
        where = {"signed_at": self.signed_at, "conference_id": self.conference_id}
        frame = self._frame() | {"according_to": self.signature_source or self.record.source}
        return [WorkPlanSigned(**frame, signed_on=self.signed_on, **where, signatories=told(self.signatories))]

    def told(self, field: str) -> tuple[Any, str]:
        """What the plan says of a field of which claims are made, and by which source."""
        signer = self.signature_source if field in Signature.model_fields else None
        return getattr(self, field), signer or self.record.source

    def correct(self, field: str, value: Any, *, source: str, reason: str) -> list[Event]:
        """Say what the preferred source says, of its name or of the signature; the same again is harmless."""
        before = getattr(self, field)
        if before == value:
            return []
        if field in Signature.model_fields:
            if self.signed_on is None:
                raise Invalid(f"{self.name} has no signature on record that could be corrected", field="value")
            if isinstance(value, PartialDate):
                refuse_future("value", value, datetime.now(UTC).date())
            self.signature_source = source
        setattr(self, field, value)
        return [self.corrected(field, before, value, source=source, reason=reason)]

    def stage_on(self, day: date) -> StageOnDay:
        """Signed since its day; before that drafted since it came on record, null where nobody can say."""
        stage, why = self._stage_on(day)
        return StageOnDay(as_of=day, stage=stage, why=why)

    def _stage_on(self, day: date) -> tuple[WorkPlanStage | None, str]:
        if self.signed_on is not None and self.signed_on.earliest <= day:
            if self.signed_on.latest <= day:
                return WorkPlanStage.SIGNED, f"signed on {self.signed_on}"
            return None, f"signed on an unknown day of {self.signed_on}"
        if day >= self.drafted_on:
            return WorkPlanStage.DRAFTED, f"on record since {self.drafted_on}; no signature by then"
        return None, f"on record since {self.drafted_on} only; signed on {self.signed_on or 'no known day'}"

    def _frame(self) -> dict[str, Any]:
        """What every event of a plan says, with the next version."""
        self.version += 1
        return {
            "work_plan_id": self.id,
            "name": self.name,
            "parties": tuple(self.parties),
            "leads_to": self.leads_to,
            "leads_to_plan": self.leads_to_plan,
            "instrument": self.record.instrument,
            "according_to": self.record.source,
            "version": self.version,
        }
