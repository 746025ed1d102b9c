"""What sources say against each other: every claim is kept, and one for each field may be preferred, with a reason."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Annotated, Any, Literal, Protocol
from uuid import UUID

from cabos_contracts.envelope import Event
from pydantic import BaseModel, ConfigDict, Field, JsonValue, TypeAdapter, ValidationError, model_validator
from sqlalchemy import ColumnElement, desc, insert, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cabos.claimed import claim, claims_at, note_preference
from cabos.columns import key_of
from cabos.database import execute
from cabos.history import past_of
from cabos.ids import stable_id
from cabos.journal import publish
from cabos.refusal import Invalid, NotFound, Refusal, rule_of
from cabos.views import View

Words = Annotated[str, Field(min_length=1, max_length=4000)]
Confidence = Literal["high", "medium", "low"]


class ClaimStands(Refusal):
    """The claim is on record with other words."""


class Correctable(Protocol):
    """A record whose facts may turn out otherwise."""

    source: str

    def correct(self, field: str, value: Any, *, source: str, reason: str) -> list[Event]:
        """Say what the preferred claim says from now on; nothing when it says so already."""
        ...


class MakeClaim(BaseModel):
    """What a source says of one field of a record: a value, or a sentence where it does not fit the field."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "kind": "conference",
                    "record": "4301b5b8-c485-52e2-8644-aa083422773b",
                    "field": "starts_on",
                    "value": "2018-04-16",
                    "source": "WCO newsroom, 19 Apr 2018",
                    "confidence": "high",
                }
            ]
        },
    )

    kind: Words
    record: Annotated[str, Field(min_length=1, max_length=100, description="the record's id or code")]
    field: Words
    value: JsonValue = None
    statement: Words | None = None
    source: Words
    confidence: Confidence | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "MakeClaim":
        if self.value is None and self.statement is None:
            raise ValueError("value: a claim has a value or a statement")
        return self


class PreferClaim(BaseModel):
    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"reason": "the organiser's own programme prints these days"}]}
    )

    reason: Words


class ClaimSummary(View):
    id: UUID
    kind: str
    record: str
    field: str
    value: JsonValue
    statement: str | None
    source: str
    confidence: str | None
    preferred: bool
    reason: str | None
    made_by: str
    made_at: datetime


Correct = Callable[[AsyncSession, Any, str, Any, str, str], Awaitable[None]]
"""Corrects a field of a record in the caller's transaction: session, record, field, value, source, reason."""


Told = Callable[[Any, str], tuple[Any, str]]
"""What a record, of now or of its past, says of a field, and by which source; raises `Invalid` without such a field."""


def told_by_record(record: Correctable, field: str) -> tuple[Any, str]:
    """What a record says that has one source."""
    return getattr(record, field), record.source


async def correct_record(
    session: AsyncSession, record: Correctable, field: str, value: Any, source: str, reason: str
) -> None:
    """Correct a record that stands for itself."""
    publish(session, *record.correct(field, value, source=source, reason=reason))


@dataclass(frozen=True, slots=True)
class _Kind:
    model: type[Any]
    fields: Mapping[str, TypeAdapter[Any]]
    correct: Correct
    told: Told


class Claims:
    """The claims of one service, and the records that they are about."""

    def __init__(self) -> None:
        self._kinds: dict[str, _Kind] = {}

    def about(
        self,
        kind: str,
        model: type[Any],
        correct: Correct = correct_record,
        told: Told = told_by_record,
        /,
        **fields: Any,
    ) -> None:
        """Let claims be made about `fields` (name and type) of a model that is `Correctable`.

        A name may have a part that differs from record to record, as in `steps.*.on`. Where other records hang on it,
        `correct` is the command that moves them along; where it has more sources than one, `told` knows which.
        """
        adapters = {name: TypeAdapter(type_) for name, type_ in fields.items()}
        self._kinds[kind] = _Kind(model, adapters, correct, told)

    async def make(self, session: AsyncSession, by: str, claim_id: UUID, command: MakeClaim) -> None:
        """Note what a source says; the same again is harmless."""
        record = await self._record(session, command.kind, command.record)
        if command.value is not None:
            self._value(command.kind, command.field, command.value)
        else:
            self._adapter(command.kind, command.field)
        self._kinds[command.kind].told(record, command.field)
        values = command.model_dump()
        known = (await execute(session, select(claim).where(claim.c.id == claim_id))).one_or_none()
        if known is None:
            await execute(session, insert(claim).values(id=claim_id, made_by=by, **values))
        elif any(getattr(known, name) != value for name, value in values.items()):
            raise ClaimStands(f"Claim {claim_id} is on record with other words")

    async def prefer(self, session: AsyncSession, by: str, claim_id: UUID, command: PreferClaim) -> None:
        """Let the record say what this claim says; what it said before stays as a claim of its former source."""
        found = select(claim).where(claim.c.id == claim_id).with_for_update()
        chosen = (await execute(session, found)).one_or_none()
        if chosen is None:
            raise NotFound(f"No claim {claim_id}")
        if chosen.preferred and chosen.reason == command.reason:
            return
        if chosen.value is None:
            raise Invalid(f"Claim {claim_id} has no value that a record could take", field="value")
        record = await self._record(session, chosen.kind, chosen.record)
        value = self._value(chosen.kind, chosen.field, chosen.value)
        await self._keep_former(session, by, chosen, record)
        correct = self._kinds[chosen.kind].correct
        await correct(session, record, chosen.field, value, chosen.source, command.reason)
        await note_preference(session, claim_id, command.reason, _of_field(chosen))

    async def _keep_former(self, session: AsyncSession, by: str, chosen: Any, record: Any) -> None:
        kind, field = self._kinds[chosen.kind], chosen.field
        adapter = self._adapter(chosen.kind, field)
        said, source = kind.told(record, field)
        former = adapter.dump_python(said, mode="json")
        claimed = await execute(session, select(claim.c.value).where(*_of_field(chosen), claim.c.value.is_not(None)))
        if former is None or former in [_written(adapter, value) for value in claimed.scalars()]:
            return
        source = await _told_first(session, kind, chosen, source)
        stated = {"kind": chosen.kind, "record": chosen.record, "field": field, "value": former}
        id_ = stable_id("claim", chosen.kind, chosen.record, field, former)
        await execute(session, insert(claim).values(id=id_, source=source, made_by=by, **stated))

    def _adapter(self, kind: str, field: str) -> TypeAdapter[Any]:
        fields = self._kinds[kind].fields
        for name, adapter in fields.items():
            if fnmatchcase(field, name) and field.count(".") == name.count("."):
                return adapter
        raise Invalid(f"Of a {kind} claims may be about {', '.join(fields)}", field="field")

    def _value(self, kind: str, field: str, value: Any) -> Any:
        try:
            return self._adapter(kind, field).validate_python(value)
        except ValidationError as wrong:
            raise Invalid(f"{field}: {rule_of(wrong.errors()[0])}", field="value") from None

    async def _record(self, session: AsyncSession, kind: str, record: str) -> Any:
        if kind not in self._kinds:
            raise Invalid(f"Claims may be about {', '.join(sorted(self._kinds))}", field="kind")
        model = self._kinds[kind].model
        try:
            row = await session.get(model, key_of(model.__table__, record)[1], with_for_update=True)
        except ValueError:
            row = None
        if row is None:
            raise Invalid(f"No {kind.replace('_', ' ')} {record}", field="record")
        return row


def _of_field(chosen: Any) -> tuple[ColumnElement[bool], ...]:
    return claim.c.kind == chosen.kind, claim.c.record == chosen.record, claim.c.field == chosen.field


def _written(adapter: TypeAdapter[Any], value: Any) -> Any:
    """As a record writes it: a claim may leave out what nobody knows."""
    try:
        return adapter.dump_python(adapter.validate_python(value), mode="json")
    except ValidationError:
        # A rule that the claim did not have to keep when it was made.
        return value


async def _told_first(session: AsyncSession, kind: _Kind, chosen: Any, source: str) -> str:
    """Who told what the record says of the field, where a claim on another field has named itself as the source since.

    The past of the record knows: the newest source that is none of a preferred claim, else the oldest.
    """
    preferred = (claim.c.kind == chosen.kind, claim.c.record == chosen.record, claim.c.reason.is_not(None))
    corrected = set((await execute(session, select(claim.c.source).where(*preferred))).scalars())
    if source not in corrected:
        return source
    key = key_of(kind.model.__table__, chosen.record)[1]
    for row in (await execute(session, past_of(kind.model, key))).mappings():
        try:
            _, source = kind.told(kind.model(**row), chosen.field)
        except Refusal:
            break
        if source not in corrected:
            break
    return source


async def claims_of(
    session: AsyncSession, kind: str, record: object, known_at: datetime | None = None
) -> list[ClaimSummary]:
    """What has been claimed of a record, now or by an instant: by field, the claim that is preferred then first."""
    found = claims_at(known_at).where(claim.c.kind == kind, claim.c.record == str(record))
    rows = await execute(session, found.order_by(claim.c.field, desc("preferred"), claim.c.made_at, claim.c.id))
    return [ClaimSummary.model_validate(row) for row in rows]


async def settled(session: AsyncSession, kind: str, record: object) -> bool:
    """Whether a claim of the record has been preferred, so that what a file of old facts says is outweighed."""
    found = select(claim.c.id).where(claim.c.kind == kind, claim.c.record == str(record), claim.c.preferred).limit(1)
    return (await execute(session, found)).first() is not None
