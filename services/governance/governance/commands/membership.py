"""What changes for an administration from a day on: its name, its region, its membership."""

from typing import Literal

from cabos.journal import publish
from cabos_contracts.types import EconomyCode, PartialDate, RegionCode
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.commands.register import Command, Confidence, Text, example, member_for_update, require_region, today
from governance.model.standing import Since


class Change(Command):
    from_on: PartialDate
    source: Text
    confidence: Confidence | None = None
    note: Text | None = None

    def since(self, value: str) -> Since:
        return Since(value=value, from_on=self.from_on, source=self.source, confidence=self.confidence, note=self.note)


class RenameMember(Change):
    """`former_name` is needed when the register has only known the new one."""

    model_config = example(
        name="Eswatini", from_on="2018-04-19", former_name="Swaziland", source="general knowledge", confidence="medium"
    )

    name: Text
    former_name: Text | None = None


class TransferMember(Change):
    """`former_region` is needed when the register has only known the new one."""

    model_config = example(region="ESA", from_on="2014", former_region="MENA", source="an example")

    region: RegionCode
    former_region: RegionCode | None = None


class ChangeMembership(Change):
    """`non_member` is a departure; whatever else, an accession or a return."""

    model_config = example(membership="non_member", from_on="2018-04-19", source="an example")

    membership: Literal["member", "akin_to_member", "non_member"]


async def rename_member(session: AsyncSession, economy: EconomyCode, command: RenameMember) -> None:
    member = await member_for_update(session, economy)
    publish(session, *member.rename(command.since(command.name), command.former_name, today()))


async def transfer_member(session: AsyncSession, economy: EconomyCode, command: TransferMember) -> None:
    member = await member_for_update(session, economy)
    await require_region(session, command.region)
    if command.former_region is not None:
        await require_region(session, command.former_region, "former_region")
    publish(session, *member.transfer(command.since(command.region), command.former_region, today()))


async def change_membership(session: AsyncSession, economy: EconomyCode, command: ChangeMembership) -> None:
    member = await member_for_update(session, economy)
    publish(session, *member.change_membership(command.since(command.membership), today()))
