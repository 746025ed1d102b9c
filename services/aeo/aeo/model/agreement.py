"""Agreements on mutual recognition, from the first contact to the day on which operators gain by them."""

from datetime import date
from typing import Any
from uuid import UUID

from cabos.columns import Document, PartialDay, words
from cabos.refusal import Invalid, Refusal
from cabos_contracts.aeo import AgreementEnteredIntoForce, AgreementOpened, AgreementSigned
from cabos_contracts.envelope import Event
from cabos_contracts.types import PartialDate
from sqlalchemy import Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from aeo.model.agreement_facts import AgreementFacts
from aeo.model.facts import AlreadyOnRecord
from aeo.model.life import Steps
from aeo.model.signature import Signature, Signed, refuse_future
from aeo.model.stage import Course, Stage, StageOnDay


class NotSigned(Refusal):
    """The agreement has not been signed."""


class Superseded(Refusal):
    """Another agreement has taken the place of this one."""


class AlreadyInForce(Refusal):
    """The agreement is in force since another day."""


class Agreement(Signed, table=True):
    """One agreement; `record` is what it was opened with, the columns are how it stands now.

    `stage_recorded_on` is the day on which the present stage came on record here, however old the stage is.
    """

    id: UUID = Field(primary_key=True)
    parties: list[str] = Field(sa_type=ARRAY(Text))
    stage: Stage = Field(sa_type=words(Stage))
    opened_on: date
    stage_recorded_on: date
    in_force_on: PartialDate | None = Field(default=None, sa_type=PartialDay)
    enters_into_force_on: PartialDate | None = Field(default=None, sa_type=PartialDay)
    steps: Steps = Field(default=(), sa_type=Document(Steps))
    record: AgreementFacts = Field(sa_type=Document(AgreementFacts))
    version: int = 0

    @classmethod
    def opened_with(cls, agreement_id: UUID, facts: AgreementFacts, today: date) -> "Agreement":
        """The row of an agreement that nobody has announced yet: `open` does."""
        taken = {"name", "stage", "signed_on", "signed_at", "conference_id", "in_force_on"}
        return cls(
            id=agreement_id,
            parties=list(facts.parties),
            opened_on=today,
            stage_recorded_on=today,
            record=facts,
            **{field: getattr(facts, field) for field in taken},
        )

    @property
    def plurilateral(self) -> bool:
        return len(self.parties) > 2

    @property
    def is_signed(self) -> bool:
        return self.signed_on is not None or self.stage.implies_signature

    def open(self, facts: AgreementFacts, today: date) -> list[Event]:
        """Announce the agreement as it was found; the same facts again are harmless, others `AlreadyOnRecord`."""
        if self.version:
            if differing := facts.differing_from(self.record):
                raise AlreadyOnRecord(
                    f"{self.name} is on record with another {', '.join(differing)}", field=differing[0]
                )
            return []
        refuse_future("signed_on", facts.signed_on, today)
        refuse_future("in_force_on", facts.in_force_on, today)
        events: list[Event] = [AgreementOpened(**self._frame(), stage=self.stage)]
        if self.is_signed:
            events.append(self._signed())
        if self.stage is Stage.IN_FORCE:
            events.append(self._entered_into_force())
        return events

    def sign(self, signature: Signature, today: date) -> list[Event]:
        """Record the signature; a stage that is further on stays, and an unknown day of signature becomes known."""
        if self.has(signature):
            return []
        if self.stage is Stage.SUPERSEDED:
            raise Superseded(f"{self.name} has been superseded")
        if self.in_force_on is not None and self.in_force_on.latest < signature.signed_on.earliest:
            raise Invalid(
                f"{signature.signed_on} is after the entry into force on {self.in_force_on}", field="signed_on"
            )
        self.take(signature, today)
        if not self.stage.may_be_signed:
            self._reach(Stage.SIGNED, today)
        return [self._signed()]

    def enter_into_force(self, on: PartialDate, today: date) -> list[Event]:
        """Bring it into force; a day that is still ahead is noted, and `begin_when_due` announces it on that day."""
        if self.stage is Stage.IN_FORCE:
            if self.in_force_on == on:
                return []
            if self.in_force_on is not None:
                raise AlreadyInForce(f"{self.name} is in force since {self.in_force_on}", field="in_force_on")
            refuse_future("in_force_on", on, today)
        elif self.stage is Stage.SUPERSEDED:
            raise Superseded(f"{self.name} has been superseded")
        elif not self.is_signed:
            raise NotSigned(f"{self.name} is {self.stage}: it has not been signed", field="in_force_on")
        if self.signed_on is not None and on.latest < self.signed_on.earliest:
            raise Invalid(f"{on} is before the signature on {self.signed_on}", field="in_force_on")
        if on.earliest > today:
            self.enters_into_force_on = on
            return []
        self._reach(Stage.IN_FORCE, today)
        self.in_force_on, self.enters_into_force_on = on, None
        return [self._entered_into_force()]

    def begin_when_due(self, today: date) -> list[Event]:
        """The day that was agreed on has come, all of it when it is imprecise."""
        if self.enters_into_force_on is None or self.enters_into_force_on.latest > today:
            return []
        return self.enter_into_force(self.enters_into_force_on, today)

    def stage_on(self, day: date) -> StageOnDay:
        return Course(
            found=self.record.stage,
            found_on=self.opened_on,
            stage=self.stage,
            recorded_on=self.stage_recorded_on,
            signed_on=self.signed_on,
            in_force_on=self.in_force_on,
            due_on=self.enters_into_force_on,
        ).on(day)

    def _reach(self, stage: Stage, today: date) -> None:
        if self.stage is not stage:
            self.stage, self.stage_recorded_on = stage, today

    def _signed(self) -> AgreementSigned:
        return AgreementSigned(
            **self._frame(), signed_on=self.signed_on, signed_at=self.signed_at, conference_id=self.conference_id
        )

    def _entered_into_force(self) -> AgreementEnteredIntoForce:
        return AgreementEnteredIntoForce(**self._frame(), signed_on=self.signed_on, in_force_on=self.in_force_on)

    def _frame(self) -> dict[str, Any]:
        """What every event of an agreement says, with the next version."""
        self.version += 1
        return {
            "agreement_id": self.id,
            "name": self.name,
            "parties": tuple(self.parties),
            "instrument": self.record.instrument,
            "according_to": self.record.source,
            "version": self.version,
        }
