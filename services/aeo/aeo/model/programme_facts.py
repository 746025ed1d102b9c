"""What is said of a programme, and how many take part in it."""

import re
from datetime import date
from typing import Annotated

from cabos_contracts.types import EconomyCode, PartialDate
from pydantic import Field, HttpUrl, TypeAdapter, field_validator, model_validator
from pydantic.functional_validators import AfterValidator

from aeo.model.facts import Confidence, Facts, Sourced, Text
from aeo.model.programme_state import ProgrammeState

Kind = Annotated[str, Field(min_length=1, max_length=100)]
Kinds = Annotated[tuple[Kind, ...], Field(max_length=30)]
Number = Annotated[int, Field(ge=0, le=10_000_000)]

_URL: TypeAdapter[HttpUrl] = TypeAdapter(HttpUrl)


def _secure(url: str) -> str:
    if _URL.validate_python(url).scheme != "https":
        raise ValueError("must begin with https://")
    return url


Url = Annotated[str, Field(max_length=2000), AfterValidator(_secure)]


class LegalBasis(Facts):
    """A law, decree or resolution that the programme rests on."""

    title: Annotated[str, Field(min_length=1, max_length=1000)]
    url: Url | None = None
    adopted_on: PartialDate | None = None


class FormerName(Facts):
    """What the programme was called before, and since when as far as it is known."""

    name: Annotated[str, Field(min_length=1, max_length=1000)]
    from_on: PartialDate | None = None


class Count(Facts):
    """How many hold the status: on a day or, where nobody says on which, in the words of the source."""

    operators: Number
    on: PartialDate | None = None
    words: Text | None = None
    source: Text
    confidence: Confidence | None = None


class ProgrammeFacts(Sourced):
    """A programme as its source gives it; null is unknown, an empty list is none."""

    economy: EconomyCode = Field(description="who runs it, known to governance already or not, or said to be no member")
    non_member: bool = Field(
        default=False, description="the economy is no Member of the WCO and governance will never register it"
    )
    name: Text
    state: ProgrammeState
    launch_year: int | None = Field(default=None, ge=1950, le=2100)
    operator_types: Kinds | None = None
    operators: Number | None = Field(default=None, description="how many hold the status")
    operators_as_of: Text | None = Field(default=None, description="when they were counted, in the source's words")
    scope: Text | None = Field(default=None, description="which tier or side of trade recognition covers")
    code_format: Text | None = Field(default=None, description="the form of the codes that its operators have")
    history: Annotated[tuple[Text, ...], Field(max_length=100)] = ()
    launched_on: PartialDate | None = Field(default=None, description="more precisely than `launch_year`")
    former_names: Annotated[tuple[FormerName, ...], Field(max_length=20)] = ()
    renamed_on: PartialDate | None = Field(default=None, description="since when it has its present name")
    tiers: Kinds = ()
    legal_basis: Annotated[tuple[LegalBasis, ...], Field(max_length=50)] = ()

    @field_validator("state")
    @classmethod
    def _without_a_day(cls, state: ProgrammeState) -> ProgrammeState:
        if state.is_down:
            raise ValueError(f"a programme is {state} from a day on, which is asked for at its state")
        return state

    @model_validator(mode="after")
    def _once(self) -> "ProgrammeFacts":
        if self.launch_year and self.launched_on and self.launched_on.earliest.year != self.launch_year:
            raise ValueError(f"launched_on: {self.launched_on} is not in {self.launch_year}")
        if self.renamed_on and not self.former_names:
            raise ValueError("former_names: it was called otherwise before it was renamed")
        days = [each.from_on.earliest for each in self.former_names if each.from_on]
        days += [self.renamed_on.earliest] if self.renamed_on else []
        if days != sorted(days):
            raise ValueError("former_names: the oldest comes first")
        return self

    @property
    def launched(self) -> PartialDate | None:
        return self.launched_on or (PartialDate(str(self.launch_year)) if self.launch_year else None)

    @property
    def count(self) -> Count | None:
        if self.operators is None:
            return None
        day = counted_on(self.operators_as_of or "")
        return Count(
            operators=self.operators,
            on=day,
            words=self.operators_as_of,
            source=self.source,
            confidence=self.confidence,
        )


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAY = re.compile(
    rf"(?:(?:(?P<day>\d{{1,2}}) )?(?P<month>{'|'.join(_MONTHS)})[a-z]* |(?:mid|early|late) )?(?P<year>\d{{4}})\b"
)


def counted_on(words: str) -> PartialDate | None:
    """The day with which a source's words begin: `Dec 2019 ('more than 30')` is in 2019-12, `mid 2025` in 2025."""
    found = _DAY.match(words)
    if found is None:
        return None
    text = found["year"]
    if found["month"]:
        text += f"-{_MONTHS.index(found['month']) + 1:02d}" + (f"-{int(found['day']):02d}" if found["day"] else "")
    try:
        return PartialDate(text)
    except ValueError:
        return None


def with_count(counts: tuple[Count, ...], new: Count, instead_of: Count | None = None) -> tuple[Count, ...]:
    """The counts by their days; the same day again is counted otherwise."""
    others = [each for each in counts if each != instead_of and (each.on != new.on or new.on is None)]
    return tuple(sorted((*others, new), key=lambda each: each.on.earliest if each.on else date.min))


def counted_by(counts: tuple[Count, ...], day: date | None) -> Count | None:
    """The last count that was surely made by a day; the last of all without one."""
    made = [each for each in counts if day is None or (each.on is not None and each.on.latest <= day)]
    return made[-1] if made else None
