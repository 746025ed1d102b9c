"""Signing: the day, the place and the conference of agreements and of work plans alike."""

from datetime import date
from typing import Any
from uuid import UUID

from cabos.columns import PartialDay
from cabos.refusal import Invalid, Refusal
from cabos_contracts.types import PartialDate
from sqlmodel import Field, SQLModel

from aeo.model.facts import Facts, Text


class AlreadySigned(Refusal):
    """The signature is on record with other facts."""


class Signature(Facts):
    """When, where and at which conference the parties signed; what is not said is null."""

    signed_on: PartialDate
    signed_at: Text | None = None
    conference_id: UUID | None = None


class Signed(SQLModel):
    """The columns of something that is signed."""

    name: str
    signed_on: PartialDate | None = Field(default=None, sa_type=PartialDay)
    signed_at: str | None = None
    conference_id: UUID | None = Field(default=None, index=True)

    def has(self, signature: Signature) -> bool:
        """Whether all of the signature is on record already.

        A part that was unknown may become known together with the day, and never after it: `AlreadySigned`.
        """
        said = _said(signature)
        known = {field: getattr(self, field) for field in said}
        for field, value in said.items():
            stands = known[field] is not None or self.signed_on is not None
            if stands and known[field] != value:
                raise AlreadySigned(
                    f"{self.name} is on record with {field} {known[field] or 'unknown'}, not {value}", field=field
                )
        return said == known

    def take(self, signature: Signature, today: date) -> None:
        refuse_future("signed_on", signature.signed_on, today)
        for field, value in _said(signature).items():
            setattr(self, field, value)


def _said(signature: Signature) -> dict[str, Any]:
    return {field: value for field, value in signature if value is not None}


def refuse_future(field: str, day: PartialDate | None, today: date) -> None:
    """What has happened has happened by today."""
    if day is not None and day.earliest > today:
        raise Invalid(f"{day} is in the future", field=field)
