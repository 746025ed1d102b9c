"""What a conference's page says, fact by fact: people, priorities, objectives, presentations, signings, thanks."""

from collections.abc import Iterator
from typing import Annotated, Literal

from cabos_contracts.types import EconomyCode, PartialDate
from pydantic import Field, model_validator

from governance.model.agenda import AgendaItem, Attendance, CoLocatedMeeting, DocumentLink, NextHost, Signing
from governance.model.part import Part, Speaker, Text, Words

Number = Annotated[int, Field(ge=0, le=9999)]
Texts = Annotated[tuple[Text, ...], Field(max_length=500)]


class Person(Speaker):
    """Somebody on the page, and what they did there."""

    part: Texts = ()


class Organization(Part):
    name: Text
    abbr: Words | None = None
    country: EconomyCode | None = None
    via: Words | None = None
    relation: Words | None = None


class PriorityFact(Part):
    """One thing that is said of a priority: an instrument, a mandate, a cause, progress."""

    kind: Text
    text: Words | None = None
    ref: Words | None = None
    role: Words | None = None
    adopted: PartialDate | None = None
    place: Words | None = None
    content: Words | None = None
    state: Words | None = None
    from_: Words | None = Field(default=None, alias="from")
    to: Words | None = None


class Priority(Part):
    """A priority that was presented; a candidate is not counted among the current ones."""

    n: Number
    status: Literal["current", "candidate"]
    name: Text
    facts: Annotated[tuple[PriorityFact, ...], Field(max_length=200)] = ()
    later: Words | None = Field(default=None, description="what became of it, with its source")


class Objective(Part):
    n: Number
    text: Text
    means: Words | None = None
    purpose: Words | None = None
    printed_2017: Words | None = Field(default=None, description="how a source of 2017 prints it")


class StrategicPlan(Part):
    name: Text
    discussion: Words | None = None
    objectives: Annotated[tuple[Objective, ...], Field(max_length=200)] = ()


class BodyMentioned(Part):
    kind: Text
    seat: EconomyCode | None = None
    state: Words | None = None


class Presentation(Part):
    n: Number
    topic: Text
    regional_body: BodyMentioned | None = None


class SigningsNoted(Part):
    """Signings as the page counts them; `count` is its words where no number is given."""

    count: Text
    count_known: bool
    type: Words | None = None
    parties: Words | None = None
    field: Words | None = None
    field_exclusive: bool | None = None
    found_elsewhere: Texts = ()


class Acknowledgement(Part):
    from_: Text = Field(alias="from")
    to: Texts
    for_: Texts = Field(alias="for")


class ConferenceRecord(Part):
    """Everything that is recorded of a conference beside its frame."""

    inviter: Words | None = None
    people: Annotated[tuple[Person, ...], Field(max_length=2000)] = ()
    organizations: Annotated[tuple[Organization, ...], Field(max_length=500)] = ()
    priorities: Annotated[tuple[Priority, ...], Field(max_length=200)] = ()
    presented_by: Words | None = None
    strategic_plan: StrategicPlan | None = None
    presentations: Annotated[tuple[Presentation, ...], Field(max_length=500)] = ()
    agreements: Annotated[tuple[SigningsNoted, ...], Field(max_length=200)] = ()
    acknowledgements: Annotated[tuple[Acknowledgement, ...], Field(max_length=200)] = ()
    instruments_mentioned: Texts = ()
    theme: Words | None = None
    attendance: Attendance | None = None
    agenda: Annotated[tuple[AgendaItem, ...], Field(max_length=500)] = ()
    documents: Annotated[tuple[DocumentLink, ...], Field(max_length=500)] = ()
    outcomes: Texts = ()
    signings: Annotated[tuple[Signing, ...], Field(max_length=200)] = ()
    co_located: Annotated[tuple[CoLocatedMeeting, ...], Field(max_length=50)] = ()
    next_hosts: Annotated[tuple[NextHost, ...], Field(max_length=20)] = ()

    @model_validator(mode="after")
    def _numbered_once(self) -> "ConferenceRecord":
        numbers = [item.n for item in self.agenda]
        if len(set(numbers)) < len(numbers):
            raise ValueError("agenda: a number is given to one item only")
        return self

    def economies(self) -> dict[str, EconomyCode]:
        """The administrations that it names, by the field that names them."""
        return {f"record.{field}": economy for field, economy in self._economies() if economy is not None}

    def _economies(self) -> Iterator[tuple[str, EconomyCode | None]]:
        yield from ((f"people.{i}.administration", person.administration) for i, person in enumerate(self.people))
        yield from ((f"organizations.{i}.country", each.country) for i, each in enumerate(self.organizations))
        for i, presentation in enumerate(self.presentations):
            if presentation.regional_body is not None:
                yield f"presentations.{i}.regional_body.seat", presentation.regional_body.seat
        for i, item in enumerate(self.agenda):
            for place, speaker in item.speakers().items():
                yield f"agenda.{i}.{place}.administration", speaker.administration
        yield from ((f"next_hosts.{i}.economy", host.economy) for i, host in enumerate(self.next_hosts))

    def papers(self) -> int:
        """How many documents it links to."""
        return len(self.documents) + sum(len(item.documents) for item in self.agenda)
