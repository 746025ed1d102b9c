"""Entering regions and administrations into the register."""

from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from cabos.claims import correct_record
from cabos.journal import publish
from cabos.refusal import Invalid, NotFound
from cabos_contracts.governance.register import OfficialNames
from cabos_contracts.types import EconomyCode, PartialDate, RegionCode
from pycountry import countries
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.commands.sources import sources
from governance.model.member import Continued, Member, NotInRegion, UnknownMember
from governance.model.region import Region, SixRegions, UnknownRegion

Text = Annotated[str, Field(min_length=1, max_length=2000)]
Confidence = Literal["high", "medium", "low"]

BEYOND_ISO_3166 = {"EU": "the European Union, exceptionally reserved", "XK": "Kosovo, user-assigned"}
"""Codes of real parties that ISO 3166-1 does not have."""


class Command(BaseModel):
    model_config = ConfigDict(extra="forbid")


def example(**body: Any) -> ConfigDict:
    """The configuration of a command whose OpenAPI schema shows `body`."""
    return ConfigDict(json_schema_extra={"examples": [body]})


class NameRegion(Command):
    """What a region is called in each language."""

    en: Annotated[str, Field(min_length=1, max_length=200)]
    es: Annotated[str, Field(min_length=1, max_length=200)]
    fr: Annotated[str, Field(min_length=1, max_length=200)]


class RegisterRegion(Command):
    model_config = example(
        name="Americas/Caribbean",
        names={
            "en": "South America, North America, Central America and the Caribbean",
            "es": "América del Sur, América del Norte, América Central y el Caribe",
            "fr": "Amérique du Sud, Amérique du Nord, Amérique centrale et Caraïbes",
        },
        meeting_name="Regional Conference of Customs Directors General",
        source="the organisation's list of regions",
    )

    name: Text
    names: NameRegion | None = None
    meeting_name: Text | None = None
    source: Text | None = None
    confidence: Confidence | None = None


class RegisterMember(Command):
    model_config = example(
        name="Chile",
        region="AMS",
        joined_on="1966-07-01",
        joined_source="general knowledge, unverified",
        joined_confidence="low",
        source="the register of Members",
        confidence="medium",
    )

    name: Text
    region: RegionCode
    membership: Literal["member", "akin_to_member", "non_member"] = "member"
    kind: Literal["state", "customs_territory", "customs_union", "un_observer_state", "partially_recognised_state"] = (
        "state"
    )
    joined_on: PartialDate | None = None
    joined_source: Text | None = None
    joined_confidence: Confidence | None = None
    territory_of: EconomyCode | None = None
    continues: Continued | None = None
    founding_member: bool = False
    note: Text | None = None
    source: Text
    confidence: Confidence | None = None


def today() -> date:
    return datetime.now(UTC).date()


def not_in_the_future(day: PartialDate) -> PartialDate:
    if day.earliest > today():
        raise ValueError("the day has not come yet")
    return day


PastDay = Annotated[PartialDate, AfterValidator(not_in_the_future)]


async def require_member(session: AsyncSession, economy: EconomyCode, field: str, region: str | None = None) -> None:
    """Raises `UnknownMember`, or `NotInRegion` when a region is asked for."""
    member = await session.get(Member, economy)
    if member is None:
        raise UnknownMember(f"No administration is registered under {economy}", field=field)
    if region is not None and member.region != region:
        raise NotInRegion(f"{economy} belongs to the region {member.region}, not to {region}", field=field)


async def require_region(session: AsyncSession, code: RegionCode, field: str = "region") -> None:
    if await session.get(Region, code) is None:
        raise UnknownRegion(f"No region is registered under {code}", field=field)


def require_economy(code: EconomyCode, field: str) -> None:
    """Raises `Invalid` for a code that no economy has."""
    if code not in BEYOND_ISO_3166 and countries.get(alpha_2=code) is None:
        listed = ", ".join(sorted(BEYOND_ISO_3166))
        raise Invalid(f"{code} is no code of ISO 3166-1 and not one of {listed}", field=field)


async def member_for_update(session: AsyncSession, economy: EconomyCode) -> Member:
    member = await session.get(Member, economy, with_for_update=True)
    if member is None:
        raise NotFound(f"No administration is registered under {economy}")
    return member


async def register_region(session: AsyncSession, code: RegionCode, command: RegisterRegion) -> None:
    if code not in tuple(SixRegions):
        raise UnknownRegion(f"{code} is none of the six: {', '.join(SixRegions)}", field="region")
    facts = dict(command)
    names = command.names and OfficialNames(**dict(command.names))
    region = await session.get(Region, code, with_for_update=True) or Region(code=code, **facts | {"names": names})
    publish(session, *region.call(**facts | {"names": names}))
    session.add(region)


async def register_member(session: AsyncSession, economy: EconomyCode, command: RegisterMember) -> None:
    require_economy(economy, "economy")
    if command.territory_of is not None:
        require_economy(command.territory_of, "territory_of")
        if command.kind != "customs_territory" or command.territory_of == economy:
            raise Invalid("Only a customs territory belongs to an economy, and to another one", field="territory_of")
    await require_region(session, command.region)
    facts = dict(command)
    member = await session.get(Member, economy, with_for_update=True) or Member(economy=economy, **facts)
    publish(session, *member.register(**facts, today=today()))
    session.add(member)


sources.about("member", Member, correct_record, Member.told, name=Text, joined_on=PastDay)
