"""A conference from the intention to its record: planned, convened, moved, called off, opened, held and completed."""

from collections.abc import Sequence
from functools import cache
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import available_timezones

from cabos.claims import Confidence
from cabos.journal import publish
from cabos.refusal import NotFound
from cabos_contracts.types import EconomyCode, Officeholder, PartialDate, Place, RegionCode
from pydantic import AfterValidator, BaseModel, Field, model_validator
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.commands.register import Command, Text, example, require_member, require_region, today
from governance.commands.sources import sources
from governance.model.agenda import Attendance
from governance.model.conference import Conference
from governance.model.conference_record import ConferenceRecord
from governance.model.conference_stage import ConferenceFormat, NumberOutOfOrder, NumberTaken
from governance.model.decision import Decision


@cache
def known_zones() -> frozenset[str]:
    # What a machine calls its own time is a name of the database on that machine only.
    return frozenset(available_timezones() - {"localtime"})


def _known_zone(name: str) -> str:
    if name not in known_zones():
        raise ValueError(f"{name} is no time zone of the IANA database, as America/Mazatlan is")
    return name


def _in_few_words(part: BaseModel) -> Any:
    for field, value in part:
        if isinstance(value, str) and len(value) > 2000:
            raise ValueError(f"{field}: at most 2000 characters")
    return part


TimeZone = Annotated[str, Field(max_length=100), AfterValidator(_known_zone)]
Number = Annotated[int, Field(ge=1, le=3999, description="Roman numerals end at 3999")]
Series = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=60)]
Somewhere = Annotated[Place, AfterValidator(_in_few_words)]
Chair = Annotated[Officeholder, AfterValidator(_in_few_words)]


class ConferenceFacts(Command):
    """What may be known of a conference before it meets; an unnumbered meeting has no number."""

    region: RegionCode
    series: Series = "regional_conference"
    number: Number | None = None
    name: Text
    format: ConferenceFormat = ConferenceFormat.IN_PERSON
    place: Somewhere | None = None
    time_zone: TimeZone | None = None
    starts_on: PartialDate
    ends_on: PartialDate | None = None
    host: EconomyCode | None = None
    chair: Chair | None = None
    record: ConferenceRecord = ConferenceRecord()
    confidence: Confidence | None = None
    source: Text

    @model_validator(mode="after")
    def _in_order(self) -> "ConferenceFacts":
        require_order(self.starts_on, self.ends_on)
        return self


class PlanConference(ConferenceFacts):
    model_config = example(
        region="AMS",
        series="RCCDG",
        number=24,
        name="Regional Conference of Customs Directors General",
        place={"economy": "HN"},
        starts_on="2022",
        host="HN",
        confidence="low",
        source="dca.gob.gt, on the conference of 2021",
    )


class ConveneConference(ConferenceFacts):
    model_config = example(
        region="AMS",
        number=21,
        name="Regional Conference of Customs Directors General for the Americas/Caribbean Region",
        place={"city": "Los Cabos", "economy": "MX"},
        time_zone="America/Mazatlan",
        starts_on="2018-04-16",
        ends_on="2018-04-17",
        host="MX",
        chair={"name": "Fabian Villarroel Rios", "administration": "CL", "capacity": "Vice-Chair administration"},
        record={"priorities": [{"n": 1, "status": "current", "name": "Trade facilitation"}]},
        source="WCO newsroom, 19 Apr 2018",
    )


class PostponeConference(Command):
    model_config = example(reason="The host's buildings are not ready.", starts_on="2022-10", source="the host")

    reason: Text
    starts_on: Annotated[PartialDate | None, Field(description="the new day; null until one is known")] = None
    ends_on: PartialDate | None = None
    source: Text

    @model_validator(mode="after")
    def _in_order(self) -> "PostponeConference":
        if self.starts_on is None and self.ends_on is not None:
            raise ValueError("starts_on: is needed where ends_on is given")
        require_order(self.starts_on, self.ends_on)
        return self


class CancelConference(Command):
    model_config = example(reason="A virtual meeting takes its place.", uses_number=False, source="the secretariat")

    reason: Text
    uses_number: Annotated[bool, Field(description="whether the number is spent, or free for another conference")]
    source: Text


class OpenConference(Command):
    model_config = example(opened_on="2018-04-16")

    opened_on: PartialDate


class HoldConference(Command):
    model_config = example(held_on="2018-04-17")

    held_on: Annotated[PartialDate, Field(description="the last day of the conference")]


class CompleteConference(Command):
    """The whole record as it is now known, and parts of the frame; what is not given stays as it is."""

    model_config = example(
        record={
            "agenda": [
                {"n": 1, "kind": "panel", "title": "Small island economies", "moderator": {"name": "A. Moderator"}}
            ]
        },
        time_zone="America/Mazatlan",
        source="the secretariat's report of 2018",
    )

    record: ConferenceRecord
    chair: Chair | None = None
    host: EconomyCode | None = None
    place: Somewhere | None = None
    time_zone: TimeZone | None = None
    source: Text


def require_order(starts_on: PartialDate | None, ends_on: PartialDate | None) -> None:
    if starts_on is not None and ends_on is not None and ends_on.latest < starts_on.earliest:
        raise ValueError(f"ends_on: {ends_on} is before starts_on {starts_on}")


async def plan_conference(session: AsyncSession, conference_id: UUID, command: PlanConference) -> None:
    conference = await _conference(session, conference_id, command)
    publish(session, *conference.plan(**dict(command)))
    session.add(conference)


async def convene_conference(session: AsyncSession, conference_id: UUID, command: ConveneConference) -> None:
    conference = await _conference(session, conference_id, command)
    publish(session, *conference.convene(**dict(command)))
    session.add(conference)


async def postpone_conference(session: AsyncSession, conference_id: UUID, command: PostponeConference) -> None:
    conference = await conference_for_update(session, conference_id)
    if command.starts_on is not None:
        await _require_free_number(session, conference, command.starts_on)
    publish(session, *conference.postpone(**dict(command)))


async def cancel_conference(session: AsyncSession, conference_id: UUID, command: CancelConference) -> None:
    conference = await conference_for_update(session, conference_id)
    publish(session, *conference.cancel(**dict(command)))


async def open_conference(session: AsyncSession, conference_id: UUID, command: OpenConference) -> None:
    conference = await conference_for_update(session, conference_id)
    publish(session, *conference.open(on=command.opened_on))


async def hold_conference(session: AsyncSession, conference_id: UUID, command: HoldConference) -> None:
    conference = await conference_for_update(session, conference_id)
    taken = (
        select(Decision.id)
        .where(Decision.conference_id == conference_id)
        .order_by(col(Decision.taken_on), col(Decision.id))
    )
    decisions = list((await session.exec(taken)).all())
    publish(session, *conference.hold(until=command.held_on, today=today(), decisions=decisions))


async def complete_conference(session: AsyncSession, conference_id: UUID, command: CompleteConference) -> None:
    conference = await conference_for_update(session, conference_id)
    given = {field: value for field, value in command if value is not None}
    await _require_members(session, command.host, command.chair, command.record)
    publish(session, *conference.complete(**given))


async def conference_for_update(session: AsyncSession, conference_id: UUID) -> Conference:
    conference = await session.get(Conference, conference_id, with_for_update=True)
    if conference is None:
        raise NotFound(f"No conference {conference_id}")
    return conference


async def _conference(session: AsyncSession, conference_id: UUID, command: ConferenceFacts) -> Conference:
    """The one on record, or a new one that nothing is announced of yet."""
    await require_region(session, command.region)
    await _require_members(session, command.host, command.chair, command.record)
    conference = await session.get(Conference, conference_id, with_for_update=True)
    asked = Conference(id=conference_id, **dict(command))
    if conference is None or conference.uses_number:
        await _require_free_number(session, asked, command.starts_on)
    return conference or asked


async def _require_members(
    session: AsyncSession, host: EconomyCode | None, chair: Officeholder | None, record: ConferenceRecord
) -> None:
    named = {"host": host, "chair.administration": chair.administration if chair else None}
    known: set[EconomyCode] = set()
    for field, economy in (named | record.economies()).items():
        if economy is not None and economy not in known:
            await require_member(session, economy, field)
            known.add(economy)


async def _require_free_number(session: AsyncSession, asked: Conference, starts_on: PartialDate) -> None:
    """Says in words what a constraint and a trigger of the database keep in any case."""
    if asked.number is None:
        return
    others = select(Conference.number, Conference.starts_on).where(
        Conference.region == asked.region,
        Conference.series == asked.series,
        Conference.id != asked.id,
        col(Conference.uses_number),
        col(Conference.number).is_not(None),
    )
    rows: Sequence[tuple[Any, Any]] = (await session.exec(others)).all()
    for number, day in rows:
        if number == asked.number:
            raise NumberTaken(f"Number {number} is that of the conference of {day}", field="number")
        lower, higher = (day, starts_on) if number < asked.number else (starts_on, day)
        if lower.earliest > higher.latest:
            raise NumberOutOfOrder(
                f"Number {asked.number} on {starts_on} does not go with number {number} on {day}", field="number"
            )


sources.about(
    "conference",
    Conference,
    number=Number,
    name=Text,
    format=ConferenceFormat,
    place=Somewhere,
    time_zone=TimeZone,
    starts_on=PartialDate,
    ends_on=PartialDate,
    host=EconomyCode,
    chair=Chair,
    theme=Text,
    attendance=Attendance,
)
