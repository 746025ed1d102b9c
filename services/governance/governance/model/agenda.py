"""What a conference is about, who came, what met beside it, and what was signed and settled for the years to come."""

from datetime import time
from typing import Annotated, Literal
from uuid import UUID

from cabos_contracts.types import EconomyCode, LanguageTag, PartialDate
from pydantic import AfterValidator, Field, model_validator

from governance.model.part import Part, Place, Speaker, Text, Words

AgendaKind = Literal[
    "report",
    "priority_briefing",
    "panel",
    "presentation",
    "national_experience",
    "committee_report",
    "decision",
    "election",
    "signing",
    "topic",
    "other",
]


def _local(moment: time) -> time:
    if moment.tzinfo is not None:
        raise ValueError("is the time on the clocks of the place, without an offset")
    return moment.replace(microsecond=0)


LocalTime = Annotated[time, AfterValidator(_local)]
Count = Annotated[int, Field(ge=0, le=100_000)]


class DocumentLink(Part):
    """A paper of the conference, where its publisher keeps it."""

    url: Annotated[str, Field(pattern=r"^https://[^\s/]+(/\S*)?$", max_length=2000)]
    title: Text
    language: LanguageTag | None = None


class AgendaItem(Part):
    """One item, by its number; times are those on the clocks of the place."""

    n: Annotated[int, Field(ge=1, le=9999)]
    kind: AgendaKind
    title: Text
    day: PartialDate | None = None
    starts_at: LocalTime | None = None
    ends_at: LocalTime | None = None
    presenters: Annotated[tuple[Speaker, ...], Field(max_length=50)] = ()
    moderator: Speaker | None = None
    panellists: Annotated[tuple[Speaker, ...], Field(max_length=50)] = ()
    documents: Annotated[tuple[DocumentLink, ...], Field(max_length=100)] = ()
    outcome: Words | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "AgendaItem":
        if self.ends_at is not None and (self.starts_at is None or self.ends_at < self.starts_at):
            raise ValueError("ends_at: an item ends after it starts")
        if self.kind != "panel" and (self.moderator is not None or self.panellists):
            raise ValueError("moderator: only a panel has a moderator and panellists")
        return self

    def speakers(self) -> dict[str, Speaker]:
        """Everybody who speaks, by the field that names them."""
        named = {f"presenters.{i}": speaker for i, speaker in enumerate(self.presenters)}
        named |= {f"panellists.{i}": speaker for i, speaker in enumerate(self.panellists)}
        return named if self.moderator is None else named | {"moderator": self.moderator}


class Attendance(Part):
    """How many came: `members` of the `of` that the region has, or economies where a page counts countries only."""

    members: Count | None = None
    of: Count | None = None
    economies: Count | None = None
    non_members: Count | None = None
    organizations: Annotated[tuple[Annotated[str, Field(min_length=1, max_length=100)], ...], Field(max_length=30)] = ()
    private_sector: bool | None = None

    @model_validator(mode="after")
    def _of_more(self) -> "Attendance":
        if self.members is not None and self.of is not None and self.members > self.of:
            raise ValueError(f"members: {self.members} cannot have come of {self.of}")
        return self


class Signing(Part):
    """What a page says was signed; `agreement_id` is aeo's, where it is known."""

    what: Text
    parties: Annotated[tuple[EconomyCode, ...], Field(max_length=300)] = ()
    signed_on: PartialDate | None = None
    agreement_id: UUID | None = None


class CoLocatedMeeting(Part):
    """A meeting of the same week: it shares people and places, but what is signed there is not the conference's."""

    name: Text
    starts_on: PartialDate | None = None
    ends_on: PartialDate | None = None
    place: Place | None = None
    signed: Annotated[tuple[Signing, ...], Field(max_length=100)] = ()
    note: Words | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "CoLocatedMeeting":
        if self.starts_on is not None and self.ends_on is not None and self.ends_on.latest < self.starts_on.earliest:
            raise ValueError(f"ends_on: {self.ends_on} is before starts_on {self.starts_on}")
        return self


class NextHost(Part):
    """Who invites in a later year; a conference may settle several at once."""

    year: Annotated[int, Field(ge=1947, le=9999)]
    economy: EconomyCode
    note: Words | None = None
