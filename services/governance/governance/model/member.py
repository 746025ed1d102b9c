"""The register: regions, and the administrations that belong to them."""

from cabos.columns import PartialDay
from cabos.refusal import Invalid
from cabos_contracts.envelope import Event
from cabos_contracts.governance import MemberRegistered
from cabos_contracts.types import PartialDate
from sqlmodel import Field, SQLModel

from governance.model.record import Record


class UnknownRegion(Invalid):
    """The region is not in the register."""


class UnknownMember(Invalid):
    """The administration is not in the register."""


class NotInRegion(Invalid):
    """The administration belongs to another region."""


class Region(SQLModel, table=True):
    """One of the regions of the World Customs Organization and what it calls its conference."""

    code: str = Field(primary_key=True)
    name: str
    meeting_name: str | None = None


class Member(Record, table=True):
    """An administration: a state, a customs territory or a customs union; geography does not decide its region."""

    kind_of_record = "member"

    economy: str = Field(primary_key=True)
    name: str
    region: str = Field(foreign_key="region.code", index=True)
    membership: str
    kind: str
    joined_on: PartialDate | None = Field(default=None, sa_type=PartialDay)

    def register(self, *, name: str, region: str, membership: str, kind: str, joined_on: PartialDate | None,
                 source: str) -> list[Event]:  # fmt: skip
        """Enter or change what the register says; the same again is harmless."""
        facts = {"name": name, "region": region, "membership": membership, "kind": kind, "joined_on": joined_on}
        known = {field: getattr(self, field) for field in facts} if self.version else None
        self.source = source
        if facts == known:
            return []
        for field, value in facts.items():
            setattr(self, field, value)
        self.version += 1
        return [
            MemberRegistered(
                economy=self.economy,
                name=name,
                region=region,
                membership=membership,
                kind=kind,
                joined_on=joined_on,
                version=self.version,
            )
        ]
