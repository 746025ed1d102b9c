"""Entering regions and administrations into the register."""

from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from cabos.journal import publish
from cabos_contracts.types import EconomyCode, PartialDate, RegionCode
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.model.member import Member, NotInRegion, Region, UnknownMember, UnknownRegion

Text = Annotated[str, Field(min_length=1, max_length=2000)]


class Command(BaseModel):
    model_config = ConfigDict(extra="forbid")


def example(**body: Any) -> ConfigDict:
    """The configuration of a command whose OpenAPI schema shows `body`."""
    return ConfigDict(json_schema_extra={"examples": [body]})


class RegisterRegion(Command):
    model_config = example(name="Americas/Caribbean", meeting_name="Regional Conference of Customs Directors General")

    name: Text
    meeting_name: Text | None = None


class RegisterMember(Command):
    model_config = example(name="Chile", region="AMS", joined_on="1966-07-01", source="the register of Members")

    name: Text
    region: RegionCode
    membership: Literal["member", "akin_to_member"] = "member"
    kind: Literal["state", "customs_territory", "customs_union", "un_observer_state", "partially_recognised_state"] = (
        "state"
    )
    joined_on: PartialDate | None = None
    source: Text


def today() -> date:
    return datetime.now(UTC).date()


async def require_member(session: AsyncSession, economy: EconomyCode, field: str, region: str | None = None) -> None:
    """Raises `UnknownMember`, or `NotInRegion` when a region is asked for."""
    member = await session.get(Member, economy)
    if member is None:
        raise UnknownMember(f"No administration is registered under {economy}", field=field)
    if region is not None and member.region != region:
        raise NotInRegion(f"{economy} belongs to the region {member.region}, not to {region}", field=field)


async def require_region(session: AsyncSession, code: RegionCode) -> None:
    if await session.get(Region, code) is None:
        raise UnknownRegion(f"No region is registered under {code}", field="region")


async def register_region(session: AsyncSession, code: RegionCode, command: RegisterRegion) -> None:
    await session.merge(Region(code=code, **command.model_dump()))


async def register_member(session: AsyncSession, economy: EconomyCode, command: RegisterMember) -> None:
    await require_region(session, command.region)
    facts = dict(command)
    member = await session.get(Member, economy, with_for_update=True) or Member(economy=economy, **facts)
    publish(session, *member.register(**facts))
    session.add(member)
