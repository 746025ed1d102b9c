"""member_names.json: who was called otherwise before."""

from typing import Any

from cabos_contracts.types import EconomyCode, PartialDate
from pydantic import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.commands.membership import RenameMember, rename_member
from governance.loading.row import Confidence, FileRow


class NameRow(FileRow):
    iso2: EconomyCode
    name: str
    former_name: str
    since: PartialDate = Field(alias="from")
    source: str
    confidence: Confidence | None = None


async def load_member_name(session: AsyncSession, row: dict[str, Any]) -> None:
    found = NameRow.model_validate(row)
    facts = found.model_dump(exclude={"iso2", "since"}) | {"from_on": found.since}
    await rename_member(session, found.iso2, RenameMember.model_validate(facts))
