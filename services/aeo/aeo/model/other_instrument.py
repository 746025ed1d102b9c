"""Customs agreements that recognise nobody's operators: they stand beside the register and are never counted in it."""

import re
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from cabos.columns import Document, PartialDay, words
from cabos.refusal import Invalid
from cabos_contracts.aeo import OtherInstrumentRecorded
from cabos_contracts.envelope import Event
from cabos_contracts.types import EconomyCode, PartialDate
from pydantic import BaseModel, ValidationInfo, field_validator
from pydantic import Field as Said
from sqlalchemy import Text as TextColumn
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from aeo.model.facts import Name, Parties, Sourced, Text, require_among_parties
from aeo.model.record import Record
from aeo.model.signature import refuse_future

_RECOGNITION = re.compile(r"mutual recognition|reconocimiento mutuo|reconhecimento m[uú]tuo|\bmra\b|\barm\b")


class RecognisesOperators(Invalid):
    """The instrument recognises operators, and belongs among the agreements."""


class OtherKind(StrEnum):
    """`mutual_assistance` is what is called a CMAA."""

    MUTUAL_ASSISTANCE = "mutual_assistance"
    CUSTOMS_COOPERATION = "customs_cooperation"
    TRADE_FACILITATION = "trade_facilitation"
    OTHER = "other"


class OtherInstrumentFacts(Sourced):
    """A customs agreement that is no mutual recognition, as its source gives it; an unknown day is null."""

    name: Name
    kind: OtherKind
    instrument: Name = Said(description="the form, in the words of the source")
    parties: Parties
    non_members: tuple[EconomyCode, ...] = Said(default=(), max_length=250)
    signed_on: PartialDate | None = None
    signed_at: Text | None = None
    in_force_on: PartialDate | None = None
    promulgated_on: PartialDate | None = Said(default=None, description="when a party made it its law")
    deposits: dict[EconomyCode, PartialDate] = Said(
        default={}, description="when each party deposited its ratification; with some of them it is in force for these"
    )

    @field_validator("non_members")
    @classmethod
    def _strangers_among_the_parties(cls, non_members: tuple[str, ...], said: ValidationInfo) -> tuple[str, ...]:
        require_among_parties(non_members, said)
        return tuple(sorted(set(non_members)))

    @field_validator("in_force_on")
    @classmethod
    def _after_the_signature(cls, day: PartialDate | None, said: ValidationInfo) -> PartialDate | None:
        signed_on: PartialDate | None = said.data.get("signed_on")
        if day is not None and signed_on is not None and day.latest < signed_on.earliest:
            raise ValueError(f"{day} is before the signature on {signed_on}")
        return day

    @field_validator("deposits")
    @classmethod
    def _of_the_parties(cls, days: dict[str, PartialDate], said: ValidationInfo) -> dict[str, PartialDate]:
        require_among_parties(days, said)
        return days


class StandingOnDay(BaseModel):
    """Whether it was in force; null where the days on record leave it open."""

    as_of: date
    in_force: bool | None
    why: str


class OtherInstrument(Record, table=True):
    """One such instrument; `record` is what was last said of it."""

    __tablename__ = "other_instrument"
    kind_of_record = "other_instrument"

    id: UUID = Field(primary_key=True)
    name: str
    kind: OtherKind = Field(sa_type=words(OtherKind))
    parties: list[str] = Field(sa_type=ARRAY(TextColumn))
    signed_on: PartialDate | None = Field(default=None, sa_type=PartialDay)
    in_force_on: PartialDate | None = Field(default=None, sa_type=PartialDay)
    record: OtherInstrumentFacts = Field(sa_type=Document(OtherInstrumentFacts))

    def enter(self, facts: OtherInstrumentFacts, today: date) -> list[Event]:
        """Put it on record, or what is now said of it; the same again is harmless."""
        if self.version and not facts.differing_from(self.record):
            return []
        for field in ("name", "instrument"):
            if _RECOGNITION.search(getattr(facts, field).casefold()):
                raise RecognisesOperators(
                    f"{getattr(facts, field)} is put on record as an agreement on mutual recognition", field=field
                )
        refuse_future("signed_on", facts.signed_on, today)
        self.record, self.source = facts, facts.source
        self.name, self.kind, self.parties = facts.name, facts.kind, list(facts.parties)
        self.signed_on, self.in_force_on = facts.signed_on, facts.in_force_on
        self.version += 1
        told = {name: getattr(facts, name) for name in ("kind", "instrument", "deposits")}
        return [
            OtherInstrumentRecorded(
                other_instrument_id=self.id,
                name=self.name,
                parties=facts.parties,
                signed_on=self.signed_on,
                in_force_on=self.in_force_on,
                **told,
                according_to=self.source,
                version=self.version,
            )
        ]

    def correct(self, field: str, value: Any, *, source: str, reason: str) -> list[Event]:
        """Say what the preferred source says, in the days as in what was last said."""
        if field == "signed_on":
            refuse_future("value", value, date.today())
        try:
            facts = OtherInstrumentFacts.model_validate(dict(self.record) | {field: value, "source": source})
        except ValueError as wrong:
            raise Invalid(f"{field}: {wrong.errors()[0]['msg']}", field="value") from None  # type: ignore[attr-defined]
        events = super().correct(field, value, source=source, reason=reason)
        self.record = facts if events else self.record
        return events

    def standing_on(self, day: date) -> StandingOnDay:
        return standing_on(self.signed_on, self.in_force_on, day)


def standing_on(signed_on: PartialDate | None, in_force_on: PartialDate | None, day: date) -> StandingOnDay:
    """Whether something was in force on a day; null where nobody can say."""
    in_force, why = _standing_on(signed_on, in_force_on, day)
    return StandingOnDay(as_of=day, in_force=in_force, why=why)


def _standing_on(signed_on: PartialDate | None, since: PartialDate | None, day: date) -> tuple[bool | None, str]:
    if since is None:
        if signed_on is not None and day < signed_on.earliest:
            return False, f"not signed before {signed_on}"
        return None, "no source says since when it is in force"
    if since.latest <= day:
        return True, f"in force since {since}"
    if since.earliest <= day:
        return None, f"in force since an unknown day of {since}"
    return False, f"in force from {since} on"
