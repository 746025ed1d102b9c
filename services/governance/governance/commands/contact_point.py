"""Whom an administration names for a regional body: a change says from when on, and is announced."""

from datetime import date
from typing import Annotated
from uuid import UUID

from cabos.ids import stable_id
from cabos.journal import publish
from cabos_contracts.governance import ContactPointChanged
from cabos_contracts.types import EconomyCode, PartialDate
from pydantic import Field, model_validator
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.commands.regional_body import body_for_update
from governance.commands.register import Command, Confidence, Text, example, require_member, today
from governance.model.contact_point import Contact, ContactAddress, ContactPoint
from governance.model.member import Member, NotInRegion
from governance.model.part import Title
from governance.model.regional_body import RegionalBody
from governance.model.standing import require_past

Email = Annotated[
    str, Field(max_length=254, pattern=r"^[A-Za-z0-9._%+-]{1,64}@([A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,63}$")
]


class NameContact(Command):
    """A person, an office, or both. `email` is only shown to officers, and only while this is the contact."""

    model_config = example(
        office="International Affairs",
        email="contact@customs.example",
        from_on="2019-04",
        source="the administration's letter",
    )

    name: Title | None = None
    office: Title | None = None
    email: Email | None = None
    from_on: PartialDate | None = None
    until_on: Annotated[PartialDate | None, Field(description="the first day on which it is the contact no more")] = (
        None
    )
    source: Text
    confidence: Confidence | None = None

    @model_validator(mode="after")
    def _somebody(self) -> "NameContact":
        if self.name is None and self.office is None:
            raise ValueError("name: a contact is a person or an office")
        if self.from_on is not None and self.until_on is not None and self.until_on.latest < self.from_on.earliest:
            raise ValueError(f"until_on: {self.until_on} is before from_on {self.from_on}")
        return self

    def contact(self, noted_on: date) -> Contact:
        return Contact(**self.model_dump(exclude={"email"}), noted_on=noted_on)


def contact_point_id(regional_body_id: UUID, economy: EconomyCode) -> UUID:
    return stable_id("contact-point", regional_body_id, economy)


async def name_contact(
    session: AsyncSession, regional_body_id: UUID, economy: EconomyCode, command: NameContact
) -> None:
    body = await body_for_update(session, regional_body_id)
    body.require_open()
    require_past(command.from_on, today(), "from_on")
    require_past(command.until_on, today(), "until_on")
    await _require_served(session, economy, body)
    id_ = contact_point_id(regional_body_id, economy)
    point = await session.get(ContactPoint, id_) or ContactPoint(
        id=id_, regional_body_id=regional_body_id, economy=economy
    )
    former, asked = point.present, command.contact(today())
    named = point.name_contact(asked)
    session.add(point)
    await session.flush()
    moved = await _keep_address(session, point, asked, command.email)
    if named or moved:
        publish(session, _changed(body, point, former))


async def _require_served(session: AsyncSession, economy: EconomyCode, body: RegionalBody) -> None:
    await require_member(session, economy, "economy")
    member = await session.get_one(Member, economy)
    if member.region not in body.regions:
        served = ", ".join(body.regions)
        raise NotInRegion(f"{economy} belongs to {member.region}; the body serves {served}", field="economy")


async def _keep_address(session: AsyncSession, point: ContactPoint, asked: Contact, email: str | None) -> bool:
    """Keep the address of the present contact, and drop it with the contact; whether that has changed anything."""
    known = await session.get(ContactAddress, point.id)
    before = None if known is None else known.email
    present = point.present
    wanted = before
    if present is None or present.is_asked_for(asked):
        wanted = None if present is None else email
    if wanted == before:
        return False
    if known is not None:
        await session.delete(known)
        await session.flush()
    if wanted is not None:
        session.add(ContactAddress(contact_point_id=point.id, email=wanted))
    return True


def _changed(body: RegionalBody, point: ContactPoint, former: Contact | None) -> ContactPointChanged:
    last, present = point.contacts[-1], point.present
    gone = former if former is not None and (present is None or former.who != present.who) else None
    return ContactPointChanged(
        regional_body_id=body.id,
        kind=body.kind,
        economy=point.economy,
        contact=present and present.name,
        office=present and present.office,
        from_on=last.from_on,
        until_on=last.until_on,
        former_contact=gone and gone.name,
        former_office=gone and gone.office,
        version=body.changed(),
    )
