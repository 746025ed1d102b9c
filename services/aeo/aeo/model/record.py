"""What all records have: a source, a version, and the way in which they are corrected."""

from typing import Any, ClassVar

from cabos_contracts.aeo import RecordCorrected
from cabos_contracts.envelope import Event
from pydantic import TypeAdapter
from sqlalchemy import inspect
from sqlmodel import SQLModel

_ANY: TypeAdapter[Any] = TypeAdapter(Any)


class Versioned(SQLModel):
    """A row of the register; `version` counts its events, and every change has one."""

    kind_of_record: ClassVar[str]

    version: int = 0

    def corrected(self, field: str, before: Any, after: Any, *, source: str, reason: str) -> RecordCorrected:
        """Tells of a correction, as the next version."""
        self.version += 1
        [key] = inspect(type(self)).primary_key
        return RecordCorrected(
            kind=self.kind_of_record,
            record=str(getattr(self, key.name)),
            field=field,
            before=_ANY.dump_python(before, mode="json"),
            after=_ANY.dump_python(after, mode="json"),
            reason=reason,
            stated_by=source,
            version=self.version,
        )


class Record(Versioned):
    """A row with one source."""

    source: str

    def correct(self, field: str, value: Any, *, source: str, reason: str) -> list[Event]:
        """Say what the preferred source says; the same again is harmless. A subclass checks its rules first."""
        before = getattr(self, field)
        if before == value:
            return []
        setattr(self, field, value)
        self.source = source
        return [self.corrected(field, before, value, source=source, reason=reason)]
