"""A conference from its call to its record, and the decisions it takes."""

from datetime import date
from typing import Annotated
from uuid import UUID

from cabos.journal import publish
from cabos.refusal import NotFound
from cabos_contracts.types import EconomyCode, Officeholder, PartialDate, Place, RegionCode
from pydantic import Field, model_validator
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.commands.register import Command, Text, example, require_member, require_region, today
from governance.model.conference import Conference
from governance.model.conference_record import ConferenceRecord
from governance.model.decision import Decision


class ConveneConference(Command):
    model_config = example(
        region="AMS",
        number=21,
        name="Regional Conference of Customs Directors General for the Americas/Caribbean Region",
        place={"city": "Los Cabos", "economy": "MX"},
        starts_on="2018-04-16",
        ends_on="2018-04-17",
        host="MX",
        chair={"name": "Fabian Villarroel Rios", "administration": "CL", "capacity": "Vice-Chair administration"},
        record={"priorities": [{"n": 1, "status": "current", "name": "Trade facilitation"}]},
        source="WCO newsroom, 19 Apr 2018",
    )

    region: RegionCode
    number: Annotated[int, Field(ge=1)] | None = None
    name: Text
    place: Place | None = None
    starts_on: PartialDate
    ends_on: PartialDate | None = None
    host: EconomyCode | None = None
    chair: Officeholder | None = None
    record: ConferenceRecord = ConferenceRecord()
    source: Text

    @model_validator(mode="after")
    def _in_order(self) -> "ConveneConference":
        if self.ends_on is not None and self.ends_on.latest < self.starts_on.earliest:
            raise ValueError(f"ends_on: {self.ends_on} is before starts_on {self.starts_on}")
        return self


class OpenConference(Command):
    opened_on: date


class HoldConference(Command):
    held_on: Annotated[date, Field(description="the last day of the conference")]


async def convene_conference(session: AsyncSession, conference_id: UUID, command: ConveneConference) -> None:
    await require_region(session, command.region)
    named = {"host": command.host, "chair.administration": command.chair.administration if command.chair else None}
    for field, economy in (named | command.record.economies()).items():
        if economy is not None:
            await require_member(session, economy, field)
    facts = dict(command)
    conference = await session.get(Conference, conference_id, with_for_update=True)
    conference = conference or Conference(id=conference_id, **facts)
    publish(session, *conference.convene(**facts))
    session.add(conference)


async def conference_for_update(session: AsyncSession, conference_id: UUID) -> Conference:
    conference = await session.get(Conference, conference_id, with_for_update=True)
    if conference is None:
        raise NotFound(f"No conference {conference_id}")
    return conference


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
