"""An event on the stream: flat CloudEvents 1.0 attributes that any language reads with XRANGE."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from cabos_contracts.envelope import Envelope, Event
from pydantic import ValidationError
from sqlalchemy import Text, cast, func

from cabos.context import Origin
from cabos.refusal import rule_of
from cabos.schema import journal
from cabos.streams import EntryId

c = journal.c
ROW = (
    c.position,
    c.ms,
    cast(c.event_id, Text).label("event_id"),
    c.type,
    c.subject,
    func.to_char(func.timezone("UTC", c.time), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"').label("time"),
    c.dataschema,
    cast(c.correlation_id, Text).label("correlation_id"),
    cast(c.causation_id, Text).label("causation_id"),
    c.traceparent,
    c.data,
)
"""The columns of an announced journal row, all but the numbers as the text that goes over the wire."""


def attributes(source: str, row: Any) -> dict[str, str]:
    """The CloudEvents attributes of a journal row, all as text and without `data`."""
    position, _, event_id, type_, subject, time, dataschema, correlation, causation, traceparent, _ = row
    fields = {
        "specversion": "1.0",
        "id": event_id,
        "source": f"/{source}",
        "type": type_,
        "subject": subject,
        "time": time,
        "datacontenttype": "application/json",
        "dataschema": dataschema,
        "sequence": f"{position:020d}",
    }
    if correlation:
        fields["correlationid"] = correlation
    if causation:
        fields["causationid"] = causation
    if traceparent:
        fields["traceparent"] = traceparent
    return fields


def stream_entry(source: str, row: Any) -> list[str]:
    """A journal row as XADD takes it: its explicit id, then the attributes, flat, with `data` last."""
    flat = [f"{row.ms}-{row.position}"]
    for attribute in attributes(source, row).items():
        flat += attribute
    flat += ("data", row.data)
    return flat


class Undecodable(ValueError):
    """An entry is not an event of its type; it becomes a dead letter at once."""


@cache
def _mark(contract: type[Event]) -> bytes:
    return f'"{contract.subject_field}":"'.encode()


@lru_cache(maxsize=256)
def _type_of(raw: bytes) -> str:
    return raw.decode(errors="backslashreplace")


class Entry:
    """One stream entry as it was read; what is wrong with it shows only when it is decoded."""

    __slots__ = ("event_type", "fields", "id")

    def __init__(self, id_: EntryId, fields: Mapping[bytes, bytes]) -> None:
        self.id = id_
        self.fields = fields
        self.event_type = _type_of(fields.get(b"type", b""))

    @property
    def subject(self) -> str:
        return self.fields.get(b"subject", b"").decode(errors="backslashreplace")

    def text(self, name: str) -> str | None:
        value = self.fields.get(name.encode())
        return None if value is None else value.decode(errors="backslashreplace")

    def origin(self) -> Origin:
        """What the events that this one causes are stamped with."""
        return Origin(self.uuid("correlationid"), self.uuid("id"), self.text("traceparent"))

    def decode(self, contract: type[Event]) -> Event:
        """The typed, validated event; raises `Undecodable` with what is wrong."""
        try:
            # What `model_validate_json` calls, without its handling of arguments that we do not have.
            event: Event = contract.__pydantic_validator__.validate_json(data := self.fields[b"data"])
        except KeyError:
            raise Undecodable("the entry has no data") from None
        except ValidationError as wrong:
            problems = "; ".join(
                f"{'.'.join(map(str, e['loc'])) or 'data'}: {rule_of(e)}" for e in wrong.errors(include_url=False)
            )
            raise Undecodable(f"not a {contract.type}: {problems}") from None
        # In the form in which we write it the subject is found as it stands, for a fraction of what making it costs.
        if b'%b%b"' % (_mark(contract), self.fields.get(b"subject", b"")) not in data and event.subject != self.subject:
            raise Undecodable(f"subject is {self.subject!r}, the data says {event.subject!r}")
        return event

    def envelope(self, event: Event) -> Envelope:
        """The event with its CloudEvents attributes; raises `Undecodable` when one is missing or malformed."""
        try:
            return Envelope(
                id=UUID(self.text("id")),
                source=self.text("source") or "",
                type=self.event_type,
                subject=self.subject,
                time=datetime.fromisoformat(self.text("time") or ""),
                sequence=self.id.position,
                correlationid=self.uuid("correlationid"),
                causationid=self.uuid("causationid"),
                traceparent=self.text("traceparent"),
                dataschema=self.text("dataschema") or "",
                data=event,
            )
        except (ValueError, TypeError) as wrong:
            raise Undecodable(f"malformed attributes: {wrong}") from None

    def uuid(self, name: str) -> UUID | None:
        value = self.text(name)
        try:
            return UUID(value) if value else None
        except ValueError:
            return None

    def storable(self) -> dict[str, str]:
        """All fields as PostgreSQL's JSON can keep them: bytes that are no text are escaped, not dropped."""
        return {_storable(name): _storable(value) for name, value in self.fields.items()}


def _storable(raw: bytes) -> str:
    return raw.decode(errors="backslashreplace").replace("\x00", "\\x00")


def stored_entry(id_: EntryId, fields: Mapping[str, str]) -> Entry:
    """The entry that `Entry.storable` kept."""
    return Entry(id_, {name.encode(): value.encode() for name, value in fields.items()})


def entries(raw: Mapping[str, Sequence[Any]]) -> list[Entry]:
    """The batch that FastStream hands to a stream subscriber's parser."""
    return list(map(Entry, map(EntryId.parse, raw["message_ids"]), raw["data"]))
