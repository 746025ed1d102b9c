"""Agreements on mutual recognition, from the first contact to the day on which they are no more."""

from datetime import date
from typing import Any
from uuid import UUID

from cabos.refusal import Invalid, Refusal
from cabos_contracts.aeo import AgreementOpened, ReviewFellDue, ReviewPlanned
from cabos_contracts.envelope import Event
from cabos_contracts.types import PartialDate

from aeo.model.agreement_facts import AgreementFacts
from aeo.model.announcing import signing
from aeo.model.correcting import Correcting
from aeo.model.facts import AlreadyOnRecord
from aeo.model.found import first_steps
from aeo.model.learning import completed, contradicted, untold
from aeo.model.life import Step, StepFacts, StepKind
from aeo.model.living import NotSigned
from aeo.model.order import AFTER_THE_SIGNATURE
from aeo.model.reviews import last_review
from aeo.model.signature import Signature, refuse_future, refuse_strangers
from aeo.model.stage import Stage

_IN_STEP = {field: field for field in Signature.model_fields} | {"signed_on": "on", "signed_at": "place"}
"""What a step calls the facts of a signature."""


class NoAgreement(Invalid):
    """The instrument is one on the way to an agreement."""


class AlreadyInForce(Refusal):
    """The agreement is in force since another day."""


class Agreement(Correcting, table=True):
    """One agreement, with the decisions on it up to its entry into force, and on its reviews."""

    @classmethod
    def opened_with(cls, agreement_id: UUID, facts: AgreementFacts, today: date) -> "Agreement":
        """The row of an agreement that nobody has announced yet: `open` does."""
        agreement = cls(
            id=agreement_id,
            name=facts.name,
            parties=list(facts.parties),
            instrument_kind=facts.kind,
            stage=facts.stage,
            opened_on=today,
            source=facts.source,
            review_every_months=facts.review_every_months,
            steps=first_steps(facts, today),
            record=facts,
        )
        agreement._settle()
        return agreement

    def open(self, facts: AgreementFacts, today: date) -> list[Event]:
        """Announce the agreement as it was found; the same facts again are harmless, others `AlreadyOnRecord`."""
        if self.version:
            if differing := facts.differing_from(self.record):
                raise AlreadyOnRecord(
                    f"{self.name} is on record with another {', '.join(differing)}", field=differing[0]
                )
            return []
        facts.require_kind()
        if self.instrument_kind.leads_to_an_agreement:
            raise NoAgreement(
                f"{facts.instrument} leads to an agreement and is none itself: it is put on record as a work plan",
                field=facts.kind_told_by,
            )
        refuse_future("signed_on", facts.signed_on, today)
        refuse_future("in_force_on", facts.in_force_on, today)
        # Not a rule of the facts: those that were put on record before there was one are still read.
        if facts.in_force_clause is not None and facts.in_force_clause > len(facts.parties):
            raise Invalid(f"{facts.in_force_clause} are more than the parties", field="in_force_clause")
        opened = {"stage": self.stage, "instrument": self.instrument, "instrument_kind": self.instrument_kind}
        events: list[Event] = [AgreementOpened(**self._frame(), **opened)]
        if self.signature is not None:
            events.append(signing(self, self.signature, self._frame()))
        if self.stage is Stage.IN_FORCE:
            events.append(self._entered_into_force())
        return events

    def sign(self, signature: Signature, today: date) -> list[Event]:
        """Record the signature; a stage that is further on stays, and what was unknown of it becomes known."""
        stands = self.signature or self._said(StepKind.SIGNED, today)
        known = untold(stands, signature.source, self.record.source)
        learned = self.learned(signature, {name: getattr(known, field) for name, field in _IN_STEP.items()})
        if not learned:
            return []
        refuse_strangers(signature.signatories, self.everyone, self.name)
        if stands.on is None:
            refuse_future("signed_on", signature.signed_on, today)
            self._refuse_after_the_end(stands.model_copy(update={"on": signature.signed_on}))
            self._refuse_late_signature(signature.signed_on)
        return self._record(known.model_copy(update={_IN_STEP[name]: value for name, value in learned.items()}), today)

    def enter_into_force(self, said: StepFacts, today: date) -> list[Event]:
        """Bring it, or a part of it, into force; a day that is still ahead may move, and counts when it comes."""
        step = Step(**dict(said), recorded_on=today)
        same = next((s for s in self.steps if s.slot == step.slot and s.on == step.on), None)
        if same is not None:
            return self._learn_of_entry(same, step, today)
        stands = next((s for s in self._taken() if s.slot == step.slot), None)
        widened = any(s.kind is StepKind.IN_FORCE and s.whole and s.limited for s in self._taken())
        whole = stands is None and not said.part and self.stage is Stage.IN_FORCE and not widened
        if stands is not None or whole:
            since = self.in_force_on if stands is None else stands.on
            if since == step.on:
                return []
            if since is not None:
                raise AlreadyInForce(f"{self.name} is in force since {since}", field="in_force_on")
            refuse_future("in_force_on", step.on, today)
        self._refuse_after_the_end(step)
        if not self.is_signed:
            raise NotSigned(f"{self.name} is {self.stage}: it has not been signed", field="in_force_on")
        if self.signed_on is not None and step.latest < self.signed_on.earliest:
            raise Invalid(f"{step.on} is before the signature on {self.signed_on}", field="in_force_on")
        self.refuse_strangers(said)
        return self._record(step, today)

    def _learn_of_entry(self, stands: Step, said: Step, today: date) -> list[Event]:
        """The day is on record: its source may become known, and nothing else than was told before."""
        if field := contradicted(stands, said, self.record.source):
            known = f"is in force since {stands.on}, with another {field} on record"
            raise AlreadyInForce(f"{self.name} {known}", field=field)
        learned = completed(stands, said, self.record.source)
        return [] if learned == stands else self._record(learned, today)

    def note(self, step_id: str, said: StepFacts, today: date) -> list[Event]:
        """Note a step that needs no rule but its place in the life; one that lies ahead may still move."""
        step = Step(**dict(said), id=step_id, recorded_on=today)
        known = next((each for each in self.steps if each.id == step_id), None)
        if known is not None:
            if known.says(step):
                return []
            unknown = known.on is None and known.model_copy(update={"on": step.on}).says(step)
            if known.kind is not step.kind or (known.announced_on is not None and not unknown):
                raise AlreadyOnRecord(f"The step {step_id} of {self.name} is on record with other facts", field="kind")
        self._refuse_after_the_end(step)
        self.refuse_strangers(said)
        if said.kind in AFTER_THE_SIGNATURE:
            if not self.is_signed:
                raise NotSigned(f"{self.name} is {self.stage}: it has not been signed", field="kind")
            if self.signed_on is not None and step.on is not None and step.latest < self.signed_on.earliest:
                raise Invalid(f"{step.on} is before the signature on {self.signed_on}", field="on")
        return self._record(step, today)

    def plan_reviews(self, every_months: int | None) -> list[Event]:
        """Review it every so many months from now on, or no longer."""
        if every_months == self.review_every_months:
            return []
        self.review_every_months = every_months
        self._settle()
        planned = {"every_months": every_months, "review_due_on": self.review_due_on}
        return [ReviewPlanned(**self._who(), **planned)]

    def fall_due(self, today: date) -> list[Event]:
        """Announce, once for each day, that a review is due."""
        if self.review_due_on is None or self.review_due_on > today or self.review_announced_for == self.review_due_on:
            return []
        self.review_announced_for = self.review_due_on
        last = last_review(self.steps)
        return [ReviewFellDue(**self._who(), due_on=self.review_due_on, last_reviewed_on=last.on if last else None)]

    def _refuse_late_signature(self, signed_on: PartialDate) -> None:
        for step in self.steps:
            later = AFTER_THE_SIGNATURE.get(step.kind)
            if later is not None and step.on is not None and step.latest < signed_on.earliest:
                raise Invalid(f"{signed_on} is after the {later} on {step.on}", field="signed_on")

    def _frame(self) -> dict[str, Any]:
        return {**self._who(), "according_to": self.source}

    def _who(self) -> dict[str, Any]:
        """What every event of an agreement says, with the next version."""
        said = {"agreement_id": self.id, "name": self.name, "parties": tuple(self.parties)}
        return {**said, "version": self.next_version()}
