"""Signing: the day, the place, the conference and the signatories of agreements and of work plans alike."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from cabos.columns import PartialDay
from cabos.refusal import Invalid, Refusal
from cabos_contracts.aeo import words
from cabos_contracts.types import PartialDate
from sqlmodel import Field, SQLModel

from aeo.model.facts import Confidence, Facts, Name, Text
from aeo.model.signatories import Signatories, Signatory

_LEARNED_LATER = {"signatories", "source", "confidence"}


class AlreadySigned(Refusal):
    """The signature is on record with other facts."""


class Signature(Facts):
    """When, where, at which conference and by whom it was signed, and who tells so; what is not said is null."""

    signed_on: PartialDate
    signed_at: Text | None = None
    conference_id: UUID | None = None
    signatories: Signatories | None = None
    source: Name | None = None
    confidence: Confidence | None = None


class Signed(SQLModel):
    """The columns of something that is signed."""

    name: str
    signed_on: PartialDate | None = Field(default=None, sa_type=PartialDay)
    signed_at: str | None = None
    conference_id: UUID | None = Field(default=None, index=True)

    def learned(self, signature: Signature, known: dict[str, Any]) -> dict[str, Any]:
        """What becomes known of a signature of which so much is `known`; other facts are `AlreadySigned`.

        A part that was unknown may become known together with the day and never after it, but for who signed and who
        tells so.
        """
        said = {field: value for field, value in signature if value is not None}
        for field, value in said.items():
            final = self.signed_on is not None and field not in _LEARNED_LATER
            if (final or known[field] is not None) and known[field] != value:
                stands = _words(known[field])
                raise AlreadySigned(f"{self.name} is on record with {field} {stands}, not {_words(value)}", field=field)
        return {field: value for field, value in said.items() if known[field] != value}


def _words(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(f"{each.party}: {each.name or each.office}" for each in value)
    return "unknown" if value is None else str(value)


def told(signatories: Collection[Signatory] | None) -> tuple[words.Signatory, ...] | None:
    """What an event says of those who signed."""
    if signatories is None:
        return None
    return tuple(words.Signatory.model_validate(each, from_attributes=True) for each in signatories)


def refuse_strangers(signatories: Collection[Signatory] | None, parties: Collection[str], name: str) -> None:
    """Only who is a party has somebody who signs."""
    for each in signatories or ():
        if each.party not in parties:
            raise Invalid(f"{each.party} is no party of {name}", field="signatories")


def refuse_future(field: str, day: PartialDate | None, today: date) -> None:
    """What has happened has happened by today."""
    if day is not None and day.earliest > today:
        raise Invalid(f"{day} is in the future", field=field)
