"""The small words of the published language: days that may be imprecise, codes, places, people, references."""

import re
from calendar import monthrange
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
)
from pydantic_core import CoreSchema, core_schema

_PARTIAL = re.compile(r"(?P<year>[0-9]{4})(-(?P<month>[0-9]{2})(-(?P<day>[0-9]{2}))?)?")


class PartialDate(str):
    """A legal day as precisely as it is known: `2018`, `2018-04` or `2018-04-16` (ISO 8601 with reduced precision).

    Anything else, also a day that no calendar has, raises `ValueError`.
    """

    __slots__ = ()

    def __new__(cls, value: str | date) -> "PartialDate":
        text = value.isoformat() if isinstance(value, date) else value
        found = _PARTIAL.fullmatch(text)
        if found is None:
            raise ValueError("must be a year, a month or a day: 2018, 2018-04 or 2018-04-16")
        year, month, day = int(found["year"]), int(found["month"] or 1), int(found["day"] or 1)
        try:
            date(year, month, day)
        except ValueError:
            raise ValueError(f"there is no day {text} in the calendar") from None
        return super().__new__(cls, text)

    @property
    def precision(self) -> Literal["year", "month", "day"]:
        return {4: "year", 7: "month"}.get(len(self), "day")  # type: ignore[return-value]

    @property
    def earliest(self) -> date:
        """The first day that it may be."""
        year, month, day = ([int(part) for part in self.split("-")] + [1, 1])[:3]
        return date(year, month, day)

    @property
    def latest(self) -> date:
        """The last day that it may be."""
        first = self.earliest
        if self.precision == "day":
            return first
        month = first.month if self.precision == "month" else 12
        return date(first.year, month, monthrange(first.year, month)[1])

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        made = core_schema.no_info_plain_validator_function(cls._validated)
        return core_schema.json_or_python_schema(
            json_schema=made, python_schema=made, serialization=core_schema.to_string_ser_schema()
        )

    @classmethod
    def _validated(cls, value: object) -> "PartialDate":
        if isinstance(value, PartialDate):
            return value
        if not isinstance(value, str | date):
            raise ValueError("must be text: 2018, 2018-04 or 2018-04-16")
        return cls(value)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$", "examples": ["2018-04-16"]}


class KnownValues:
    """Marks a text whose known values are these; a reader takes an unknown one as such instead of failing."""

    def __init__(self, *values: str) -> None:
        self.values = values

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return handler(schema) | {"x-known-values": list(self.values)}


EconomyCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
"""ISO 3166-1 alpha-2, and the reserved and user-assigned codes of real parties: EU, XK."""

RegionCode = Annotated[
    str, StringConstraints(pattern=r"^[A-Z]{2,4}$"), KnownValues("AMS", "EUR", "AP", "MENA", "WCA", "ESA")
]
"""One of the six regions of the World Customs Organization."""


def _in_its_case(value: object) -> object:
    if not isinstance(value, str):
        return value
    first, *others = value.split("-")
    tag, plain = [first.lower()], len(first) > 1
    for each in others:
        plain = plain and len(each) > 1
        tag.append(_CASES.get(len(each), str.lower)(each) if plain else each.lower())
    return "-".join(tag)


_CASES = {2: str.upper, 4: str.title}
"""Of a region and of a script, until a single letter begins an extension (RFC 5646, 2.1.1)."""

_SCRIPT, _REGION, _VARIANT = "[A-Z][a-z]{3}", "([A-Z]{2}|[0-9]{3})", "([a-z0-9]{5,8}|[0-9][a-z0-9]{3})"
_EXTENSION, _PRIVATE = "[0-9a-wyz](-[a-z0-9]{2,8})+", "x(-[a-z0-9]{1,8})+"

LanguageTag = Annotated[
    str,
    BeforeValidator(_in_its_case),
    StringConstraints(
        max_length=35,
        pattern=f"^[a-z]{{2,3}}(-{_SCRIPT})?(-{_REGION})?(-{_VARIANT})*(-{_EXTENSION})*(-{_PRIVATE})?$",
    ),
]
"""BCP 47, as in `es`, `es-419`, `zh-Hant`, `ca-valencia`; other cases of letters become its own."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _written_out(value: object) -> object:
    # Pydantic also takes numbers, as seconds since 1970: a slip would become a date.
    if (isinstance(value, str) and _DAY.match(value)) or isinstance(value, date):
        return value
    raise ValueError("must be written out, as 2018-04-16 (RFC 3339)")


Day = Annotated[date, BeforeValidator(_written_out)]
"""A day of the calendar, where it is asked of somebody: `2018-04-16`, and no number."""


def _in_the_calendar(instant: datetime) -> datetime:
    try:
        instant.astimezone(UTC)
    except OverflowError:
        raise ValueError("is outside of the calendar in UTC") from None
    return instant


Instant = Annotated[AwareDatetime, BeforeValidator(_written_out), AfterValidator(_in_the_calendar)]
"""A moment with its offset from UTC, where it is asked of somebody: `2018-04-16T09:00:00Z`, and no number."""

Version = Annotated[int, Field(ge=1, description="counts the events of this subject, from 1")]


class Word(BaseModel):
    """A part of an event."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Place(Word):
    """Where something was; a part that is not known is null."""

    city: str | None = None
    economy: EconomyCode | None = None


class Officeholder(Word):
    """A person in an office, named as the source names them."""

    name: str
    capacity: str | None = None
    administration: EconomyCode | None = None


class Authority(Word):
    """Who took a step: a conference, a session of the Council, or who it was in the words of a source."""

    conference_id: UUID | None = None
    council_session_id: UUID | None = None
    words: str | None = None


class RecordReference(Word):
    """A governed record in another service: its kind and id."""

    kind: Annotated[str, KnownValues("conference", "decision", "vice_chair_term", "agreement", "work_plan")]
    id: UUID
