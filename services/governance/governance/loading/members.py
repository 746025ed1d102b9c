"""members.json: who is in the register, in which region and since when."""

from typing import Any, Literal

from cabos.claims import settled
from cabos_contracts.types import EconomyCode, PartialDate, RegionCode
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.commands.register import RegisterMember, RegisterRegion, register_member, register_region
from governance.loading.row import Confidence, FileRow
from governance.model import Member, Region

MEETINGS = {
    "AMS": "Regional Conference of Customs Directors General",
    "EUR": "Heads of Customs Conference",
    "AP": "Regional Heads of Customs Administrations Conference",
    "MENA": "Regional meeting of Directors General",
    "WCA": "Conference of Directors General",
    "ESA": "Governing Council",
}


class MemberRow(FileRow):
    name: str
    iso2: EconomyCode
    region: RegionCode
    region_name: str
    membership: str
    party_kind: str = "state"
    territory_of: EconomyCode | None = None
    founding_member: bool = False
    accession: PartialDate | None = None
    accession_precision: Literal["year", "month", "day"] | None = None
    accession_source: str | None = None
    accession_confidence: Confidence | None = None
    note: str | None = None
    source: str
    confidence: Confidence | None = None


async def load_member(session: AsyncSession, row: dict[str, Any]) -> None:
    """The administration, and its region where that is the first of it."""
    found = MemberRow.model_validate(row)
    if await settled(session, Member.kind_of_record, found.iso2):
        return
    if await session.get(Region, found.region) is None:
        command = RegisterRegion(name=found.region_name, meeting_name=MEETINGS.get(found.region))
        await register_region(session, found.region, command)
    given = found.model_dump(exclude={"iso2", "region_name", "party_kind", "accession_precision"}, exclude_none=True)
    named = {name.replace("accession", "joined"): value for name, value in given.items() if name != "accession"}
    facts = named | {"kind": found.party_kind, "joined_on": found.accession}
    await register_member(session, found.iso2, RegisterMember.model_validate(facts))
