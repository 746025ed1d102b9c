"""Events, and the CloudEvents envelope that they travel in."""

import re
from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, SerializeAsAny, field_validator

TYPE_PATTERN = re.compile(r"^[a-z][a-z0-9]*\.[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)*\.v[1-9][0-9]*$")
"""`<service>.<noun>.<participle>.v<N>`, as in `aeo.agreement.signed.v1`."""


class Event(BaseModel):
    """A fact that a service has committed; a subclass names its wire type and the field that is its subject.

    `class AgreementSigned(Event, type="aeo.agreement.signed.v1", subject="agreement_id")`. Unknown fields are ignored,
    so that a newer writer never stops an older reader. A malformed type or a subject that is no field raises
    `TypeError` when the class is made. `minor` counts the optional fields added since `v<N>` was first published.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    type: ClassVar[str]
    source: ClassVar[str]
    subject_field: ClassVar[str]
    dataschema: ClassVar[str]

    def __init_subclass__(cls, *, type: str, subject: str, minor: int = 0) -> None:
        super().__init_subclass__()

    @classmethod
    def __pydantic_init_subclass__(  # type: ignore[override]  # a subclass must give both
        cls, *, type: str, subject: str, minor: int = 0
    ) -> None:
        if not TYPE_PATTERN.match(type):
            raise TypeError(f"{cls.__name__}: type {type!r} is not of the form <service>.<noun>.<participle>.v<N>")
        if subject not in cls.model_fields:
            raise TypeError(f"{cls.__name__}: subject {subject!r} is not one of its fields")
        cls.type = type
        cls.source = type.split(".", 1)[0]
        cls.subject_field = subject
        cls.dataschema = f"urn:cabos:schema:{type}:{type.rsplit('.v', 1)[1]}.{minor}"

    @property
    def subject(self) -> str:
        """What the fact is about, as text: events of one subject keep their order."""
        return str(getattr(self, self.subject_field))


class Envelope(BaseModel):
    """CloudEvents 1.0 attributes of one event, with the official extensions that Cabos uses."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: UUID
    source: str
    type: str
    subject: str
    time: datetime
    dataschema: str
    sequence: int
    correlationid: UUID | None = None
    causationid: UUID | None = None
    traceparent: str | None = None
    data: SerializeAsAny[Event]

    @field_validator("time")
    @classmethod
    def _utc(cls, time: datetime) -> datetime:
        if time.tzinfo is None:
            raise ValueError("time must carry its offset from UTC")
        return time.astimezone(UTC)

    def to_cloudevent(self) -> dict[str, Any]:
        """The event in the CloudEvents JSON format; `sequence` is the position, zero-padded to 20 digits."""
        wire = {"specversion": "1.0", "datacontenttype": "application/json"} | self.model_dump(
            mode="json", exclude_none=True
        )
        return wire | {"sequence": f"{self.sequence:020d}"}
