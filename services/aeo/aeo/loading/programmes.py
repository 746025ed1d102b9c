"""aeo_programmes.json and blocs.json: who trusts which operators, and who belongs to which union."""

from typing import Any

from cabos.claims import settled
from cabos.ids import stable_id
from cabos_contracts.types import EconomyCode, PartialDate
from pydantic import JsonValue
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.commands.bloc import DescribeBloc, describe_bloc
from aeo.commands.programme import RegisterProgramme, register_programme
from aeo.loading.row import FileRow

_FIELDS = {
    "iso2": "economy",
    "programme": "name",
    "status": "state",
    "scope_note": "scope",
    "aeo_code_format": "code_format",
}
_BESIDE = ("name_source", "name_note", "launch_note")


class ProgrammeRow(FileRow):
    """What is said beside the fields of a programme is kept as it stands; what it was called before, oldest first."""

    economy: str
    iso2: EconomyCode
    programme: str
    status: str
    launch_year: int | None = None
    launch_note: JsonValue = None
    former_names: list[dict[str, Any]] | None = None
    renamed_on: PartialDate | None = None
    operator_types: list[str] | None = None
    tiers: list[str] | None = None
    operators: int | None = None
    operators_as_of: str | None = None
    scope_note: str | None = None
    aeo_code_format: str | None = None
    history: list[str] | None = None
    conflicts: list[str] | None = None
    name_source: JsonValue = None
    name_note: JsonValue = None
    wco_member: bool = True
    source: str
    confidence: str | None = None


async def load_programme(session: AsyncSession, row: dict[str, Any]) -> None:
    found = ProgrammeRow.model_validate(row)
    programme_id = stable_id("programme", found.iso2)
    if await settled(session, "programme", programme_id):
        return
    given = found.model_dump(exclude={"economy", "wco_member", *_BESIDE}, exclude_none=True)
    facts = {_FIELDS.get(field, field): value for field, value in given.items()}
    beside = found.model_dump(include=set(_BESIDE), exclude_none=True)
    particulars = beside if found.wco_member else beside | {"economy": found.economy}
    facts |= {"non_member": not found.wco_member, "particulars": particulars}
    await register_programme(session, programme_id, RegisterProgramme.model_validate(facts))


async def load_bloc(session: AsyncSession, row: dict[str, Any]) -> None:
    facts = {field: value for field, value in row.items() if field != "code"}
    await describe_bloc(session, row["code"], DescribeBloc.model_validate(facts))
