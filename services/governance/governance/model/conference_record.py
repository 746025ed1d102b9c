"""What a conference's page says, fact by fact: people, priorities, objectives, presentations, signings, thanks."""

from typing import Annotated, Literal

from cabos_contracts.types import EconomyCode, PartialDate
from pydantic import BaseModel, ConfigDict, Field

Text = Annotated[str, Field(min_length=1, max_length=2000)]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True, frozen=True)


class Person(Part):
    """Somebody on the page, as it names them, and what they did there."""

    name: Text
    title: str | None = None
    role: str | None = None
    administration: EconomyCode | None = None
    organization: str | None = None
    part: tuple[Text, ...] = ()


class Organization(Part):
    name: Text
    abbr: str | None = None
    country: EconomyCode | None = None
    via: str | None = None
    relation: str | None = None


class PriorityFact(Part):
    """One thing that is said of a priority: an instrument, a mandate, a cause, progress."""

    kind: Text
    text: str | None = None
    ref: str | None = None
    role: str | None = None
    adopted: PartialDate | None = None
    place: str | None = None
    content: str | None = None
    state: str | None = None
    from_: str | None = Field(default=None, alias="from")
    to: str | None = None


class Priority(Part):
    """A priority that was presented; a candidate is not counted among the current ones."""

    n: int
    status: Literal["current", "candidate"]
    name: Text
    facts: tuple[PriorityFact, ...] = ()
    later: str | None = Field(default=None, description="what became of it, with its source")


class Objective(Part):
    n: int
    text: Text
    means: str | None = None
    purpose: str | None = None
    printed_2017: str | None = Field(default=None, description="how a source of 2017 prints it")


class StrategicPlan(Part):
    name: Text
    discussion: str | None = None
    objectives: tuple[Objective, ...] = ()


class BodyMentioned(Part):
    kind: Text
    seat: EconomyCode | None = None
    state: str | None = None


class Presentation(Part):
    n: int
    topic: Text
    regional_body: BodyMentioned | None = None


class SigningsNoted(Part):
    """Signings as the page counts them; `count` is its words where no number is given."""

    count: Text
    count_known: bool
    type: str | None = None
    parties: str | None = None
    field: str | None = None
    field_exclusive: bool | None = None
    found_elsewhere: tuple[str, ...] = ()


class Acknowledgement(Part):
    from_: Text = Field(alias="from")
    to: tuple[Text, ...]
    for_: tuple[Text, ...] = Field(alias="for")


class ConferenceRecord(Part):
    """Everything that is recorded of a conference beside its frame."""

    inviter: str | None = None
    people: tuple[Person, ...] = ()
    organizations: tuple[Organization, ...] = ()
    priorities: tuple[Priority, ...] = ()
    presented_by: str | None = None
    strategic_plan: StrategicPlan | None = None
    presentations: tuple[Presentation, ...] = ()
    agreements: tuple[SigningsNoted, ...] = ()
    acknowledgements: tuple[Acknowledgement, ...] = ()
    instruments_mentioned: tuple[Text, ...] = ()

    def economies(self) -> dict[str, EconomyCode]:
        """The administrations that it names, by the field that names them."""
        named = {f"record.people.{i}.administration": p.administration for i, p in enumerate(self.people)}
        named |= {f"record.organizations.{i}.country": o.country for i, o in enumerate(self.organizations)}
        named |= {
            f"record.presentations.{i}.regional_body.seat": p.regional_body.seat
            for i, p in enumerate(self.presentations)
            if p.regional_body
        }
        return {field: economy for field, economy in named.items() if economy is not None}
